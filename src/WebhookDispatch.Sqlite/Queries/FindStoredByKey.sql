SELECT event_id, type, deliveries, body
FROM event
WHERE tenant = ?1 AND idempotency_key = ?2
