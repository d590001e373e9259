SELECT number, event_id, type, occurred_at, content_type, body, header_lines, published_at, expires_at
FROM webhooks.event
WHERE tenant = $1 AND event_id = $2
