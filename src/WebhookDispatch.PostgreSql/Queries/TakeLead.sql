INSERT INTO webhooks.lead AS l (task, holder, held_until)
SELECT $1, $2, clock_timestamp() + $3::bigint * interval '1 microsecond'
ON CONFLICT (task) DO UPDATE
SET holder = excluded.holder, held_until = excluded.held_until
WHERE l.holder = excluded.holder OR l.held_until < clock_timestamp()
