SELECT tenant, version
FROM endpoint
WHERE endpoint_id = ?1
