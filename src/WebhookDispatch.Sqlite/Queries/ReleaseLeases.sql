-- A lease that ended before ?1 is due already; none ends after ?2. So only a strip of each endpoint is looked at.
UPDATE queue
SET due_at = ?1, lease_token = NULL
WHERE endpoint IN (SELECT number FROM endpoint) AND due_at > ?1 AND due_at <= ?2 AND lease_token IS NOT NULL
