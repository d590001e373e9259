DELETE FROM webhooks.note
WHERE name = $1 AND text = $2
