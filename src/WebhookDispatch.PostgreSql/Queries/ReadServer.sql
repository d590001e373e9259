SELECT pg_is_in_recovery(), to_regclass('webhooks.migration') IS NOT NULL, EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = $1), current_setting('server_encoding')
