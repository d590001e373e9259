SELECT id
FROM event
WHERE deliveries = 0 AND published_at < ?1
ORDER BY published_at
LIMIT ?2
