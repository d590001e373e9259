WITH gone AS (
  DELETE FROM webhooks.queue AS q USING webhooks.event AS e
  WHERE q.delivery = $1 AND e.number = $1 / 100000 AND e.tenant = $2
  RETURNING q.delivery, q.endpoint, q.attempts, q.epoch
), counted AS (
  INSERT INTO webhooks.tally (waiting, delivered, dead, cancelled, expired)
  SELECT -count(*), 0, 0, count(*), 0 FROM gone HAVING count(*) > 0
)
INSERT INTO webhooks.delivery (id, ended_at, endpoint, attempts, epoch, state, reason)
SELECT gone.delivery, clock_timestamp(), gone.endpoint, gone.attempts, gone.epoch, 3, 'cancelled' FROM gone
