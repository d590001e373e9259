-- As Settle, for what most outcomes are: a first success, with its attempt, which becomes part of the delivery's row. $1 to $9 outcomes, by delivery; $3, $4, $7, $8 and
-- $9 may be shorter, or empty: what is missing is the usual. $10 how long to wait for locks. Lengths are microseconds. Answers how many
-- were applied, and which; of the others nothing is recorded, they are for Settle.
WITH clock AS MATERIALIZED (
  SELECT clock_timestamp() AS now, set_config('lock_timeout', $10::text, true) AS lock_timeout
), told AS MATERIALIZED (
  SELECT t.* FROM unnest($1::bigint[], $2::bigint[], $3::integer[], $4::integer[], $5::timestamptz[], $6::bigint[], $7::integer[], $8::text[], $9::boolean[])
    AS t (delivery, token, epoch, number, started_at, duration, status, excerpt, truncated)
), gone AS (
  -- The clock is in it so that the wait for locks is set before the first one.
  DELETE FROM webhooks.queue AS q
  USING clock CROSS JOIN told AS t
  WHERE q.delivery = ANY ($1::bigint[]) AND q.delivery = t.delivery AND q.epoch = coalesce(t.epoch, 0)
  RETURNING q.delivery, q.endpoint, q.epoch, q.attempts + 1 AS attempts, q.lease_token IS DISTINCT FROM t.token AS stale,
    coalesce(t.number, 1) AS number, t.started_at, t.duration, t.status, t.excerpt, coalesce(t.truncated, false) AS truncated, clock.now,
    q.lease_token IS NOT DISTINCT FROM t.token AND q.attempts + 1 = coalesce(t.number, 1) AS fits
), ended AS (
  INSERT INTO webhooks.delivery (id, ended_at, started_at, duration, sequence, endpoint, attempts, epoch, status, state, truncated, reason, excerpt)
  SELECT gone.delivery, gone.now, gone.started_at, gone.duration, nextval('webhooks.attempt_sequence'), gone.endpoint, gone.attempts, gone.epoch, gone.status, 1,
    gone.truncated, NULL, gone.excerpt
  FROM gone WHERE gone.fits
  UNION ALL
  SELECT gone.delivery, gone.now, NULL, NULL, NULL, gone.endpoint, gone.attempts, gone.epoch, NULL, 1, NULL, NULL, NULL
  FROM gone WHERE NOT gone.fits
), recorded AS (
  INSERT INTO webhooks.attempt (delivery, sequence, started_at, duration, retry_after, epoch, number, status, truncated, stale, outcome, excerpt)
  SELECT gone.delivery, nextval('webhooks.attempt_sequence'), gone.started_at, gone.duration, NULL, gone.epoch, gone.number, gone.status, gone.truncated,
    gone.stale, 'delivered', gone.excerpt
  FROM gone WHERE NOT gone.fits
), counted AS (
  INSERT INTO webhooks.tally (waiting, delivered, dead, cancelled, expired)
  SELECT -count(*), count(*), 0, 0, 0 FROM gone HAVING count(*) > 0
)
SELECT count(*), CASE WHEN count(*) < cardinality($1::bigint[]) THEN array_agg(delivery) END FROM gone
