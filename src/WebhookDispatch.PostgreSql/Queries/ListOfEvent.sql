-- Each delivery of event $1 with each of its attempts. One statement, so that what is moved meanwhile is seen in exactly one table.
SELECT s.id, n.endpoint_id, s.state, s.reason, s.attempts, s.epoch, s.due_at, s.ended_at,
  a.epoch, a.number, a.started_at, a.duration, a.outcome, a.status, a.retry_after, a.excerpt, a.truncated, a.stale
FROM (
  SELECT q.delivery AS id, q.endpoint, 0::smallint AS state, NULL AS reason, q.attempts, q.epoch, q.due_at, NULL::timestamptz AS ended_at
  FROM webhooks.queue AS q
  WHERE q.delivery BETWEEN $1::bigint * 100000 AND $1::bigint * 100000 + 99999
  UNION ALL
  SELECT d.id, d.endpoint, d.state, d.reason, d.attempts, d.epoch, NULL, d.ended_at
  FROM webhooks.delivery AS d
  WHERE d.id BETWEEN $1::bigint * 100000 AND $1::bigint * 100000 + 99999
) AS s
JOIN webhooks.endpoint AS n ON n.number = s.endpoint
LEFT JOIN webhooks.attempt AS a ON a.delivery = s.id
ORDER BY s.id, a.sequence
