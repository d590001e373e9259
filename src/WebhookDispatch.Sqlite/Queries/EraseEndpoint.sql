UPDATE endpoint
SET tenant = '', version = 0, content = NULL
WHERE number = ?1
