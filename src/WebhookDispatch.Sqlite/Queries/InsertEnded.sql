INSERT INTO delivery (
  id, event, endpoint, state, reason, attempts, epoch, ended_at, sequence, started_at, duration, status, excerpt, truncated)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
