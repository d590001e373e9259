-- What was done to this schema. An older version of the library may go on beside a newer one as long as it is not older
-- than the newest row's works_with.
CREATE TABLE webhooks.migration (
  version    integer PRIMARY KEY CHECK (version > 0),
  works_with integer NOT NULL CHECK (works_with BETWEEN 1 AND version),
  applied_at timestamptz NOT NULL
);

-- The deliveries of event n have the ids n * 100000 + 0, + 1 and so on: no index has to lead from one to the other, and ids of
-- events and deliveries grow with time, which is what the cold tables can be partitioned by.
CREATE SEQUENCE webhooks.event_number AS bigint MAXVALUE 92233720368546;
CREATE SEQUENCE webhooks.lease_token AS bigint CACHE 32;
-- Attempts are read in the order of it. With a cache each session would draw from a range of its own.
CREATE SEQUENCE webhooks.attempt_sequence AS bigint;

-- Every endpoint that ever had a delivery gets a small number, which the queue repeats instead of the id. Content is
-- set for those that are managed at run time.
CREATE TABLE webhooks.endpoint (
  number      integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  endpoint_id text COLLATE "C" NOT NULL UNIQUE CHECK (endpoint_id <> ''),
  tenant      text NOT NULL,
  version     bigint NOT NULL CHECK (version >= 0),
  content     bytea,
  CHECK ((version = 0) = (content IS NULL))
);

-- One row: a number that changes with every change of any endpoint.
CREATE TABLE webhooks.directory (
  id      boolean PRIMARY KEY CHECK (id),
  version bigint NOT NULL CHECK (version >= 0)
);

INSERT INTO webhooks.directory (id, version) VALUES (true, 0);

-- Bodies are kept as they are: compressing what is sent within a second costs more than it saves.
CREATE TABLE webhooks.event (
  number          bigint PRIMARY KEY,
  occurred_at     timestamptz NOT NULL,
  published_at    timestamptz NOT NULL,
  expires_at      timestamptz,
  deliveries      integer NOT NULL CHECK (deliveries >= 0),
  tenant          text COLLATE "C" NOT NULL,
  event_id        text COLLATE "C" NOT NULL CHECK (event_id <> ''),
  type            text COLLATE "C" NOT NULL,
  content_type    text NOT NULL,
  idempotency_key text COLLATE "C",
  header_lines    text,
  body            bytea NOT NULL
);

ALTER TABLE webhooks.event ALTER COLUMN body SET STORAGE EXTERNAL;

