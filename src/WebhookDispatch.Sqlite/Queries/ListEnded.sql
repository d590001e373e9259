SELECT d.id, e.tenant, e.event_id, e.type, n.endpoint_id, d.state, d.reason, d.attempts, d.epoch, e.published_at, NULL, d.ended_at
FROM delivery AS d
CROSS JOIN endpoint AS n ON n.number = d.endpoint
CROSS JOIN event AS e ON e.id = d.event
WHERE d.id BETWEEN ?1 AND ?2
  AND (?3 IS NULL OR n.endpoint_id = ?3)
  AND (?4 IS NULL OR e.tenant = ?4)
  AND (?5 IS NULL OR e.type = ?5)
  AND (?7 IS NULL OR d.reason = ?7)
  AND (?8 IS NULL OR d.state = ?8)
ORDER BY d.id DESC
LIMIT ?6
