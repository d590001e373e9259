SELECT tenant, event_id
FROM event
WHERE (tenant, event_id) > (?1, ?2)
ORDER BY tenant, event_id
LIMIT ?3