CREATE UNIQUE INDEX event_event_id ON webhooks.event (tenant, event_id);
CREATE UNIQUE INDEX event_idempotency_key ON webhooks.event (tenant, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX event_without_deliveries ON webhooks.event (published_at) WHERE deliveries = 0;

-- What was stored together: one row for all deliveries of a statement. Either they were handed over in memory when they were stored, or a
-- claim has taken them, and they are held under the row's token; or nobody holds them yet, and held_until is null. Those that are not in
-- delivery wait. No delivery is in it and in the queue: what is not delivered at once, or not in time, is taken out of the row and put
-- there, and then is like any other.
CREATE TABLE webhooks.handed (
  token      bigint PRIMARY KEY,
  handed_at  timestamptz NOT NULL,
  held_until timestamptz,
  deliveries bigint[] NOT NULL,
  endpoints  integer[] NOT NULL,
  CHECK (cardinality(deliveries) > 0 AND cardinality(deliveries) = cardinality(endpoints))
) WITH (
  -- Each delivery that is settled is looked up in its row; one that is compressed would be taken apart each time.
  toast_tuple_target = 8160,
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000,
  autovacuum_vacuum_cost_delay = 0, autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 20000
);

ALTER TABLE webhooks.handed ALTER COLUMN deliveries SET STORAGE MAIN, ALTER COLUMN endpoints SET STORAGE MAIN;

CREATE INDEX handed_held_until ON webhooks.handed (held_until) WHERE held_until IS NOT NULL;
CREATE INDEX handed_to_nobody ON webhooks.handed (token) WHERE held_until IS NULL;

-- What is waiting or held, but for what is still in a row with others, and nothing else: a row moves to delivery when it ends. A claim moves due_at past
-- the lease.
-- Rows live for seconds, so the table is vacuumed by a count of dead rows and not by a share of a size that changes.
CREATE TABLE webhooks.queue (
  delivery    bigint PRIMARY KEY,
  due_at      timestamptz NOT NULL,
  lease_token bigint,
  endpoint    integer NOT NULL,
  attempts    integer NOT NULL,
  claims      integer NOT NULL CHECK (claims > 0 OR lease_token IS NULL),
  epoch       integer NOT NULL,
  in_order    boolean NOT NULL DEFAULT false
) WITH (
  fillfactor = 80, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000,
  autovacuum_vacuum_cost_delay = 0, autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 20000
);

CREATE INDEX queue_due ON webhooks.queue (endpoint, due_at, delivery);

-- Finds whose turn it is where deliveries go one by one. A row that is handed over in memory never enters it, so that the usual
-- path does not pay; those endpoints hand nothing over, and in_order keeps a row in it that was claimed in its turn.
CREATE INDEX queue_line ON webhooks.queue (endpoint, delivery) WHERE lease_token IS NULL OR in_order;

-- What has ended: 1 delivered, 2 dead, 3 cancelled, 4 expired. The attempt that delivered is part of the row, number as attempts, unless
-- there is more to be said of it than fits: then it is in the table of attempts like all others.
CREATE TABLE webhooks.delivery (
  id         bigint PRIMARY KEY,
  ended_at   timestamptz NOT NULL,
  started_at timestamptz,
  duration   bigint,
  sequence   bigint,
  endpoint   integer NOT NULL,
  attempts   integer NOT NULL,
  epoch      integer NOT NULL,
  status     integer,
  state      smallint NOT NULL CHECK (state BETWEEN 1 AND 4),
  truncated  boolean,
  reason     text COLLATE "C",
  excerpt    text,
  CHECK ((state = 1) = (reason IS NULL)),
  CHECK (CASE WHEN sequence IS NULL THEN num_nonnulls(started_at, duration, status, truncated, excerpt) = 0
    ELSE state = 1 AND attempts > 0 AND num_nulls(started_at, duration, truncated) = 0 END)
);

-- Delivered rows are in the first index only, and always at its end.
CREATE INDEX delivery_ended ON webhooks.delivery (ended_at) WHERE state <> 2;
CREATE INDEX delivery_dead ON webhooks.delivery (ended_at) WHERE state = 2;
CREATE INDEX delivery_not_delivered ON webhooks.delivery (state, id) WHERE state <> 1;

-- What is in a row with others and has not ended. Each is looked up by itself: joined, a plan that was made while there were few deliveries reads all.
CREATE VIEW webhooks.held AS
SELECT m.delivery, h.held_until, h.token, m.endpoint, coalesce(h.held_until, h.handed_at) AS due_at
FROM webhooks.handed AS h CROSS JOIN LATERAL unnest(h.deliveries, h.endpoints) AS m (delivery, endpoint)
WHERE (SELECT d.id FROM webhooks.delivery AS d WHERE d.id = m.delivery) IS NULL;

-- Recorded in the order of sequence. A late report can repeat a number, so the number cannot be part of the key.
-- Lengths are microseconds.
CREATE TABLE webhooks.attempt (
  delivery    bigint NOT NULL,
  sequence    bigint NOT NULL,
  started_at  timestamptz NOT NULL,
  duration    bigint NOT NULL,
  retry_after bigint,
  epoch       integer NOT NULL,
  number      integer NOT NULL,
  status      integer,
  truncated   boolean NOT NULL,
  stale       boolean NOT NULL,
  outcome     text COLLATE "C" NOT NULL CHECK (outcome <> ''),
  excerpt     text,
  PRIMARY KEY (delivery, sequence)
);

-- How many deliveries are in each state: the sum of all rows. Each transaction adds a row of what it changed, so that no two
-- wait for each other; upkeep sums them up.
CREATE TABLE webhooks.tally (
  waiting   bigint NOT NULL,
  delivered bigint NOT NULL,
  dead      bigint NOT NULL,
  cancelled bigint NOT NULL,
  expired   bigint NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0);

-- Which process does what is enough to be done once, and until when unless it keeps it.
CREATE TABLE webhooks.lead (
  task       text COLLATE "C" PRIMARY KEY,
  holder     text NOT NULL,
  held_until timestamptz NOT NULL
);

CREATE TABLE webhooks.note (
  name text COLLATE "C" PRIMARY KEY,
  text text NOT NULL
);

INSERT INTO webhooks.migration (version, works_with, applied_at) VALUES (1, 1, clock_timestamp());
