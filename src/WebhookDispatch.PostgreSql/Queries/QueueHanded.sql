-- Takes out of the rows of the tokens $1, each locked by the caller, the deliveries $2, or all when it is NULL, and puts what has not ended
-- into the queue, held as it was, or due since it was stored. A row that is empty then goes.
WITH locked AS MATERIALIZED (
  SELECT h.token, h.handed_at, h.held_until, h.deliveries, h.endpoints FROM webhooks.handed AS h WHERE h.token = ANY ($1::bigint[])
), members AS MATERIALIZED (
  SELECT l.token, l.handed_at, l.held_until, m.delivery, m.endpoint, m.place, $2::bigint[] IS NULL OR m.delivery = ANY ($2::bigint[]) AS leaves
  FROM locked AS l CROSS JOIN LATERAL unnest(l.deliveries, l.endpoints) WITH ORDINALITY AS m (delivery, endpoint, place)
), queued AS (
  INSERT INTO webhooks.queue (delivery, due_at, lease_token, endpoint, attempts, claims, epoch)
  SELECT m.delivery, coalesce(m.held_until, m.handed_at), CASE WHEN m.held_until IS NOT NULL THEN m.token END, m.endpoint, 0, (m.held_until IS NOT NULL)::integer, 0
  FROM members AS m
  WHERE m.leaves AND (SELECT d.id FROM webhooks.delivery AS d WHERE d.id = m.delivery) IS NULL
  ON CONFLICT (delivery) DO NOTHING
), kept AS MATERIALIZED (
  SELECT m.token, array_agg(m.delivery ORDER BY m.place) AS deliveries, array_agg(m.endpoint ORDER BY m.place) AS endpoints
  FROM members AS m WHERE NOT m.leaves GROUP BY m.token
), shortened AS (
  UPDATE webhooks.handed AS h SET deliveries = k.deliveries, endpoints = k.endpoints
  FROM kept AS k
  WHERE h.token = ANY ($1::bigint[]) AND h.token = k.token AND cardinality(h.deliveries) > cardinality(k.deliveries)
)
DELETE FROM webhooks.handed AS h
WHERE h.token = ANY ($1::bigint[]) AND NOT EXISTS (SELECT 1 FROM kept AS k WHERE k.token = h.token)
