SELECT delivery, epoch, number, started_at, duration, outcome, status, retry_after, excerpt, truncated, stale, sequence
FROM attempt
WHERE delivery BETWEEN ?1 AND ?2
ORDER BY delivery, sequence
