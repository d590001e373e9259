-- When something can be taken of endpoints that all processes count together: $1 to $3 the endpoints, how many may be held, and
-- whether one by one; $4 whether only first attempts count.
SELECT extract(epoch FROM min(CASE
    WHEN held.count >= s.most THEN held.until_first
    WHEN s.in_order AND head.delivery IS NOT NULL THEN CASE WHEN head.attempts = 0 OR NOT $4::boolean THEN head.due_at END
    ELSE least(
      (SELECT min(early.due_at)
       FROM (SELECT q.due_at, q.attempts FROM webhooks.queue AS q WHERE q.endpoint = s.endpoint ORDER BY q.due_at, q.delivery LIMIT 256) AS early
       WHERE early.attempts = 0 OR NOT $4::boolean),
      (SELECT min(h.held_until) FROM webhooks.held AS h WHERE h.endpoint = s.endpoint))
  END) - clock_timestamp())::double precision
FROM unnest($1::integer[], $2::integer[], $3::boolean[]) AS s (endpoint, most, in_order)
CROSS JOIN LATERAL (
  SELECT count(*) AS count, min(due_at) AS until_first
  FROM (
    SELECT q.due_at FROM webhooks.queue AS q
    WHERE q.endpoint = s.endpoint AND q.due_at > clock_timestamp() AND q.due_at <= clock_timestamp() + interval '1 hour' AND q.lease_token IS NOT NULL
    UNION ALL
    SELECT h.held_until FROM webhooks.held AS h WHERE h.endpoint = s.endpoint AND h.held_until IS NOT NULL
  ) AS each_held (due_at)
) AS held
LEFT JOIN LATERAL (
  SELECT q.delivery, q.due_at, q.attempts FROM webhooks.queue AS q
  WHERE q.endpoint = s.endpoint AND (q.lease_token IS NULL OR q.in_order) AND (q.due_at <= clock_timestamp() OR q.attempts > 0 OR q.claims > 0)
  ORDER BY q.delivery LIMIT 1
) AS head ON s.in_order
