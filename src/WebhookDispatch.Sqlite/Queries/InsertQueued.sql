INSERT INTO queue (endpoint, due_at, delivery, event, attempts, claims, epoch, lease_token)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
