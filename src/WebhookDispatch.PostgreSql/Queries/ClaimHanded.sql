-- As Claim, of what was stored together and nobody holds: $1 and $2 endpoints with a capacity of their own, rising, and that capacity, $3 the
-- capacity of the others, $4 how many deliveries at most, $5 the lease in microseconds, $6 how many rows. Takes these rows as they are, which
-- is one change to each, as long as they fit; nothing when not even the first one fits, or when an endpoint has no room for its part of them,
-- where fits is false. Answers at least one row that says how many it looked at and what it took, and one for each event, which has one delivery.
WITH locked AS MATERIALIZED (
  SELECT h.token, h.deliveries, h.endpoints FROM webhooks.handed AS h
  WHERE h.held_until IS NULL ORDER BY h.token LIMIT $6::integer FOR UPDATE SKIP LOCKED
), chosen AS MATERIALIZED (
  SELECT s.token, s.deliveries, s.endpoints
  FROM (SELECT l.*, sum(cardinality(l.deliveries)) OVER (ORDER BY l.token ROWS UNBOUNDED PRECEDING) AS count FROM locked AS l) AS s
  WHERE s.count <= $4::integer
), counted AS MATERIALIZED (
  SELECT bool_and(e.count <= CASE WHEN ($1::integer[])[width_bucket(e.endpoint, $1::integer[])] = e.endpoint
    THEN ($2::integer[])[width_bucket(e.endpoint, $1::integer[])] ELSE $3::integer END) AS fits
  FROM (SELECT u.endpoint, count(*) AS count FROM (SELECT unnest(chosen.endpoints) AS endpoint FROM chosen) AS u GROUP BY u.endpoint) AS e
), held AS (
  UPDATE webhooks.handed AS h SET held_until = clock_timestamp() + $5::bigint * interval '1 microsecond'
  WHERE h.token = ANY (ARRAY(SELECT chosen.token FROM chosen CROSS JOIN counted WHERE counted.fits))
)
SELECT (SELECT count(*)::integer FROM locked) AS locked, counted.fits, c.token, c.deliveries, c.endpoints,
  NULL::bigint AS number, NULL::text AS tenant, NULL::text AS event_id, NULL::text AS type, NULL::timestamptz AS occurred_at, NULL::text AS content_type, NULL::bytea AS body, NULL::text AS header_lines
FROM counted LEFT JOIN chosen AS c ON counted.fits
UNION ALL
SELECT NULL, NULL, NULL, NULL, NULL, e.number, e.tenant, e.event_id, e.type, e.occurred_at, e.content_type, e.body, e.header_lines
FROM webhooks.event AS e WHERE e.number = ANY (ARRAY(SELECT unnest(c.deliveries) / 100000 FROM chosen AS c CROSS JOIN counted WHERE counted.fits))
