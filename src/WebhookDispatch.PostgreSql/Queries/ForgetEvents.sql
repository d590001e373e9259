-- Of the events $1, which have just lost a delivery, those that have none left are from now on found like an event that
-- nobody listened to; of all such events as many as $3 go that are older than $2 microseconds. Answers how many.
WITH clock AS MATERIALIZED (
  SELECT clock_timestamp() AS now
), empty AS (
  SELECT e.number, e.published_at FROM webhooks.event AS e
  WHERE e.number = ANY ($1::bigint[])
    AND NOT EXISTS (SELECT 1 FROM webhooks.queue AS q WHERE q.delivery BETWEEN e.number * 100000 AND e.number * 100000 + 99999)
    AND NOT EXISTS (SELECT 1 FROM webhooks.delivery AS d WHERE d.id BETWEEN e.number * 100000 AND e.number * 100000 + 99999)
), old AS MATERIALIZED (
  SELECT o.number FROM (
    (SELECT number FROM empty WHERE published_at < (SELECT now FROM clock) - $2::bigint * interval '1 microsecond')
    UNION
    (SELECT e.number FROM webhooks.event AS e
     WHERE e.deliveries = 0 AND e.published_at < (SELECT now FROM clock) - $2::bigint * interval '1 microsecond'
     ORDER BY e.published_at LIMIT $3::integer)
  ) AS o
  LIMIT $3::integer
), kept AS (
  UPDATE webhooks.event AS e SET deliveries = 0
  FROM empty WHERE e.number = empty.number AND e.deliveries > 0 AND e.number <> ALL (ARRAY(SELECT number FROM old))
), gone AS (
  DELETE FROM webhooks.event AS e
  WHERE e.number = ANY (ARRAY(SELECT number FROM old))
  RETURNING 1
)
SELECT count(*) FROM gone
