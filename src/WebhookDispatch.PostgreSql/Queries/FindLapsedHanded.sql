SELECT EXISTS (SELECT 1 FROM webhooks.handed WHERE held_until <= clock_timestamp())
