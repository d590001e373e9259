SELECT 1
FROM event
WHERE tenant = ?1 AND event_id = ?2
