SELECT q.delivery, e.tenant, e.event_id, e.type, n.endpoint_id, 0, NULL, q.attempts, q.epoch, e.published_at, q.due_at, NULL
FROM queue AS q
CROSS JOIN endpoint AS n ON n.number = q.endpoint
CROSS JOIN event AS e ON e.id = q.event
WHERE q.delivery BETWEEN ?1 AND ?2
  AND (?3 IS NULL OR n.endpoint_id = ?3)
  AND (?4 IS NULL OR e.tenant = ?4)
  AND (?5 IS NULL OR e.type = ?5)
ORDER BY q.delivery DESC
LIMIT ?6
