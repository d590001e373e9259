SELECT event_id, type, occurred_at, content_type, body, tenant, expires_at
FROM event
WHERE id = ?1
