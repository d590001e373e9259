SELECT coalesce(sum(waiting), 0)::bigint, coalesce(sum(delivered), 0)::bigint, coalesce(sum(dead), 0)::bigint,
  coalesce(sum(cancelled), 0)::bigint, coalesce(sum(expired), 0)::bigint
FROM webhooks.tally
