DELETE FROM delivery
WHERE id = ?1
