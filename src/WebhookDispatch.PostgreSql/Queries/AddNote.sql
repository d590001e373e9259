INSERT INTO webhooks.note (name, text)
VALUES ($1, $2)
ON CONFLICT (name) DO NOTHING
