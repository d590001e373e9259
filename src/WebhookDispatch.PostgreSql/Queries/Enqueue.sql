-- $1 to $10 events, in order; $11 to $14 their deliveries, $14 the lease of those that are held, otherwise NULL; $15 how long to
-- wait for locks, or NULL. Lengths are microseconds.
WITH clock AS MATERIALIZED (
  SELECT clock_timestamp() AS now, nextval('webhooks.lease_token') AS token,
    CASE WHEN $15::text IS NOT NULL THEN set_config('lock_timeout', $15, true) END AS lock_timeout
), added AS MATERIALIZED (
  SELECT nextval('webhooks.event_number') AS number, a.*
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::bigint[], $8::bigint[], $9::integer[], $10::bytea[])
    WITH ORDINALITY AS a (tenant, event_id, type, content_type, idempotency_key, occurred_at, due_in, expires_in, deliveries, body, ordinal)
), stored AS (
  INSERT INTO webhooks.event (number, occurred_at, published_at, expires_at, deliveries, tenant, event_id, type, content_type, idempotency_key, body)
  SELECT a.number, a.occurred_at, clock.now, clock.now + a.expires_in * interval '1 microsecond', a.deliveries,
    a.tenant, a.event_id, a.type, a.content_type, a.idempotency_key, a.body
  FROM added AS a CROSS JOIN clock
  ORDER BY a.ordinal
  ON CONFLICT DO NOTHING
  RETURNING number
), waiting AS (
  INSERT INTO webhooks.queue (delivery, due_at, lease_token, endpoint, attempts, claims, epoch)
  SELECT a.number * 100000 + w.position,
    clock.now + (coalesce(w.lease, a.due_in)) * interval '1 microsecond',
    CASE WHEN w.lease IS NOT NULL THEN clock.token END, w.endpoint, 0, (w.lease IS NOT NULL)::integer, 0
  FROM unnest($11::bigint[], $12::integer[], $13::integer[], $14::bigint[]) AS w (ordinal, position, endpoint, lease)
  JOIN added AS a ON a.ordinal = w.ordinal
  JOIN stored AS s ON s.number = a.number
  CROSS JOIN clock
  RETURNING 1
), counted AS (
  INSERT INTO webhooks.tally (waiting, delivered, dead, cancelled, expired)
  SELECT count(*), 0, 0, 0, 0 FROM waiting HAVING count(*) > 0
)
SELECT a.ordinal, a.number, clock.token
FROM stored AS s
JOIN added AS a ON a.number = s.number
CROSS JOIN clock
