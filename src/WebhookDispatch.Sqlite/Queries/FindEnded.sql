SELECT id, event, endpoint, state, reason, attempts, epoch
FROM delivery
WHERE id = ?1
