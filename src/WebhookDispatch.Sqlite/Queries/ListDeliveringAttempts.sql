SELECT id, epoch, attempts, started_at, duration, 'delivered', status, NULL, excerpt, truncated, 0, sequence
FROM delivery
WHERE id BETWEEN ?1 AND ?2 AND sequence IS NOT NULL
ORDER BY id
