SELECT version
FROM webhooks.directory
