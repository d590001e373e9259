-- $1 and $2 the ids, both ends included; $3 endpoint, $4 tenant, $5 type, $6 reason, $7 state, $8 and $9 when it was published, each
-- NULL for all; $10 how many. One statement, so that what is moved between the tables meanwhile is seen in exactly one.
(
  SELECT q.delivery AS id, e.tenant, e.event_id, e.type, n.endpoint_id, 0::smallint AS state, NULL AS reason, q.attempts, q.epoch, e.published_at, q.due_at, NULL::timestamptz AS ended_at
  FROM webhooks.queue AS q
  JOIN webhooks.endpoint AS n ON n.number = q.endpoint
  JOIN webhooks.event AS e ON e.number = q.delivery / 100000
  WHERE q.delivery BETWEEN $1::bigint AND $2::bigint
    AND ($3::text IS NULL OR n.endpoint_id = $3) AND ($4::text IS NULL OR e.tenant = $4) AND ($5::text IS NULL OR e.type = $5)
    AND $6::text IS NULL AND ($7::smallint IS NULL OR $7 = 0)
    AND ($8::timestamptz IS NULL OR e.published_at >= $8) AND ($9::timestamptz IS NULL OR e.published_at < $9)
  ORDER BY q.delivery DESC
  LIMIT $10::integer
)
UNION ALL
(
  SELECT h.delivery, e.tenant, e.event_id, e.type, n.endpoint_id, 0::smallint, NULL, 0, 0, e.published_at, h.due_at, NULL
  FROM webhooks.held AS h
  JOIN webhooks.endpoint AS n ON n.number = h.endpoint
  JOIN webhooks.event AS e ON e.number = h.delivery / 100000
  WHERE h.delivery BETWEEN $1::bigint AND $2::bigint
    AND ($3::text IS NULL OR n.endpoint_id = $3) AND ($4::text IS NULL OR e.tenant = $4) AND ($5::text IS NULL OR e.type = $5)
    AND $6::text IS NULL AND ($7::smallint IS NULL OR $7 = 0)
    AND ($8::timestamptz IS NULL OR e.published_at >= $8) AND ($9::timestamptz IS NULL OR e.published_at < $9)
  ORDER BY h.delivery DESC
  LIMIT $10::integer
)
UNION ALL
(
  SELECT d.id, e.tenant, e.event_id, e.type, n.endpoint_id, d.state, d.reason, d.attempts, d.epoch, e.published_at, NULL, d.ended_at
  FROM webhooks.delivery AS d
  JOIN webhooks.endpoint AS n ON n.number = d.endpoint
  JOIN webhooks.event AS e ON e.number = d.id / 100000
  WHERE d.id BETWEEN $1::bigint AND $2::bigint
    AND ($3::text IS NULL OR n.endpoint_id = $3) AND ($4::text IS NULL OR e.tenant = $4) AND ($5::text IS NULL OR e.type = $5)
    AND ($6::text IS NULL OR d.reason = $6) AND ($7::smallint IS NULL OR d.state = $7)
    AND ($8::timestamptz IS NULL OR e.published_at >= $8) AND ($9::timestamptz IS NULL OR e.published_at < $9)
  ORDER BY d.id DESC
  LIMIT $10::integer
)
ORDER BY id DESC
LIMIT $10::integer
