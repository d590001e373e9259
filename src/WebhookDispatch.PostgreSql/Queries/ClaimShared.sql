-- $1 to $4 endpoints that all processes count together, each locked by the caller: how many to take, how many may be held, and
-- whether one by one; $5 whether only first attempts are taken, $6 how many deliveries at most, $7 the lease in microseconds.
-- No lease is longer than an hour, so that a long row of later retries is not walked.
WITH clock AS MATERIALIZED (
  SELECT clock_timestamp() AS now, nextval('webhooks.lease_token') AS token
), shared AS MATERIALIZED (
  SELECT s.endpoint, s.in_order, clock.now, least(s.capacity, s.most - (
    SELECT count(*)::integer FROM webhooks.queue AS q
    WHERE q.endpoint = s.endpoint AND q.due_at > clock.now AND q.due_at <= clock.now + interval '1 hour' AND q.lease_token IS NOT NULL)
    - (SELECT count(*)::integer FROM webhooks.held AS h WHERE h.endpoint = s.endpoint AND h.held_until IS NOT NULL)) AS room
  FROM unnest($1::integer[], $2::integer[], $3::integer[], $4::boolean[]) AS s (endpoint, capacity, most, in_order)
  CROSS JOIN clock
), due AS MATERIALIZED (
  SELECT one.delivery, one.due_at
  FROM shared CROSS JOIN LATERAL (
    SELECT q.delivery, q.due_at FROM webhooks.queue AS q
    WHERE q.endpoint = shared.endpoint AND q.due_at <= shared.now AND (q.attempts = 0 OR NOT $5::boolean)
    ORDER BY q.due_at, q.delivery
    LIMIT greatest(0, shared.room)
    FOR UPDATE SKIP LOCKED
  ) AS one
  WHERE NOT shared.in_order
), head AS MATERIALIZED (
  SELECT turn.delivery, shared.now
  FROM shared CROSS JOIN LATERAL (
    (SELECT q.delivery FROM webhooks.queue AS q
     WHERE q.endpoint = shared.endpoint AND (q.lease_token IS NULL OR q.in_order) AND (q.due_at <= shared.now OR q.attempts > 0 OR q.claims > 0)
     ORDER BY q.delivery LIMIT 1)
    UNION ALL
    -- Claimed before the endpoint was ordered, and abandoned.
    (SELECT early.delivery
     FROM (SELECT q.delivery, q.lease_token, q.in_order FROM webhooks.queue AS q
       WHERE q.endpoint = shared.endpoint AND q.due_at <= shared.now ORDER BY q.due_at, q.delivery LIMIT 64) AS early
     WHERE early.lease_token IS NOT NULL AND NOT early.in_order)
    ORDER BY delivery
    LIMIT 1
  ) AS turn
  WHERE shared.in_order AND shared.room > 0
), next AS MATERIALIZED (
  SELECT q.delivery, q.due_at FROM head JOIN webhooks.queue AS q ON q.delivery = head.delivery
  WHERE q.due_at <= head.now AND (q.attempts = 0 OR NOT $5::boolean)
  FOR UPDATE OF q SKIP LOCKED
), taken AS MATERIALIZED (
  SELECT delivery, due_at FROM (SELECT delivery, due_at FROM due UNION ALL SELECT delivery, due_at FROM next) AS one LIMIT $6::integer
), claimed AS (
  UPDATE webhooks.queue AS q
  SET due_at = clock.now + $7::bigint * interval '1 microsecond', claims = q.claims + 1, lease_token = clock.token,
    in_order = EXISTS (SELECT 1 FROM shared WHERE shared.endpoint = q.endpoint AND shared.in_order)
  FROM clock
  WHERE q.delivery = ANY (ARRAY(SELECT delivery FROM taken))
  RETURNING q.delivery, q.endpoint, q.attempts, q.claims, q.epoch, q.lease_token, clock.now
)
SELECT false AS is_full, NULL::integer AS cut_after, c.delivery, c.endpoint, c.attempts, c.claims, c.epoch, c.lease_token,
  CASE WHEN c.epoch = 0 THEN (extract(epoch FROM e.expires_at - c.now) * 1000000)::bigint END AS expires_in,
  e.number, e.tenant, e.event_id, e.type, e.occurred_at, e.content_type, e.body, e.header_lines
FROM claimed AS c
JOIN taken AS t ON t.delivery = c.delivery
LEFT JOIN webhooks.event AS e ON e.number = c.delivery / 100000
ORDER BY c.endpoint, t.due_at, c.delivery
