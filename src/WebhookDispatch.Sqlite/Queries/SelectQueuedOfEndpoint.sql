SELECT endpoint, due_at, delivery, event, attempts, claims, epoch, lease_token
FROM queue
WHERE endpoint = ?1
LIMIT ?2
