-- $1 to $9 attempts of deliveries that came as delivered. Lengths are microseconds.
INSERT INTO webhooks.attempt (delivery, sequence, started_at, duration, retry_after, epoch, number, status, truncated, stale, outcome, excerpt)
SELECT t.delivery, nextval('webhooks.attempt_sequence'), t.started_at, t.duration, t.retry_after, 0, t.number, t.status, t.truncated, false, t.outcome, t.excerpt
FROM unnest($1::bigint[], $2::integer[], $3::timestamptz[], $4::bigint[], $5::text[], $6::integer[], $7::bigint[], $8::text[], $9::boolean[])
  AS t (delivery, number, started_at, duration, outcome, status, retry_after, excerpt, truncated)
