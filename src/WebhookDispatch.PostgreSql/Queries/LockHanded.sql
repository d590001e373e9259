-- Locks the rows of the tokens $1. A statement of its own: the next one must see what the one who held the lock before has committed.
WITH clock AS MATERIALIZED (
  SELECT set_config('lock_timeout', $2::text, true) AS lock_timeout
)
SELECT h.token FROM clock CROSS JOIN webhooks.handed AS h WHERE h.token = ANY ($1::bigint[]) ORDER BY h.token FOR UPDATE OF h
