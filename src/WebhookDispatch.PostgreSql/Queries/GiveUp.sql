-- Ends as dead, for the reason $2, what has been due for $1 microseconds, at most $3. Answers how many.
-- Endpoint by endpoint: each step is one descent of queue_due, so that an endpoint with nothing so old costs nothing.
WITH RECURSIVE clock AS MATERIALIZED (
  SELECT clock_timestamp() AS now
), line AS (
  (SELECT q.endpoint, q.due_at FROM webhooks.queue AS q ORDER BY q.endpoint, q.due_at LIMIT 1)
  UNION ALL
  SELECT next.endpoint, next.due_at
  FROM line CROSS JOIN LATERAL (
    SELECT q.endpoint, q.due_at FROM webhooks.queue AS q
    WHERE q.endpoint > line.endpoint ORDER BY q.endpoint, q.due_at LIMIT 1
  ) AS next
), old AS MATERIALIZED (
  SELECT due.delivery
  FROM line CROSS JOIN LATERAL (
    SELECT q.delivery FROM webhooks.queue AS q
    WHERE q.endpoint = line.endpoint AND q.due_at < (SELECT now FROM clock) - $1::bigint * interval '1 microsecond'
    ORDER BY q.due_at, q.delivery
    LIMIT $3::integer
    FOR UPDATE SKIP LOCKED
  ) AS due
  WHERE line.due_at < (SELECT now FROM clock) - $1::bigint * interval '1 microsecond'
  LIMIT $3::integer
), gone AS (
  DELETE FROM webhooks.queue AS q
  WHERE q.delivery = ANY (ARRAY(SELECT delivery FROM old))
  RETURNING q.delivery, q.endpoint, q.attempts, q.epoch
), ended AS (
  INSERT INTO webhooks.delivery (id, ended_at, endpoint, attempts, epoch, state, reason)
  SELECT gone.delivery, clock.now, gone.endpoint, gone.attempts, gone.epoch, 2, $2::text FROM gone CROSS JOIN clock
), counted AS (
  INSERT INTO webhooks.tally (waiting, delivered, dead, cancelled, expired)
  SELECT -count(*), 0, count(*), 0, 0 FROM gone HAVING count(*) > 0
)
SELECT count(*) FROM gone
