SELECT tenant, endpoint_id, version, content
FROM webhooks.endpoint
WHERE version > 0
ORDER BY number
