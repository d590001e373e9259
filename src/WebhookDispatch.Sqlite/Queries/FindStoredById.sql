SELECT event_id, type, deliveries, body
FROM event
WHERE tenant = ?1 AND event_id = ?2
