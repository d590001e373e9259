SELECT version, works_with
FROM webhooks.migration
ORDER BY version DESC
LIMIT 1
