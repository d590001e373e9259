SELECT id, event, state
FROM delivery
WHERE state = 2 AND ended_at < ?1
ORDER BY ended_at
LIMIT ?2
