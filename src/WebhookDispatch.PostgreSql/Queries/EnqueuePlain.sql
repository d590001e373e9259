-- As Enqueue, for what most events are: one delivery each, no key, no end, due at once, and none stored before, which fails it.
-- $1 to $6 events, in order, $1 may be empty when none has a tenant; $7 their content type, $8 the lease in microseconds when the
-- deliveries are held, otherwise NULL; $9 how long to wait for locks; $10 header lines, may be empty
-- when none has any.
WITH clock AS MATERIALIZED (
  SELECT clock_timestamp() AS now, nextval('webhooks.lease_token') AS token, set_config('lock_timeout', $9::text, true) AS lock_timeout
), added AS MATERIALIZED (
  SELECT nextval('webhooks.event_number') AS number, clock.now, clock.token, a.*
  FROM clock CROSS JOIN unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::bytea[], $6::integer[], $10::text[])
    WITH ORDINALITY AS a (tenant, event_id, type, occurred_at, body, endpoint, header_lines, ordinal)
), stored AS (
  INSERT INTO webhooks.event (number, occurred_at, published_at, deliveries, tenant, event_id, type, content_type, header_lines, body)
  SELECT a.number, a.occurred_at, a.now, 1, coalesce(a.tenant, ''), a.event_id, a.type, $7::text, a.header_lines, a.body
  FROM added AS a
), waiting AS (
  INSERT INTO webhooks.queue (delivery, due_at, lease_token, endpoint, attempts, claims, epoch)
  SELECT a.number * 100000, a.now + coalesce($8::bigint, 0) * interval '1 microsecond',
    CASE WHEN $8::bigint IS NOT NULL THEN a.token END, a.endpoint, 0, ($8::bigint IS NOT NULL)::integer, 0
  FROM added AS a
), counted AS (
  INSERT INTO webhooks.tally (waiting, delivered, dead, cancelled, expired)
  SELECT count(*), 0, 0, 0, 0 FROM added
)
SELECT a.ordinal, a.number, a.token
FROM added AS a
