-- As ListReplayable, for the state of nearly every row: its index would not hold them.
SELECT d.id
FROM delivery AS d
CROSS JOIN endpoint AS n ON n.number = d.endpoint
CROSS JOIN event AS e ON e.id = d.event
WHERE d.id BETWEEN ?1 AND ?2
  AND (?3 IS NULL OR n.endpoint_id = ?3)
  AND (?4 IS NULL OR e.tenant = ?4)
  AND (?5 IS NULL OR e.type = ?5)
  AND (?7 IS NULL OR d.reason = ?7)
  AND d.state = 1
ORDER BY d.id
LIMIT ?6
