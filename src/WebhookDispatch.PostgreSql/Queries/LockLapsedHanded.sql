-- Locks the rows whose lease has ended, as many as $1, but those that somebody else has locked.
SELECT h.token FROM webhooks.handed AS h WHERE h.held_until <= clock_timestamp() ORDER BY h.held_until LIMIT $1::integer FOR UPDATE SKIP LOCKED
