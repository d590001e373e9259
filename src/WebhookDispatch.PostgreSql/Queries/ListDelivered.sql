-- As ListReplayable, for the state of nearly every row: its index would not hold them.
SELECT d.id
FROM webhooks.delivery AS d
JOIN webhooks.endpoint AS n ON n.number = d.endpoint
JOIN webhooks.event AS e ON e.number = d.id / 100000
WHERE d.state = $7::smallint AND d.id BETWEEN $1::bigint AND $2::bigint
  AND ($3::text IS NULL OR n.endpoint_id = $3) AND ($4::text IS NULL OR e.tenant = $4) AND ($5::text IS NULL OR e.type = $5)
  AND ($6::text IS NULL OR d.reason = $6)
  AND ($8::timestamptz IS NULL OR e.published_at >= $8) AND ($9::timestamptz IS NULL OR e.published_at < $9)
ORDER BY d.id
LIMIT $10::integer
