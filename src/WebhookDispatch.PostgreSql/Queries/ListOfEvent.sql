-- Each delivery of event $1 with each of its attempts. One statement, so that what is moved meanwhile is seen in exactly one table.
SELECT s.id, n.endpoint_id, s.state, s.reason, s.attempts, s.epoch, s.due_at, s.ended_at,
  a.epoch, a.number, a.started_at, a.duration, a.outcome, a.status, a.retry_after, a.excerpt, a.truncated, a.stale
FROM (
  SELECT q.delivery AS id, q.endpoint, 0::smallint AS state, NULL AS reason, q.attempts, q.epoch, q.due_at, NULL::timestamptz AS ended_at,
    NULL::bigint AS sequence, NULL::timestamptz AS started_at, NULL::bigint AS duration, NULL::integer AS status, NULL AS excerpt, NULL::boolean AS truncated
  FROM webhooks.queue AS q
  WHERE q.delivery BETWEEN $1::bigint * 100000 AND $1::bigint * 100000 + 99999
  UNION ALL
  SELECT h.delivery, h.endpoint, 0::smallint, NULL, 0, 0, h.due_at, NULL, NULL, NULL, NULL, NULL, NULL, NULL
  FROM webhooks.held AS h
  WHERE h.delivery BETWEEN $1::bigint * 100000 AND $1::bigint * 100000 + 99999
  UNION ALL
  SELECT d.id, d.endpoint, d.state, d.reason, d.attempts, d.epoch, NULL, d.ended_at, d.sequence, d.started_at, d.duration, d.status, d.excerpt, d.truncated
  FROM webhooks.delivery AS d
  WHERE d.id BETWEEN $1::bigint * 100000 AND $1::bigint * 100000 + 99999
) AS s
JOIN webhooks.endpoint AS n ON n.number = s.endpoint
LEFT JOIN LATERAL (
  SELECT r.sequence, r.epoch, r.number, r.started_at, r.duration, r.outcome, r.status, r.retry_after, r.excerpt, r.truncated, r.stale
  FROM webhooks.attempt AS r
  WHERE r.delivery = s.id
  UNION ALL
  SELECT s.sequence, s.epoch, s.attempts, s.started_at, s.duration, 'delivered', s.status, NULL, s.excerpt, s.truncated, false
  WHERE s.sequence IS NOT NULL
) AS a ON true
ORDER BY s.id, a.sequence
