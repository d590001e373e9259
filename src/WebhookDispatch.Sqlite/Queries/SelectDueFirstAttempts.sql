-- Bounded: an endpoint with a long tail of retries must not cost every claim a walk over it.
SELECT endpoint, due_at, delivery, event, attempts, claims, epoch, lease_token
FROM (
  SELECT endpoint, due_at, delivery, event, attempts, claims, epoch, lease_token
  FROM queue
  WHERE endpoint = ?1 AND due_at <= ?2
  ORDER BY due_at, delivery
  LIMIT 256
)
WHERE attempts = 0
ORDER BY due_at, delivery
LIMIT ?3
