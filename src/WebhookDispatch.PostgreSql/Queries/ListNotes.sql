SELECT name, text
FROM webhooks.note
WHERE name >= $1 AND starts_with(name, $1)
ORDER BY name
