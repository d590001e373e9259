-- Puts the deliveries $1 back into the queue, those that can still be: the delivered if $2, otherwise the others.
WITH clock AS MATERIALIZED (
  SELECT clock_timestamp() AS now
), gone AS (
  DELETE FROM webhooks.delivery AS d
  WHERE d.id = ANY ($1::bigint[]) AND (d.state = 1) = $2::boolean
  RETURNING d.id, d.endpoint, d.epoch, d.state, d.attempts, d.sequence, d.started_at, d.duration, d.status, d.truncated, d.excerpt
), kept AS (
  INSERT INTO webhooks.attempt (delivery, sequence, started_at, duration, retry_after, epoch, number, status, truncated, stale, outcome, excerpt)
  SELECT gone.id, gone.sequence, gone.started_at, gone.duration, NULL, gone.epoch, gone.attempts, gone.status, gone.truncated, false, 'delivered', gone.excerpt
  FROM gone WHERE gone.sequence IS NOT NULL
), back AS (
  INSERT INTO webhooks.queue (delivery, due_at, lease_token, endpoint, attempts, claims, epoch)
  SELECT gone.id, clock.now, NULL, gone.endpoint, 0, 0, gone.epoch + 1 FROM gone CROSS JOIN clock
), counted AS (
  INSERT INTO webhooks.tally (waiting, delivered, dead, cancelled, expired)
  SELECT count(*), -count(*) FILTER (WHERE state = 1), -count(*) FILTER (WHERE state = 2), -count(*) FILTER (WHERE state = 3), -count(*) FILTER (WHERE state = 4)
  FROM gone HAVING count(*) > 0
)
SELECT count(*) FROM gone
