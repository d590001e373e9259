-- As ListWaiting, for what is in neither table because it was handed over. The search begins at the event that ?1 is a
-- delivery of; there is no limit, because the ledger bounds it.
SELECT e.id + h.key, e.tenant, e.event_id, e.type, n.endpoint_id, 0, NULL, 0, 0, e.published_at, iif(h.value > 0, e.handed_until, e.published_at), NULL
FROM event AS e
CROSS JOIN json_each(e.handed) AS h
CROSS JOIN endpoint AS n ON n.number = abs(h.value)
WHERE e.id >= (SELECT handed_from FROM ledger WHERE id = 1)
  AND e.id >= coalesce((SELECT first.id FROM event AS first WHERE first.id <= ?1 ORDER BY first.id DESC LIMIT 1), 0)
  AND e.id <= ?2
  AND e.id + h.key BETWEEN ?1 AND ?2
  AND (?3 IS NULL OR n.endpoint_id = ?3)
  AND (?4 IS NULL OR e.tenant = ?4)
  AND (?5 IS NULL OR e.type = ?5)
  AND NOT EXISTS (SELECT 1 FROM queue WHERE delivery = e.id + h.key)
  AND NOT EXISTS (SELECT 1 FROM delivery WHERE id = e.id + h.key)
ORDER BY e.id DESC
