-- As SettleDelivered, for deliveries that were handed over and are delivered by their first attempt: they never were in the queue. $1 to $7
-- outcomes, by delivery, $6 and $7 may be empty; $8 their tokens, each once; $9 tokens whose deliveries have all ended, as many as $12 of each;
-- $10 how long to wait for locks; $11 where in their rows they were: searching a row for each that is in it takes longer than all the rest. The
-- lock on their rows is why nobody else takes a delivery out of them meanwhile. Answers how many were applied, and which; the others have
-- been taken out. One that has ended already fails it.
WITH clock AS MATERIALIZED (
  SELECT clock_timestamp() AS now, set_config('lock_timeout', $10::text, true) AS lock_timeout
), held AS MATERIALIZED (
  SELECT h.token, h.deliveries, h.endpoints FROM clock CROSS JOIN webhooks.handed AS h WHERE h.token = ANY ($8::bigint[]) FOR KEY SHARE OF h
), ended AS (
  INSERT INTO webhooks.delivery (id, ended_at, started_at, duration, sequence, endpoint, attempts, epoch, status, state, truncated, reason, excerpt)
  SELECT t.delivery, clock.now, t.started_at, t.duration, 0, held.endpoints[found.place], 1, 0, t.status, 1, coalesce(t.truncated, false), NULL, t.excerpt
  FROM unnest($1::bigint[], $2::bigint[], $3::timestamptz[], $4::bigint[], $5::integer[], $6::text[], $7::boolean[], $11::integer[])
    AS t (delivery, token, started_at, duration, status, excerpt, truncated, place)
  JOIN held ON held.token = t.token
  CROSS JOIN LATERAL (
    SELECT CASE WHEN held.deliveries[t.place] = t.delivery THEN t.place ELSE array_position(held.deliveries, t.delivery) END AS place OFFSET 0
  ) AS found
  CROSS JOIN clock
  WHERE found.place IS NOT NULL
  RETURNING id
), counted AS (
  INSERT INTO webhooks.tally (waiting, delivered, dead, cancelled, expired)
  SELECT -count(*), count(*), 0, 0, 0 FROM ended HAVING count(*) > 0
), cleared AS (
  -- Who held them has seen each of them end. Looking them all up once more would cost a third of what settling them did.
  DELETE FROM webhooks.handed AS h USING unnest($9::bigint[], $12::integer[]) AS e (token, deliveries)
  WHERE h.token = ANY ($9::bigint[]) AND h.token = e.token AND cardinality(h.deliveries) <= e.deliveries
)
SELECT count(*), CASE WHEN count(*) < cardinality($1::bigint[]) THEN array_agg(id) END FROM ended
