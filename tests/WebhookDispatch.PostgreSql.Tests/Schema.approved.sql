attempt.01.delivery bigint NOT NULL
attempt.02.sequence bigint NOT NULL
attempt.03.started_at timestamp with time zone NOT NULL
attempt.04.duration bigint NOT NULL
attempt.05.retry_after bigint
attempt.06.epoch integer NOT NULL
attempt.07.number integer NOT NULL
attempt.08.status integer
attempt.09.truncated boolean NOT NULL
attempt.10.stale boolean NOT NULL
attempt.11.outcome text NOT NULL
attempt.12.excerpt text
delivery.01.id bigint NOT NULL
delivery.02.ended_at timestamp with time zone NOT NULL
delivery.03.started_at timestamp with time zone
delivery.04.duration bigint
delivery.05.sequence bigint
delivery.06.endpoint integer NOT NULL
delivery.07.attempts integer NOT NULL
delivery.08.epoch integer NOT NULL
delivery.09.status integer
delivery.10.state smallint NOT NULL
delivery.11.truncated boolean
delivery.12.reason text
delivery.13.excerpt text
directory.01.id boolean NOT NULL
directory.02.version bigint NOT NULL
endpoint.01.number integer NOT NULL
endpoint.02.endpoint_id text NOT NULL
endpoint.03.tenant text NOT NULL
endpoint.04.version bigint NOT NULL
endpoint.05.content bytea
event.01.number bigint NOT NULL
event.02.occurred_at timestamp with time zone NOT NULL
event.03.published_at timestamp with time zone NOT NULL
event.04.expires_at timestamp with time zone
event.05.deliveries integer NOT NULL
event.06.tenant text NOT NULL
event.07.event_id text NOT NULL
event.08.type text NOT NULL
event.09.content_type text NOT NULL
event.10.idempotency_key text
event.11.header_lines text
event.12.body bytea NOT NULL
handed.01.token bigint NOT NULL
handed.02.handed_at timestamp with time zone NOT NULL
handed.03.held_until timestamp with time zone
handed.04.deliveries bigint[] NOT NULL
handed.05.endpoints integer[] NOT NULL
lead.01.task text NOT NULL
lead.02.holder text NOT NULL
lead.03.held_until timestamp with time zone NOT NULL
migration.01.version integer NOT NULL
migration.02.works_with integer NOT NULL
migration.03.applied_at timestamp with time zone NOT NULL
note.01.name text NOT NULL
note.02.text text NOT NULL
queue.01.delivery bigint NOT NULL
queue.02.due_at timestamp with time zone NOT NULL
queue.03.lease_token bigint
queue.04.endpoint integer NOT NULL
queue.05.attempts integer NOT NULL
queue.06.claims integer NOT NULL
queue.07.epoch integer NOT NULL
queue.08.in_order boolean NOT NULL
tally.01.waiting bigint NOT NULL
tally.02.delivered bigint NOT NULL
tally.03.dead bigint NOT NULL
tally.04.cancelled bigint NOT NULL
tally.05.expired bigint NOT NULL
handed WITH toast_tuple_target=8160, autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=5000, autovacuum_vacuum_cost_delay=0, autovacuum_analyze_scale_factor=0, autovacuum_analyze_threshold=20000
queue WITH fillfactor=80, autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=5000, autovacuum_vacuum_cost_delay=0, autovacuum_analyze_scale_factor=0, autovacuum_analyze_threshold=20000
tally WITH autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=5000, autovacuum_vacuum_cost_delay=0
CREATE INDEX delivery_dead ON delivery USING btree (ended_at) WHERE (state = 2)
CREATE INDEX delivery_ended ON delivery USING btree (ended_at) WHERE (state <> 2)
CREATE INDEX delivery_not_delivered ON delivery USING btree (state, id) WHERE (state <> 1)
CREATE INDEX event_without_deliveries ON event USING btree (published_at) WHERE (deliveries = 0)
CREATE INDEX handed_held_until ON handed USING btree (held_until) WHERE (held_until IS NOT NULL)
CREATE INDEX handed_to_nobody ON handed USING btree (token) WHERE (held_until IS NULL)
CREATE INDEX queue_due ON queue USING btree (endpoint, due_at, delivery)
CREATE INDEX queue_line ON queue USING btree (endpoint, delivery) WHERE ((lease_token IS NULL) OR in_order)
CREATE UNIQUE INDEX attempt_pkey ON attempt USING btree (delivery, sequence)
CREATE UNIQUE INDEX delivery_pkey ON delivery USING btree (id)
CREATE UNIQUE INDEX directory_pkey ON directory USING btree (id)
CREATE UNIQUE INDEX endpoint_endpoint_id_key ON endpoint USING btree (endpoint_id)
CREATE UNIQUE INDEX endpoint_pkey ON endpoint USING btree (number)
CREATE UNIQUE INDEX event_event_id ON event USING btree (tenant, event_id)
CREATE UNIQUE INDEX event_idempotency_key ON event USING btree (tenant, idempotency_key) WHERE (idempotency_key IS NOT NULL)
CREATE UNIQUE INDEX event_pkey ON event USING btree (number)
CREATE UNIQUE INDEX handed_pkey ON handed USING btree (token)
CREATE UNIQUE INDEX lead_pkey ON lead USING btree (task)
CREATE UNIQUE INDEX migration_pkey ON migration USING btree (version)
CREATE UNIQUE INDEX note_pkey ON note USING btree (name)
CREATE UNIQUE INDEX queue_pkey ON queue USING btree (delivery)
attempt CHECK ((outcome <> ''::text))
delivery CHECK (
CASE
    WHEN (sequence IS NULL) THEN (num_nonnulls(started_at, duration, status, truncated, excerpt) = 0)
    ELSE ((state = 1) AND (attempts > 0) AND (num_nulls(started_at, duration, truncated) = 0))
END)
delivery CHECK (((state = 1) = (reason IS NULL)))
delivery CHECK (((state >= 1) AND (state <= 4)))
directory CHECK ((version >= 0))
directory CHECK (id)
endpoint CHECK (((version = 0) = (content IS NULL)))
endpoint CHECK ((endpoint_id <> ''::text))
endpoint CHECK ((version >= 0))
event CHECK ((deliveries >= 0))
event CHECK ((event_id <> ''::text))
handed CHECK (((cardinality(deliveries) > 0) AND (cardinality(deliveries) = cardinality(endpoints))))
migration CHECK (((works_with >= 1) AND (works_with <= version)))
migration CHECK ((version > 0))
queue CHECK (((claims > 0) OR (lease_token IS NULL)))
SEQUENCE attempt_sequence bigint CACHE 1
SEQUENCE endpoint_number_seq integer CACHE 1
SEQUENCE event_number bigint CACHE 1
SEQUENCE lease_token bigint CACHE 32
