-- As Claim, of what was stored together and nobody holds: $1 and $2 endpoints with a capacity of their own, rising, and that capacity, $3 the
-- capacity of the others, $4 how many deliveries at most, $5 the lease in microseconds, $6 how many rows. Takes these rows as they are, which
-- is one change to each, as long as they fit; then is_full says whether there may be more. Takes nothing when not even the first one fits, where
-- cut_after is 0, or when an endpoint has no room for its part of them, where it is 1.
WITH clock AS MATERIALIZED (
  SELECT clock_timestamp() AS now
), locked AS MATERIALIZED (
  SELECT h.token, h.deliveries, h.endpoints FROM webhooks.handed AS h
  WHERE h.held_until IS NULL ORDER BY h.token LIMIT $6::integer FOR UPDATE SKIP LOCKED
), chosen AS MATERIALIZED (
  SELECT s.token, s.deliveries, s.endpoints
  FROM (SELECT l.*, sum(cardinality(l.deliveries)) OVER (ORDER BY l.token ROWS UNBOUNDED PRECEDING) AS count FROM locked AS l) AS s
  WHERE s.count <= $4::integer
), counted AS MATERIALIZED (
  SELECT bool_and(e.count <= CASE WHEN ($1::integer[])[width_bucket(e.endpoint, $1::integer[])] = e.endpoint
    THEN ($2::integer[])[width_bucket(e.endpoint, $1::integer[])] ELSE $3::integer END) AS fits
  FROM (SELECT u.endpoint, count(*) AS count FROM chosen CROSS JOIN LATERAL unnest(chosen.endpoints) AS u (endpoint) GROUP BY u.endpoint) AS e
), held AS (
  UPDATE webhooks.handed AS h SET held_until = clock.now + $5::bigint * interval '1 microsecond'
  FROM clock
  WHERE h.token = ANY (ARRAY(SELECT chosen.token FROM chosen CROSS JOIN counted WHERE counted.fits))
)
SELECT (SELECT count(*) FROM locked) >= $6::integer OR (SELECT count(*) FROM chosen) < (SELECT count(*) FROM locked) AS is_full,
  CASE WHEN NOT counted.fits THEN 1 WHEN counted.fits IS NULL AND EXISTS (SELECT 1 FROM locked) THEN 0 END AS cut_after, t.delivery, t.endpoint, 0, 1, 0, t.token,
  (extract(epoch FROM e.expires_at - clock.now) * 1000000)::bigint AS expires_in,
  e.number, e.tenant, e.event_id, e.type, e.occurred_at, e.content_type, e.body, e.header_lines
FROM clock CROSS JOIN counted
LEFT JOIN (
  (SELECT c.token, m.delivery, m.endpoint FROM chosen AS c CROSS JOIN LATERAL unnest(c.deliveries, c.endpoints) AS m (delivery, endpoint)) AS t
  LEFT JOIN LATERAL (SELECT * FROM webhooks.event AS s WHERE s.number = t.delivery / 100000 OFFSET 0) AS e ON true
) ON counted.fits
