SELECT id, published_at
FROM event
WHERE id >= ?1
ORDER BY id
LIMIT 1
