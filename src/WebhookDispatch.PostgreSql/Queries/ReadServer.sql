SELECT
    pg_is_in_recovery(),
    to_regclass('webhooks.migration') IS NOT NULL,
    EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = $1),
    current_setting('server_encoding'),
    concat_ws(
        ' and ',
        CASE current_setting('synchronous_commit') WHEN 'off' THEN 'synchronous_commit=off' END,
        CASE current_setting('fsync') WHEN 'off' THEN 'fsync=off' END)
