WITH chosen AS MATERIALIZED (
  SELECT number FROM webhooks.endpoint WHERE endpoint_id = ANY ($1::text[])
)
SELECT count(*)::integer
FROM (
  SELECT 1 FROM webhooks.queue WHERE endpoint = ANY (ARRAY (SELECT number FROM chosen))
  UNION ALL
  SELECT 1 FROM webhooks.held WHERE endpoint = ANY (ARRAY (SELECT number FROM chosen))
  LIMIT $2::integer
) AS waiting
