-- For the transaction: a plan that was made while a table was small stays in use when it has grown, and reads what is dead as well. Where
-- there is no index the cost then seems so high that the server would compile each statement. Making a plan costs more than it could save.
SELECT set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true), set_config('plan_cache_mode', 'force_generic_plan', true)
