-- As EnqueuePlain, for deliveries that may be given out in any order: a row for many of them instead of one in the queue for each. $10 the
-- lease in microseconds when the process that stores them holds them, otherwise NULL. Answers the token and the numbers of the events, in order.
-- Arrays are taken apart in lists of columns: in FROM each would be copied, bodies too, before the first row is read, a fifth of the statement.
WITH clock AS MATERIALIZED (
  SELECT clock_timestamp() AS now, nextval('webhooks.lease_token') AS token, set_config('lock_timeout', $8::text, true) AS lock_timeout,
    ARRAY(SELECT nextval('webhooks.event_number') FROM generate_series(1, cardinality($2::text[]))) AS numbers
), stored AS (
  INSERT INTO webhooks.event (number, occurred_at, published_at, deliveries, tenant, event_id, type, content_type, header_lines, body)
  SELECT a.number, a.occurred_at, a.now, 1, coalesce(a.tenant, ''), a.event_id, a.type, $7::text, a.header_lines, a.body
  FROM (
    SELECT clock.now, unnest(clock.numbers) AS number, unnest($1::text[]) AS tenant, unnest($2::text[]) AS event_id, unnest($3::text[]) AS type,
      unnest($4::timestamptz[]) AS occurred_at, unnest($5::bytea[]) AS body, unnest($9::text[]) AS header_lines
    FROM clock) AS a
), handed AS (
  -- In rows small enough that a claim has room for one as it is.
  INSERT INTO webhooks.handed (token, handed_at, held_until, deliveries, endpoints)
  SELECT CASE WHEN $10::bigint IS NULL THEN nextval('webhooks.lease_token') ELSE clock.token END, clock.now, clock.now + $10::bigint * interval '1 microsecond',
    ARRAY(SELECT number * 100000 FROM unnest(clock.numbers[part.first : part.first + part.count - 1]) AS number), ($6::integer[])[part.first : part.first + part.count - 1]
  FROM clock
  CROSS JOIN LATERAL (SELECT CASE WHEN $10::bigint IS NULL THEN 32 ELSE cardinality(clock.numbers) END AS count) AS size
  CROSS JOIN LATERAL (SELECT first, size.count FROM generate_series(1, cardinality(clock.numbers), size.count) AS first) AS part
), counted AS (
  INSERT INTO webhooks.tally (waiting, delivered, dead, cancelled, expired) VALUES (cardinality($2::text[]), 0, 0, 0, 0)
)
SELECT clock.token, clock.numbers FROM clock
