-- 'whd1': tells our file from any other SQLite database.
PRAGMA application_id = 2003330097;
PRAGMA user_version = 1;

-- What has to survive a restart and would be slow to count: one row, written with every transaction that changes anything.
CREATE TABLE ledger (
  id                INTEGER PRIMARY KEY CHECK (id = 1),
  clock             INTEGER NOT NULL CHECK (clock >= 0),
  next_id           INTEGER NOT NULL CHECK (next_id > 0),
  next_token        INTEGER NOT NULL CHECK (next_token > 0),
  leased_until      INTEGER NOT NULL CHECK (leased_until >= 0),
  handed_from       INTEGER NOT NULL CHECK (handed_from > 0 AND handed_from <= next_id),
  endpoints_version INTEGER NOT NULL CHECK (endpoints_version >= 0),
  waiting           INTEGER NOT NULL CHECK (waiting >= 0),
  delivered         INTEGER NOT NULL CHECK (delivered >= 0),
  dead              INTEGER NOT NULL CHECK (dead >= 0),
  cancelled         INTEGER NOT NULL CHECK (cancelled >= 0),
  expired           INTEGER NOT NULL CHECK (expired >= 0)
) STRICT;

INSERT INTO ledger VALUES (1, 0, 1, 1, 0, 1, 0, 0, 0, 0, 0, 0);

-- Every endpoint that ever had a delivery gets a small number, which the queue repeats instead of the id. Content is
-- set for those that are managed at run time.
CREATE TABLE endpoint (
  number      INTEGER PRIMARY KEY CHECK (number > 0),
  endpoint_id TEXT NOT NULL UNIQUE CHECK (endpoint_id <> ''),
  tenant      TEXT NOT NULL,
  version     INTEGER NOT NULL CHECK (version >= 0),
  content     BLOB,
  CHECK ((version = 0) = (content IS NULL))
) STRICT;

-- The deliveries of an event have the ids id, id + 1, … id + deliveries - 1: no index has to lead from one to the other.
-- An event without deliveries takes one id. The body comes last, so that the rest is read without it.
--
-- Handed lists the endpoint of each delivery that was not put into the queue when it was stored, with null for the others: as
-- it is when it was handed over, negative when it was due and somebody would claim it soon. Handed_until is when those that
-- were handed over would have to have ended. Those from the ledger's handed_from on, in neither the queue nor the table of
-- deliveries, are with the process that uses the file, or were when it ended.
CREATE TABLE event (
  id              INTEGER PRIMARY KEY CHECK (id > 0),
  tenant          TEXT NOT NULL,
  event_id        TEXT NOT NULL CHECK (event_id <> ''),
  type            TEXT NOT NULL CHECK (type <> ''),
  content_type    TEXT NOT NULL CHECK (content_type <> ''),
  idempotency_key TEXT,
  occurred_at     INTEGER NOT NULL,
  published_at    INTEGER NOT NULL CHECK (published_at >= 0),
  expires_at      INTEGER CHECK (expires_at >= published_at),
  deliveries      INTEGER NOT NULL CHECK (deliveries >= 0),
  handed          TEXT CHECK (json_valid(handed)),
  handed_until    INTEGER CHECK (handed_until >= published_at),
  header_lines    TEXT,
  body            BLOB NOT NULL,
  CHECK ((handed IS NULL) = (handed_until IS NULL))
) STRICT;

