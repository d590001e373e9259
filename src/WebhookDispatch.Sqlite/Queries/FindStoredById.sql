SELECT event_id, type, content_type, deliveries, body
FROM event
WHERE tenant = ?1 AND event_id = ?2
