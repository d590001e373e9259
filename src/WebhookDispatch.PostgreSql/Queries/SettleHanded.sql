-- As SettleDelivered, for deliveries that were handed over and are delivered by their first attempt: they never were in the queue. $1 to $7
-- outcomes, by delivery, $6 and $7 may be empty; $8 their tokens, each once; $9 tokens whose deliveries have all ended; $10 how long to wait for
-- locks. The lock on their rows is why nobody else takes a delivery out of them meanwhile. Answers how many were applied, and which; the
-- others have been taken out. One that has ended already fails it.
WITH clock AS MATERIALIZED (
  SELECT clock_timestamp() AS now, set_config('lock_timeout', $10::text, true) AS lock_timeout
), held AS MATERIALIZED (
  SELECT h.token, h.deliveries, h.endpoints FROM clock CROSS JOIN webhooks.handed AS h WHERE h.token = ANY ($8::bigint[]) FOR KEY SHARE OF h
), ended AS (
  INSERT INTO webhooks.delivery (id, ended_at, started_at, duration, sequence, endpoint, attempts, epoch, status, state, truncated, reason, excerpt)
  SELECT t.delivery, clock.now, t.started_at, t.duration, 0, held.endpoints[found.place], 1, 0, t.status, 1, coalesce(t.truncated, false), NULL, t.excerpt
  FROM unnest($1::bigint[], $2::bigint[], $3::timestamptz[], $4::bigint[], $5::integer[], $6::text[], $7::boolean[])
    AS t (delivery, token, started_at, duration, status, excerpt, truncated)
  JOIN held ON held.token = t.token
  CROSS JOIN LATERAL (SELECT array_position(held.deliveries, t.delivery) AS place OFFSET 0) AS found
  CROSS JOIN clock
  WHERE found.place IS NOT NULL
  RETURNING id
), counted AS (
  INSERT INTO webhooks.tally (waiting, delivered, dead, cancelled, expired)
  SELECT -count(*), count(*), 0, 0, 0 FROM ended HAVING count(*) > 0
), cleared AS (
  -- They are said to have ended; a mistake would lose some.
  DELETE FROM webhooks.handed AS h
  WHERE h.token = ANY ($9::bigint[])
    AND NOT EXISTS (
      SELECT 1 FROM unnest(h.deliveries) AS u (delivery)
      WHERE (SELECT d.id FROM webhooks.delivery AS d WHERE d.id = u.delivery) IS NULL)
)
SELECT count(*), CASE WHEN count(*) < cardinality($1::bigint[]) THEN array_agg(id) END FROM ended
