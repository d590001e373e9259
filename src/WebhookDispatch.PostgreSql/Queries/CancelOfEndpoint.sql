-- Ends some of what waits for endpoint $1 of tenant $2; $3 at most. Answers its number and how many, or nothing when it is not there.
WITH found AS MATERIALIZED (
  SELECT n.number FROM webhooks.endpoint AS n WHERE n.endpoint_id = $1 AND n.tenant = $2 AND (n.version > 0 OR $4::boolean)
), gone AS (
  DELETE FROM webhooks.queue AS q
  WHERE q.delivery = ANY (ARRAY(
    SELECT w.delivery FROM webhooks.queue AS w
    WHERE w.endpoint = (SELECT number FROM found) ORDER BY w.due_at, w.delivery LIMIT $3::integer FOR UPDATE))
  RETURNING q.delivery, q.endpoint, q.attempts, q.epoch
), ended AS (
  INSERT INTO webhooks.delivery (id, ended_at, endpoint, attempts, epoch, state, reason)
  SELECT gone.delivery, (SELECT clock_timestamp()), gone.endpoint, gone.attempts, gone.epoch, 3, 'endpoint_deleted' FROM gone
), counted AS (
  INSERT INTO webhooks.tally (waiting, delivered, dead, cancelled, expired)
  SELECT -count(*), 0, 0, count(*), 0 FROM gone HAVING count(*) > 0
)
SELECT found.number, (SELECT count(*) FROM gone) FROM found
