UPDATE ledger
SET clock = ?1, next_id = ?2, next_token = ?3, leased_until = ?4, handed_from = ?5, endpoints_version = ?6,
  waiting = ?7, delivered = ?8, dead = ?9, cancelled = ?10, expired = ?11
WHERE id = 1
