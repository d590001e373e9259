-- What stands in the way of events that could not be stored: by key first, then by id.
SELECT a.ordinal, e.event_id, e.type = a.type AND e.body = a.body AS is_same, e.by_key,
  (SELECT count(*) FROM webhooks.queue AS q WHERE q.delivery BETWEEN e.number * 100000 AND e.number * 100000 + 99999)
  + (SELECT count(*) FROM webhooks.held AS h WHERE h.delivery BETWEEN e.number * 100000 AND e.number * 100000 + 99999)
  + (SELECT count(*) FROM webhooks.delivery AS d WHERE d.id BETWEEN e.number * 100000 AND e.number * 100000 + 99999) AS deliveries
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bytea[])
  WITH ORDINALITY AS a (tenant, event_id, idempotency_key, type, body, ordinal)
CROSS JOIN LATERAL (
  (SELECT k.number, k.event_id, k.type, k.body, true AS by_key FROM webhooks.event AS k
   WHERE k.tenant = a.tenant AND k.idempotency_key = a.idempotency_key)
  UNION ALL
  (SELECT i.number, i.event_id, i.type, i.body, false FROM webhooks.event AS i
   WHERE i.tenant = a.tenant AND i.event_id = a.event_id)
  ORDER BY by_key DESC
  LIMIT 1
) AS e
