SELECT number, endpoint_id
FROM webhooks.endpoint
WHERE number = ANY ($1::integer[])
