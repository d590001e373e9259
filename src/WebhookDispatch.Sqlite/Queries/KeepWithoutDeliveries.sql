UPDATE event
SET deliveries = 0
WHERE id = ?1
