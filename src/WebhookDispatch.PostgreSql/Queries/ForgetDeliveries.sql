-- Of those that ended otherwise than dead $1 microseconds ago, then of the dead after $2, as many as $3. Answers the numbers of their events, one for each.
WITH clock AS MATERIALIZED (
  SELECT clock_timestamp() AS now
), old AS MATERIALIZED (
  SELECT o.id FROM (
    (SELECT d.id, d.ended_at, 1 AS place FROM webhooks.delivery AS d
     WHERE d.state <> 2 AND d.ended_at < (SELECT now FROM clock) - $1::bigint * interval '1 microsecond'
     ORDER BY d.ended_at LIMIT $3::integer)
    UNION ALL
    (SELECT d.id, d.ended_at, 2 FROM webhooks.delivery AS d
     WHERE d.state = 2 AND d.ended_at < (SELECT now FROM clock) - $2::bigint * interval '1 microsecond'
     ORDER BY d.ended_at LIMIT $3::integer)
  ) AS o
  ORDER BY o.place, o.ended_at
  LIMIT $3::integer
), gone AS (
  DELETE FROM webhooks.delivery AS d
  WHERE d.id = ANY (ARRAY(SELECT id FROM old))
    AND d.ended_at < (SELECT now FROM clock) - CASE WHEN d.state = 2 THEN $2::bigint ELSE $1::bigint END * interval '1 microsecond'
  RETURNING d.id, d.state
), attempts AS (
  DELETE FROM webhooks.attempt AS a
  WHERE a.delivery = ANY (ARRAY(SELECT id FROM gone))
), counted AS (
  INSERT INTO webhooks.tally (waiting, delivered, dead, cancelled, expired)
  SELECT 0, -count(*) FILTER (WHERE state = 1), -count(*) FILTER (WHERE state = 2), -count(*) FILTER (WHERE state = 3), -count(*) FILTER (WHERE state = 4)
  FROM gone HAVING count(*) > 0
)
SELECT id / 100000 FROM gone
