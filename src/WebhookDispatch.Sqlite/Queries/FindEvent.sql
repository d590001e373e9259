SELECT event_id, type, occurred_at, content_type, body, header_lines, id, deliveries, published_at, expires_at
FROM event
WHERE tenant = ?1 AND event_id = ?2
