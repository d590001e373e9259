-- As far as SelectDueFirstAttempts looks.
SELECT due_at
FROM (
  SELECT due_at, delivery, attempts
  FROM queue
  WHERE endpoint = ?1
  ORDER BY due_at, delivery
  LIMIT 256
)
WHERE attempts = 0
ORDER BY due_at, delivery
LIMIT 1
