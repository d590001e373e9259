SELECT event_id, type,
  (SELECT count(*) FROM queue WHERE delivery BETWEEN e.id AND e.id + e.deliveries - 1)
  + (SELECT count(*) FROM delivery AS d WHERE d.id BETWEEN e.id AND e.id + e.deliveries - 1),
  body, id, deliveries
FROM event AS e
WHERE tenant = ?1 AND event_id = ?2
