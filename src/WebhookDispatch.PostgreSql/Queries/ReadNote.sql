SELECT text
FROM webhooks.note
WHERE name = $1
