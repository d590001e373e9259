SELECT number, endpoint_id
FROM endpoint
ORDER BY number
