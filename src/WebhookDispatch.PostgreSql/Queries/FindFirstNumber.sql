-- The first event published at $1 or later, give or take what was stored at the same moment: numbers rise with time, so a
-- binary search over them does, where an index would cost every publication a write.
WITH RECURSIVE search AS (
  SELECT 0::bigint AS low, coalesce(max(number), 0) + 1 AS high FROM webhooks.event
  UNION ALL
  SELECT CASE WHEN probe.published_at < $1 THEN probe.number + 1 ELSE search.low END,
    CASE WHEN probe.published_at < $1 THEN search.high ELSE (search.low + search.high) / 2 END
  FROM search
  LEFT JOIN LATERAL (
    SELECT e.number, e.published_at FROM webhooks.event AS e
    WHERE e.number >= (search.low + search.high) / 2 ORDER BY e.number LIMIT 1
  ) AS probe ON true
  WHERE search.low < search.high
)
SELECT low FROM search WHERE low >= high ORDER BY low LIMIT 1
