-- $1 after which endpoint, $2 how many endpoints at most, $3 and $4 endpoints with a capacity of their own, rising, and that
-- capacity, $5 the capacity of the others, $6 how many deliveries at most, $7 the lease in microseconds.
-- Endpoint by endpoint: each step is one descent of queue_due, so an endpoint costs the same with three rows as with a million.
WITH RECURSIVE clock AS MATERIALIZED (
  SELECT clock_timestamp() AS now, nextval('webhooks.lease_token') AS token
), line AS (
  (SELECT q.endpoint, q.due_at, 1 AS place FROM webhooks.queue AS q
   WHERE q.endpoint > $1::integer ORDER BY q.endpoint, q.due_at LIMIT 1)
  UNION ALL
  SELECT next.endpoint, next.due_at, line.place + 1
  FROM line CROSS JOIN LATERAL (
    SELECT q.endpoint, q.due_at FROM webhooks.queue AS q
    WHERE q.endpoint > line.endpoint ORDER BY q.endpoint, q.due_at LIMIT 1
  ) AS next
  WHERE line.place < $2::integer
), taken AS MATERIALIZED (
  SELECT due.delivery, due.due_at
  FROM line CROSS JOIN LATERAL (
    SELECT q.delivery, q.due_at FROM webhooks.queue AS q
    WHERE q.endpoint = line.endpoint AND q.due_at <= (SELECT now FROM clock)
    ORDER BY q.due_at, q.delivery
    LIMIT CASE WHEN ($3::integer[])[width_bucket(line.endpoint, $3::integer[])] = line.endpoint
      THEN ($4::integer[])[width_bucket(line.endpoint, $3::integer[])] ELSE $5::integer END
    FOR UPDATE SKIP LOCKED
  ) AS due
  WHERE line.due_at <= (SELECT now FROM clock)
  LIMIT $6::integer
), claimed AS (
  UPDATE webhooks.queue AS q
  SET due_at = clock.now + $7::bigint * interval '1 microsecond', claims = q.claims + 1, lease_token = clock.token
  FROM clock
  WHERE q.delivery = ANY (ARRAY(SELECT delivery FROM taken))
  RETURNING q.delivery, q.endpoint, q.attempts, q.claims, q.epoch, q.lease_token, clock.now
), walked AS (
  -- Looked at only when the claim was not filled: then the line has been walked to its end, or to $2.
  SELECT CASE WHEN (SELECT count(*) FROM taken) < $6::integer
    THEN (SELECT max(line.endpoint) FROM line HAVING count(*) >= $2::integer) END AS cut_after,
    (SELECT count(*) FROM taken) >= $6::integer AS is_full
)
SELECT walked.is_full, walked.cut_after, c.delivery, c.endpoint, c.attempts, c.claims, c.epoch, c.lease_token,
  CASE WHEN c.epoch = 0 THEN (extract(epoch FROM e.expires_at - c.now) * 1000000)::bigint END AS expires_in,
  e.number, e.tenant, e.event_id, e.type, e.occurred_at, e.content_type, e.body, e.header_lines
FROM walked
LEFT JOIN (
  claimed AS c
  JOIN taken AS t ON t.delivery = c.delivery
  LEFT JOIN LATERAL (SELECT * FROM webhooks.event AS s WHERE s.number = c.delivery / 100000 OFFSET 0) AS e ON true
) ON true
ORDER BY c.endpoint, t.due_at, c.delivery
