DELETE FROM attempt
WHERE delivery = ?1
