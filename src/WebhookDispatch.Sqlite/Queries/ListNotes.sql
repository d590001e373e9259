SELECT name, text
FROM note
WHERE name >= ?1
ORDER BY name
