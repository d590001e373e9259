-- The row that it is part of is about to be removed.
INSERT INTO attempt (delivery, sequence, epoch, number, started_at, duration, outcome, status, retry_after, excerpt, truncated, stale)
SELECT id, sequence, epoch, attempts, started_at, duration, 'delivered', status, NULL, excerpt, truncated, 0
FROM delivery
WHERE id = ?1 AND sequence IS NOT NULL
