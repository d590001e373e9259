-- Locks the rows that have deliveries to endpoint $1.
SELECT h.token FROM webhooks.handed AS h
WHERE (SELECT n.number FROM webhooks.endpoint AS n WHERE n.endpoint_id = $1::text) = ANY (h.endpoints)
ORDER BY h.token FOR UPDATE
