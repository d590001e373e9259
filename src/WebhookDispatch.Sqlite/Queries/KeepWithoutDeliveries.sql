UPDATE event
SET deliveries = 0, handed = NULL, handed_until = NULL
WHERE id = ?1
