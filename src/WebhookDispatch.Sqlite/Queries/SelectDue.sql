SELECT endpoint, due_at, delivery, event, attempts, claims, epoch, lease_token
FROM queue
WHERE endpoint = ?1 AND due_at <= ?2
ORDER BY due_at, delivery
LIMIT ?3
