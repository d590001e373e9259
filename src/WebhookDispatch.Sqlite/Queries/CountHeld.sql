-- No lease ends after ?3, so that a long row of later retries is not walked.
SELECT count(*), min(due_at)
FROM queue
WHERE endpoint = ?1 AND due_at > ?2 AND due_at <= ?3 AND lease_token IS NOT NULL
