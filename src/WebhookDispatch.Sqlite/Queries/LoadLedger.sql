SELECT clock, next_id, next_token, leased_until, handed_from, endpoints_version, waiting, delivered, dead, cancelled, expired
FROM ledger
WHERE id = 1
