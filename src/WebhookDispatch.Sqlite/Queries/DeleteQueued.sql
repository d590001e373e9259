DELETE FROM queue
WHERE endpoint = ?1 AND due_at = ?2 AND delivery = ?3
