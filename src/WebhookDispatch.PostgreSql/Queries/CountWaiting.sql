SELECT count(*)::integer
FROM (
  SELECT 1
  FROM webhooks.queue
  WHERE endpoint = ANY (ARRAY (SELECT number FROM webhooks.endpoint WHERE endpoint_id = ANY ($1::text[])))
  LIMIT $2::integer
) AS waiting
