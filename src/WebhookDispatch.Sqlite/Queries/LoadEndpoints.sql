SELECT tenant, endpoint_id, version, content
FROM endpoint
WHERE version > 0
ORDER BY number
