-- Of two that sum up at once, the second finds the rows of the first gone and sums up the rest.
WITH gone AS (
  DELETE FROM webhooks.tally
  WHERE (SELECT count(*) FROM (SELECT 1 FROM webhooks.tally LIMIT 2) AS few) > 1
  RETURNING waiting, delivered, dead, cancelled, expired
)
INSERT INTO webhooks.tally (waiting, delivered, dead, cancelled, expired)
SELECT sum(waiting), sum(delivered), sum(dead), sum(cancelled), sum(expired)
FROM gone
HAVING count(*) > 0
