SELECT count(*)
FROM (SELECT 1 FROM queue WHERE endpoint = (SELECT number FROM endpoint WHERE endpoint_id = ?1) LIMIT ?2)
