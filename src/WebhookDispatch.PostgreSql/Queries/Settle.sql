-- $1 to $15 outcomes in order: $4 the state it ends in, 0 when it waits on; $5 whether its claim is taken back; $8 to $15 the
-- attempt, $8 NULL when there was none; $16 how long to wait for locks. Lengths are microseconds. Each row answers
-- 1 applied, 0 stale, -1 to be asked again: another transaction has moved the delivery meanwhile, or it never was.
WITH clock AS MATERIALIZED (
  SELECT clock_timestamp() AS now, set_config('lock_timeout', $16::text, true) AS lock_timeout
), told AS MATERIALIZED (
  -- The clock is in it so that the wait for locks is set before the first one.
  SELECT t.*, (t.number IS NOT NULL AND NOT t.released)::integer AS spent, clock.now
  FROM unnest($1::bigint[], $2::bigint[], $3::integer[], $4::smallint[], $5::boolean[], $6::bigint[], $7::text[],
    $8::integer[], $9::timestamptz[], $10::bigint[], $11::text[], $12::integer[], $13::bigint[], $14::text[], $15::boolean[])
    WITH ORDINALITY AS t (delivery, token, epoch, state, released, delay, reason,
      number, started_at, duration, outcome, status, retry_after, excerpt, truncated, ordinal)
  CROSS JOIN clock
), gone AS (
  DELETE FROM webhooks.queue AS q USING told AS t
  WHERE q.delivery = t.delivery AND t.state > 0
    AND CASE WHEN t.state = 1 THEN q.epoch = t.epoch ELSE q.lease_token = t.token END
  RETURNING t.ordinal, q.endpoint, q.attempts + t.spent AS attempts, q.lease_token IS NOT DISTINCT FROM t.token AS held
), deferred AS (
  UPDATE webhooks.queue AS q
  SET due_at = t.now + t.delay * interval '1 microsecond', attempts = q.attempts + t.spent, lease_token = NULL,
    claims = CASE WHEN t.released THEN greatest(0, q.claims - 1) WHEN t.number IS NULL THEN q.claims ELSE 0 END
  FROM told AS t
  WHERE q.delivery = t.delivery AND t.state = 0 AND q.lease_token = t.token
  RETURNING t.ordinal
), late AS MATERIALIZED (
  SELECT t.* FROM told AS t
  WHERE NOT EXISTS (SELECT 1 FROM gone WHERE gone.ordinal = t.ordinal) AND NOT EXISTS (SELECT 1 FROM deferred WHERE deferred.ordinal = t.ordinal)
), corrected AS (
  UPDATE webhooks.delivery AS d
  SET state = 1, reason = NULL, attempts = d.attempts + t.spent, ended_at = t.now
  FROM late AS t
  WHERE d.id = t.delivery AND t.state = 1 AND d.state <> 1 AND d.epoch = t.epoch
  RETURNING t.ordinal, d.id
), judged AS MATERIALIZED (
  SELECT t.ordinal,
    CASE
      WHEN c.ordinal IS NOT NULL THEN 1
      WHEN q.delivery IS NOT NULL AND t.state = 1 AND q.epoch = t.epoch THEN -1
      WHEN d.id IS NOT NULL AND t.state = 1 AND d.state <> 1 AND d.epoch = t.epoch THEN -1
      WHEN q.delivery IS NOT NULL OR d.id IS NOT NULL THEN 0
      ELSE -1
    END AS verdict
  FROM late AS t
  LEFT JOIN corrected AS c ON c.ordinal = t.ordinal
  LEFT JOIN webhooks.queue AS q ON q.delivery = t.delivery
  LEFT JOIN webhooks.delivery AS d ON d.id = t.delivery
), ended AS (
  INSERT INTO webhooks.delivery (id, ended_at, endpoint, attempts, epoch, state, reason)
  SELECT t.delivery, t.now, gone.endpoint, gone.attempts, t.epoch, t.state, t.reason
  FROM gone JOIN told AS t ON t.ordinal = gone.ordinal
), recorded AS (
  INSERT INTO webhooks.attempt (delivery, sequence, started_at, duration, retry_after, epoch, number, status, truncated, stale, outcome, excerpt)
  SELECT t.delivery, nextval('webhooks.attempt_sequence'), t.started_at, t.duration, t.retry_after, t.epoch, t.number, t.status, t.truncated,
    judged.ordinal IS NOT NULL OR NOT coalesce(gone.held, true), t.outcome, t.excerpt
  FROM told AS t
  LEFT JOIN gone ON gone.ordinal = t.ordinal
  LEFT JOIN judged ON judged.ordinal = t.ordinal
  WHERE t.number IS NOT NULL AND coalesce(judged.verdict, 1) >= 0
), counted AS (
  INSERT INTO webhooks.tally (waiting, delivered, dead, cancelled, expired)
  SELECT sum(waiting), sum(delivered), sum(dead), sum(cancelled), sum(expired)
  FROM (
    SELECT -count(*) AS waiting, count(*) FILTER (WHERE t.state = 1) AS delivered, count(*) FILTER (WHERE t.state = 2) AS dead,
      count(*) FILTER (WHERE t.state = 3) AS cancelled, count(*) FILTER (WHERE t.state = 4) AS expired
    FROM gone JOIN told AS t ON t.ordinal = gone.ordinal
    UNION ALL
    SELECT 0, count(*), -count(*) FILTER (WHERE d.state = 2), -count(*) FILTER (WHERE d.state = 3), -count(*) FILTER (WHERE d.state = 4)
    FROM corrected AS c JOIN webhooks.delivery AS d ON d.id = c.id
  ) AS changes (waiting, delivered, dead, cancelled, expired)
  HAVING sum(waiting) <> 0 OR sum(delivered) <> 0
)
SELECT t.ordinal, coalesce(judged.verdict, 1)
FROM told AS t
LEFT JOIN judged ON judged.ordinal = t.ordinal
