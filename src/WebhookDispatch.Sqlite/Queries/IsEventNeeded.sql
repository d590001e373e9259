SELECT e.published_at,
  EXISTS (SELECT 1 FROM queue WHERE delivery BETWEEN e.id AND e.id + e.deliveries - 1)
  OR EXISTS (SELECT 1 FROM delivery WHERE id BETWEEN e.id AND e.id + e.deliveries - 1)
FROM event AS e
WHERE e.id = ?1
