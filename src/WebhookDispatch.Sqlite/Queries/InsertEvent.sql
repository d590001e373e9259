INSERT INTO event (
  id, tenant, event_id, type, content_type, idempotency_key, occurred_at, published_at, expires_at, deliveries, handed, handed_until, body,
  header_lines)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
ON CONFLICT DO NOTHING
