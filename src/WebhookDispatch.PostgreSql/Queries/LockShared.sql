-- Those of the endpoints $1 at which nobody else is claiming. A statement of its own: the next one must see what the one who
-- held the lock before has committed.
SELECT number
FROM unnest($1::integer[]) AS number
WHERE pg_try_advisory_xact_lock('webhooks.queue'::regclass::oid::integer, number)
