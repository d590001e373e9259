INSERT INTO endpoint (number, endpoint_id, tenant, version, content)
VALUES (?1, ?2, '', 0, NULL)
