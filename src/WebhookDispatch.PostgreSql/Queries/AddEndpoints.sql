INSERT INTO webhooks.endpoint (endpoint_id, tenant, version)
SELECT id, '', 0 FROM unnest($1::text[]) AS id
ON CONFLICT (endpoint_id) DO NOTHING
