-- Puts the deliveries $1 back into the queue, those that can still be: the delivered if $2, otherwise the others.
WITH clock AS MATERIALIZED (
  SELECT clock_timestamp() AS now
), gone AS (
  DELETE FROM webhooks.delivery AS d
  WHERE d.id = ANY ($1::bigint[]) AND (d.state = 1) = $2::boolean
  RETURNING d.id, d.endpoint, d.epoch, d.state
), back AS (
  INSERT INTO webhooks.queue (delivery, due_at, lease_token, endpoint, attempts, claims, epoch)
  SELECT gone.id, clock.now, NULL, gone.endpoint, 0, 0, gone.epoch + 1 FROM gone CROSS JOIN clock
), counted AS (
  INSERT INTO webhooks.tally (waiting, delivered, dead, cancelled, expired)
  SELECT count(*), -count(*) FILTER (WHERE state = 1), -count(*) FILTER (WHERE state = 2), -count(*) FILTER (WHERE state = 3), -count(*) FILTER (WHERE state = 4)
  FROM gone HAVING count(*) > 0
)
SELECT count(*) FROM gone
