INSERT INTO delivery (id, event, endpoint, state, reason, attempts, epoch, ended_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
