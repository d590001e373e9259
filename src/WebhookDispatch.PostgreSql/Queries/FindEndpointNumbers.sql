SELECT number, endpoint_id
FROM webhooks.endpoint
WHERE endpoint_id = ANY ($1::text[])
