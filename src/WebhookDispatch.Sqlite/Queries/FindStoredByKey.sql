SELECT event_id, type, content_type, deliveries, body
FROM event
WHERE tenant = ?1 AND idempotency_key = ?2
