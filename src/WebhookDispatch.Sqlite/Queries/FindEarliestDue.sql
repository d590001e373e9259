SELECT due_at
FROM queue
WHERE endpoint = ?1
ORDER BY due_at, delivery
LIMIT 1
