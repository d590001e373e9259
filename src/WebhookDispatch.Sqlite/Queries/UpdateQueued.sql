UPDATE queue
SET due_at = ?4, attempts = ?5, claims = ?6, lease_token = ?7
WHERE endpoint = ?1 AND due_at = ?2 AND delivery = ?3
