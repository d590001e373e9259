-- Locks the rows that any of the deliveries $1 is in.
SELECT h.token FROM webhooks.handed AS h WHERE h.deliveries && $1::bigint[] ORDER BY h.token FOR UPDATE
