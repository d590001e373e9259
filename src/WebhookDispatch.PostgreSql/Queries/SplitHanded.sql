-- As ClaimHanded, when not all of it fits. What is taken is one row again, under a new token. What its endpoint has no room for, or stands behind
-- others of it in the queue, is put there, where it costs no claim another look; what is only too much for this claim stays.
WITH clock AS MATERIALIZED (
  SELECT clock_timestamp() AS now, nextval('webhooks.lease_token') AS token
), locked AS MATERIALIZED (
  SELECT h.token, h.handed_at, h.deliveries, h.endpoints FROM webhooks.handed AS h
  WHERE h.held_until IS NULL ORDER BY h.token LIMIT $6::integer FOR UPDATE SKIP LOCKED
), members AS MATERIALIZED (
  SELECT l.token, l.handed_at, m.delivery, m.endpoint, m.place, row_number() OVER (PARTITION BY m.endpoint ORDER BY l.token, m.place) AS nth
  FROM locked AS l CROSS JOIN LATERAL unnest(l.deliveries, l.endpoints) WITH ORDINALITY AS m (delivery, endpoint, place)
), judged AS MATERIALIZED (
  SELECT m.*,
    m.nth <= CASE WHEN ($1::integer[])[width_bucket(m.endpoint, $1::integer[])] = m.endpoint
      THEN ($2::integer[])[width_bucket(m.endpoint, $1::integer[])] ELSE $3::integer END
    AND coalesce((SELECT q.due_at FROM webhooks.queue AS q WHERE q.endpoint = m.endpoint ORDER BY q.due_at LIMIT 1) > clock.now, true) AS fits
  FROM members AS m CROSS JOIN clock
), ranked AS MATERIALIZED (
  SELECT j.*, count(*) FILTER (WHERE j.fits) OVER (ORDER BY j.token, j.place) AS rank FROM judged AS j
), taken AS MATERIALIZED (
  SELECT * FROM ranked WHERE fits AND rank <= $4::integer
), held AS (
  INSERT INTO webhooks.handed (token, handed_at, held_until, deliveries, endpoints)
  SELECT clock.token, t.handed_at, clock.now + $5::bigint * interval '1 microsecond', t.deliveries, t.endpoints
  FROM clock CROSS JOIN (
    SELECT min(handed_at) AS handed_at, array_agg(delivery ORDER BY rank) AS deliveries, array_agg(endpoint ORDER BY rank) AS endpoints FROM taken
  ) AS t
  WHERE t.deliveries IS NOT NULL
), queued AS (
  INSERT INTO webhooks.queue (delivery, due_at, lease_token, endpoint, attempts, claims, epoch)
  SELECT delivery, handed_at, NULL, endpoint, 0, 0, 0 FROM ranked WHERE NOT fits
), kept AS MATERIALIZED (
  SELECT token, array_agg(delivery ORDER BY place) AS deliveries, array_agg(endpoint ORDER BY place) AS endpoints
  FROM ranked WHERE fits AND rank > $4::integer GROUP BY token
), shortened AS (
  UPDATE webhooks.handed AS h SET deliveries = k.deliveries, endpoints = k.endpoints
  FROM kept AS k
  WHERE h.token = ANY (ARRAY(SELECT token FROM kept)) AND h.token = k.token AND cardinality(h.deliveries) > cardinality(k.deliveries)
), emptied AS (
  DELETE FROM webhooks.handed AS h
  WHERE h.token = ANY (ARRAY(SELECT token FROM locked EXCEPT SELECT token FROM kept))
), walked AS (
  SELECT (SELECT count(*) FROM taken) >= $4::integer AS is_full, CASE WHEN (SELECT count(*) FROM locked) >= $6::integer THEN 0 END AS cut_after
)
SELECT walked.is_full, walked.cut_after, t.delivery, t.endpoint, 0, 1, 0, clock.token,
  (extract(epoch FROM e.expires_at - clock.now) * 1000000)::bigint AS expires_in,
  e.number, e.tenant, e.event_id, e.type, e.occurred_at, e.content_type, e.body, e.header_lines
FROM clock CROSS JOIN walked
LEFT JOIN (
  taken AS t
  LEFT JOIN LATERAL (SELECT * FROM webhooks.event AS s WHERE s.number = t.delivery / 100000 OFFSET 0) AS e ON true
) ON true
ORDER BY t.rank
