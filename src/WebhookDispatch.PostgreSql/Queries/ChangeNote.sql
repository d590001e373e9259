UPDATE webhooks.note
SET text = $3
WHERE name = $1 AND text = $2
