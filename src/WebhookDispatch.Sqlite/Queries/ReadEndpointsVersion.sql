SELECT endpoints_version
FROM ledger
WHERE id = 1
