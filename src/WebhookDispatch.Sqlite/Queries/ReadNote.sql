SELECT text
FROM note
WHERE name = ?1
