SELECT waiting, delivered, dead, cancelled, expired
FROM ledger
WHERE id = 1
