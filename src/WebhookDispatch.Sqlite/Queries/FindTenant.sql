SELECT tenant
FROM event
WHERE id = ?1
