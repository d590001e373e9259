-- $1 its id, $2 the tenant, $3 the version that was read, $4 the content.
WITH saved AS (
  INSERT INTO webhooks.endpoint AS n (endpoint_id, tenant, version, content)
  SELECT $1, $2, 1, $4
  WHERE $3::bigint = 0 OR EXISTS (SELECT 1 FROM webhooks.endpoint WHERE endpoint_id = $1)
  ON CONFLICT (endpoint_id) DO UPDATE
  SET tenant = $2, version = n.version + 1, content = $4
  WHERE n.version = $3 AND (n.version = 0 OR n.tenant = $2)
  RETURNING 1
)
UPDATE webhooks.directory
SET version = version + 1
WHERE EXISTS (SELECT 1 FROM saved)
