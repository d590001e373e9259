-- Locks the rows that are older than $1 microseconds.
SELECT h.token FROM webhooks.handed AS h WHERE h.handed_at <= clock_timestamp() - $1::bigint * interval '1 microsecond' ORDER BY h.token FOR UPDATE
