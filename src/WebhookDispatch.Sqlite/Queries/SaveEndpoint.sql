UPDATE endpoint
SET tenant = ?2, version = ?3, content = ?4
WHERE number = ?1
