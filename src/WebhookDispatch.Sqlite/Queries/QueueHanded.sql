-- What was handed over, or was never claimed, and has not ended takes its place in the queue, due at ?1 at the latest.
INSERT INTO queue (endpoint, due_at, delivery, event, attempts, claims, epoch, lease_token)
SELECT abs(h.value), min(iif(h.value > 0, e.handed_until, e.published_at), ?1), e.id + h.key, e.id, 0, h.value > 0, 0, NULL
FROM event AS e
CROSS JOIN json_each(e.handed) AS h
WHERE e.id >= ?2 AND h.value IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM queue WHERE delivery = e.id + h.key)
  AND NOT EXISTS (SELECT 1 FROM delivery WHERE id = e.id + h.key)
