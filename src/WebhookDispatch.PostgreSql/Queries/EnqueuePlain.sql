-- As Enqueue, for what most events are: one delivery each, no key, no end, due at once, nobody holds it, and none stored before, which
-- fails it. $1 to $6 events, in order, $1 may be empty when none has a tenant; $7 their content type; $8 how long to wait for locks; $9 header
-- lines, may be empty when none has any. Answers the numbers of the events, in order.
WITH clock AS MATERIALIZED (
  SELECT clock_timestamp() AS now, set_config('lock_timeout', $8::text, true) AS lock_timeout
), numbered AS MATERIALIZED (
  SELECT array_agg(nextval('webhooks.event_number')) AS numbers FROM clock CROSS JOIN unnest($2::text[])
), stored AS (
  INSERT INTO webhooks.event (number, occurred_at, published_at, deliveries, tenant, event_id, type, content_type, header_lines, body)
  SELECT a.number, a.occurred_at, clock.now, 1, coalesce(a.tenant, ''), a.event_id, a.type, $7::text, a.header_lines, a.body
  FROM clock CROSS JOIN numbered
  CROSS JOIN LATERAL unnest(numbered.numbers, $1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::bytea[], $9::text[])
    AS a (number, tenant, event_id, type, occurred_at, body, header_lines)
), waiting AS (
  INSERT INTO webhooks.queue (delivery, due_at, lease_token, endpoint, attempts, claims, epoch)
  SELECT a.number * 100000, clock.now, NULL, a.endpoint, 0, 0, 0
  FROM clock CROSS JOIN numbered CROSS JOIN LATERAL unnest(numbered.numbers, $6::integer[]) AS a (number, endpoint)
), counted AS (
  INSERT INTO webhooks.tally (waiting, delivered, dead, cancelled, expired) VALUES (cardinality($2::text[]), 0, 0, 0, 0)
)
SELECT 0::bigint, numbered.numbers FROM numbered
