INSERT INTO attempt (delivery, sequence, epoch, number, started_at, duration, outcome, status, retry_after, excerpt, truncated, stale)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
