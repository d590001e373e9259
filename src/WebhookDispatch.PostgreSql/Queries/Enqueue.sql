-- $1 to $11 events, in order; $12 to $16 their deliveries, $15 the lease of those that are held, otherwise NULL, $16 how many
-- attempts it took to deliver those that come as delivered, otherwise NULL; $17 how long to wait for locks, or NULL. Lengths are
-- microseconds.
WITH clock AS MATERIALIZED (
  SELECT clock_timestamp() AS now, nextval('webhooks.lease_token') AS token,
    CASE WHEN $17::text IS NOT NULL THEN set_config('lock_timeout', $17, true) END AS lock_timeout
), added AS MATERIALIZED (
  SELECT nextval('webhooks.event_number') AS number, a.*
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::bigint[], $8::bigint[], $9::integer[], $10::bytea[],
    $11::text[]) WITH ORDINALITY AS a (tenant, event_id, type, content_type, idempotency_key, occurred_at, due_in, expires_in, deliveries, body, header_lines, ordinal)
), stored AS (
  INSERT INTO webhooks.event (number, occurred_at, published_at, expires_at, deliveries, tenant, event_id, type, content_type, idempotency_key, header_lines, body)
  SELECT a.number, a.occurred_at, clock.now, clock.now + a.expires_in * interval '1 microsecond', a.deliveries,
    a.tenant, a.event_id, a.type, a.content_type, a.idempotency_key, a.header_lines, a.body
  FROM added AS a CROSS JOIN clock
  ORDER BY a.ordinal
  ON CONFLICT DO NOTHING
  RETURNING number
), told AS MATERIALIZED (
  SELECT a.number * 100000 + w.position AS delivery, w.endpoint, w.lease, w.attempts, a.due_in
  FROM unnest($12::bigint[], $13::integer[], $14::integer[], $15::bigint[], $16::integer[]) AS w (ordinal, position, endpoint, lease, attempts)
  JOIN added AS a ON a.ordinal = w.ordinal
  JOIN stored AS s ON s.number = a.number
), waiting AS (
  INSERT INTO webhooks.queue (delivery, due_at, lease_token, endpoint, attempts, claims, epoch)
  SELECT t.delivery, clock.now + (coalesce(t.lease, t.due_in)) * interval '1 microsecond',
    CASE WHEN t.lease IS NOT NULL THEN clock.token END, t.endpoint, 0, (t.lease IS NOT NULL)::integer, 0
  FROM told AS t CROSS JOIN clock
  WHERE t.attempts IS NULL
), delivered AS (
  INSERT INTO webhooks.delivery (id, ended_at, endpoint, attempts, epoch, state, reason)
  SELECT t.delivery, clock.now, t.endpoint, t.attempts, 0, 1, NULL
  FROM told AS t CROSS JOIN clock
  WHERE t.attempts IS NOT NULL
), counted AS (
  INSERT INTO webhooks.tally (waiting, delivered, dead, cancelled, expired)
  SELECT count(*) FILTER (WHERE attempts IS NULL), count(*) FILTER (WHERE attempts IS NOT NULL), 0, 0, 0 FROM told HAVING count(*) > 0
)
SELECT a.ordinal, a.number, clock.token
FROM stored AS s
JOIN added AS a ON a.number = s.number
CROSS JOIN clock
