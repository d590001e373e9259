SELECT event_id, type, occurred_at, content_type, body, header_lines, tenant, expires_at
FROM event
WHERE id = ?1
