-- The index holds endpoint and due_at beside delivery: other endpoints' rows are passed without reading them.
SELECT delivery, due_at
FROM queue INDEXED BY queue_delivery
WHERE delivery >= ?2 AND endpoint = ?1
ORDER BY delivery
LIMIT 1
