-- As SettleDelivered, for deliveries that were handed over and are delivered by their first attempt: they never were in the queue. $1 to $7
-- outcomes, by delivery, $6 and $7 may be empty; $8 their tokens, each once; $9 tokens whose deliveries have all ended, as many as $12 of each;
-- $10 how long to wait for locks; $11 where in their rows they were: searching a row for each that is in it takes longer than all the rest. The
-- lock on their rows is why nobody else takes a delivery out of them meanwhile. Answers how many were applied, and which; the others have
-- been taken out. One that has ended already fails it.
-- Arrays are taken apart as in EnqueueHanded.
WITH clock AS MATERIALIZED (
  SELECT clock_timestamp() AS now, set_config('lock_timeout', $10::text, true) AS lock_timeout
), held AS MATERIALIZED (
  SELECT h.token, h.deliveries, h.endpoints, clock.now FROM clock CROSS JOIN webhooks.handed AS h WHERE h.token = ANY ($8::bigint[]) FOR KEY SHARE OF h
), ended AS (
  INSERT INTO webhooks.delivery (id, ended_at, started_at, duration, sequence, endpoint, attempts, epoch, status, state, truncated, reason, excerpt)
  SELECT t.delivery, t.now, t.started_at, t.duration, 0, t.endpoint, 1, 0, t.status, 1, coalesce(t.truncated, false), NULL, t.excerpt
  FROM (
    SELECT s.*, held.now, held.endpoints[CASE WHEN held.deliveries[s.place] = s.delivery THEN s.place ELSE array_position(held.deliveries, s.delivery) END] AS endpoint
    FROM (
      SELECT unnest($1::bigint[]) AS delivery, unnest($2::bigint[]) AS token, unnest($3::timestamptz[]) AS started_at, unnest($4::bigint[]) AS duration,
        unnest($5::integer[]) AS status, unnest($6::text[]) AS excerpt, unnest($7::boolean[]) AS truncated, unnest($11::integer[]) AS place
    ) AS s
    JOIN held ON held.token = s.token
    OFFSET 0
  ) AS t
  WHERE t.endpoint IS NOT NULL
  RETURNING id
), counted AS (
  INSERT INTO webhooks.tally (waiting, delivered, dead, cancelled, expired)
  SELECT -count(*), count(*), 0, 0, 0 FROM ended HAVING count(*) > 0
), cleared AS (
  -- Who held them has seen each of them end. Looking them all up once more would cost a third of what settling them did.
  DELETE FROM webhooks.handed AS h
  WHERE h.token = ANY ($9::bigint[]) AND cardinality(h.deliveries) <= ($12::integer[])[array_position($9::bigint[], h.token)]
)
SELECT count(*), CASE WHEN count(*) < cardinality($1::bigint[]) THEN array_agg(id) END FROM ended
