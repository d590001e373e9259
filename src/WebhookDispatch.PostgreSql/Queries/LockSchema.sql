-- The lock belongs to the transaction, and so does everything else: a proxy may give the session to others afterwards.
SELECT pg_advisory_xact_lock(hashtextextended($1, 0))
