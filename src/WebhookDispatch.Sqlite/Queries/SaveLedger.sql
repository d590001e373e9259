UPDATE ledger
SET clock = ?1, next_id = ?2, next_token = ?3, leased_until = ?4, endpoints_version = ?5,
  waiting = ?6, delivered = ?7, dead = ?8, cancelled = ?9, expired = ?10
WHERE id = 1
