-- As ListDeliveries, for one of the states whose rows are few: the index holds nothing else.
SELECT d.id, e.tenant, e.event_id, e.type, n.endpoint_id, d.state, d.reason, d.attempts, d.epoch, e.published_at, NULL::timestamptz AS due_at, d.ended_at
FROM webhooks.delivery AS d
JOIN webhooks.endpoint AS n ON n.number = d.endpoint
JOIN webhooks.event AS e ON e.number = d.id / 100000
WHERE d.state = $7::smallint AND d.state <> 1 AND d.id BETWEEN $1::bigint AND $2::bigint
  AND ($3::text IS NULL OR n.endpoint_id = $3) AND ($4::text IS NULL OR e.tenant = $4) AND ($5::text IS NULL OR e.type = $5)
  AND ($6::text IS NULL OR d.reason = $6)
  AND ($8::timestamptz IS NULL OR e.published_at >= $8) AND ($9::timestamptz IS NULL OR e.published_at < $9)
ORDER BY d.id DESC
LIMIT $10::integer