CREATE UNIQUE INDEX event_event_id ON event (tenant, event_id);
CREATE UNIQUE INDEX event_idempotency_key ON event (tenant, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX event_without_deliveries ON event (published_at) WHERE deliveries = 0;

-- What is waiting or held, but for what was handed over: a row moves to delivery when it ends. A claim moves due_at past
-- the lease.
CREATE TABLE queue (
  endpoint    INTEGER NOT NULL CHECK (endpoint > 0),
  due_at      INTEGER NOT NULL CHECK (due_at >= 0),
  delivery    INTEGER NOT NULL CHECK (delivery >= event),
  event       INTEGER NOT NULL CHECK (event > 0),
  attempts    INTEGER NOT NULL CHECK (attempts >= 0),
  claims      INTEGER NOT NULL CHECK (claims >= 0),
  epoch       INTEGER NOT NULL CHECK (epoch >= 0),
  lease_token INTEGER CHECK (lease_token IS NULL OR (lease_token > 0 AND claims > 0)),
  PRIMARY KEY (endpoint, due_at, delivery)
) WITHOUT ROWID, STRICT;

CREATE UNIQUE INDEX queue_delivery ON queue (delivery);

-- What has ended: 1 delivered, 2 dead, 3 cancelled, 4 expired. The attempt that delivered is part of the row, number as
-- attempts, unless there is more to be said of it than fits: then it is in the table of attempts like all others.
CREATE TABLE delivery (
  id         INTEGER PRIMARY KEY CHECK (id >= event),
  event      INTEGER NOT NULL CHECK (event > 0),
  endpoint   INTEGER NOT NULL CHECK (endpoint > 0),
  state      INTEGER NOT NULL CHECK (state BETWEEN 1 AND 4),
  reason     TEXT CHECK (reason <> ''),
  attempts   INTEGER NOT NULL CHECK (attempts >= 0),
  epoch      INTEGER NOT NULL CHECK (epoch >= 0),
  ended_at   INTEGER NOT NULL CHECK (ended_at >= 0),
  sequence   INTEGER CHECK (sequence IS NULL OR (sequence > 0 AND state = 1 AND attempts > 0)),
  started_at INTEGER,
  duration   INTEGER CHECK (duration >= 0),
  status     INTEGER CHECK (status BETWEEN 100 AND 999),
  excerpt    TEXT,
  truncated  INTEGER CHECK (truncated BETWEEN 0 AND 1),
  CHECK ((state = 1) = (reason IS NULL)),
  CHECK ((sequence IS NULL) = (started_at IS NULL) AND (sequence IS NULL) = (duration IS NULL) AND (sequence IS NULL) = (truncated IS NULL)),
  CHECK (sequence IS NOT NULL OR (status IS NULL AND excerpt IS NULL))
) STRICT;

-- Delivered rows are in the first index only, and always at its end.
CREATE INDEX delivery_ended ON delivery (ended_at) WHERE state <> 2;
CREATE INDEX delivery_dead ON delivery (ended_at) WHERE state = 2;
CREATE INDEX delivery_not_delivered ON delivery (state, id) WHERE state <> 1;

-- Recorded in the order of sequence. A late report can repeat a number, so the number cannot be part of the key.
CREATE TABLE attempt (
  delivery    INTEGER NOT NULL CHECK (delivery > 0),
  sequence    INTEGER NOT NULL CHECK (sequence > 0),
  epoch       INTEGER NOT NULL CHECK (epoch >= 0),
  number      INTEGER NOT NULL CHECK (number > 0),
  started_at  INTEGER NOT NULL,
  duration    INTEGER NOT NULL CHECK (duration >= 0),
  outcome     TEXT NOT NULL CHECK (
    outcome = 'delivered' OR outcome = 'http_status' OR outcome = 'redirect_refused' OR outcome = 'dns_error'
    OR outcome = 'connect_failed' OR outcome = 'connect_timeout' OR outcome = 'tls_error' OR outcome = 'timeout'
    OR outcome = 'connection_reset' OR outcome = 'protocol_error' OR outcome = 'response_headers_too_large'
    OR outcome = 'blocked_address' OR outcome = 'misconfigured'),
  status      INTEGER CHECK (status BETWEEN 100 AND 999),
  retry_after INTEGER CHECK (retry_after >= 0),
  excerpt     TEXT,
  truncated   INTEGER NOT NULL CHECK (truncated BETWEEN 0 AND 1),
  stale       INTEGER NOT NULL CHECK (stale BETWEEN 0 AND 1),
  PRIMARY KEY (delivery, sequence)
) WITHOUT ROWID, STRICT;

CREATE TABLE note (
  name TEXT PRIMARY KEY,
  text TEXT NOT NULL
) WITHOUT ROWID, STRICT;
