-- $1 and $2 endpoints with a capacity of their own, rising, and that capacity, $3 the capacity of the others, $4 whether only
-- first attempts count; then as far as ClaimFirstAttempts looks. What was handed over is due when its lease ends.
WITH RECURSIVE line AS (
  (SELECT q.endpoint, q.due_at FROM webhooks.queue AS q ORDER BY q.endpoint, q.due_at LIMIT 1)
  UNION ALL
  SELECT next.endpoint, next.due_at
  FROM line CROSS JOIN LATERAL (
    SELECT q.endpoint, q.due_at FROM webhooks.queue AS q
    WHERE q.endpoint > line.endpoint ORDER BY q.endpoint, q.due_at LIMIT 1
  ) AS next
)
SELECT extract(epoch FROM least(
    min(CASE WHEN $4::boolean THEN first.due_at ELSE line.due_at END),
    -- The first row that has something left. What is left of all of them would be looked up in the deliveries one by one.
    (SELECT h.held_until FROM webhooks.handed AS h
     WHERE h.held_until IS NOT NULL AND EXISTS (
       SELECT 1 FROM unnest(h.deliveries, h.endpoints) AS m (delivery, endpoint)
       WHERE CASE WHEN ($1::integer[])[width_bucket(m.endpoint, $1::integer[])] = m.endpoint
           THEN ($2::integer[])[width_bucket(m.endpoint, $1::integer[])] ELSE $3::integer END > 0
         AND (SELECT d.id FROM webhooks.delivery AS d WHERE d.id = m.delivery) IS NULL)
     ORDER BY h.held_until LIMIT 1),
    (SELECT h.handed_at FROM webhooks.handed AS h WHERE h.held_until IS NULL ORDER BY h.token LIMIT 1))
  - clock_timestamp())::double precision
FROM line
LEFT JOIN LATERAL (
  SELECT min(h.due_at) AS due_at
  FROM (
    SELECT q.due_at, q.attempts FROM webhooks.queue AS q
    WHERE q.endpoint = line.endpoint ORDER BY q.due_at, q.delivery LIMIT 256
  ) AS h
  WHERE h.attempts = 0
) AS first ON $4::boolean
WHERE CASE WHEN ($1::integer[])[width_bucket(line.endpoint, $1::integer[])] = line.endpoint
  THEN ($2::integer[])[width_bucket(line.endpoint, $1::integer[])] ELSE $3::integer END > 0
