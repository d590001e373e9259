-- Keeps the row for its number, which history still uses.
WITH erased AS (
  UPDATE webhooks.endpoint
  SET tenant = '', version = 0, content = NULL
  WHERE endpoint_id = $1 AND tenant = $2 AND version > 0
  RETURNING 1
)
UPDATE webhooks.directory
SET version = version + 1
WHERE EXISTS (SELECT 1 FROM erased)
