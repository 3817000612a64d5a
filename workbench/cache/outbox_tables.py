"""The tables of an outbox.db, and what a file of an older version lacks."""

from workbench.cache import mails

VERSION = 3
_BATCH = "CREATE TABLE batch (mutation TEXT PRIMARY KEY, id TEXT NOT NULL) WITHOUT ROWID"
SCHEMA = f"""
CREATE TABLE meta (k TEXT PRIMARY KEY, v TEXT) WITHOUT ROWID;

CREATE TABLE outbox (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL,
    v INTEGER NOT NULL,
    lead TEXT,
    body BLOB NOT NULL,
    sha256 BLOB NOT NULL,
    offset_ms INTEGER NOT NULL,
    age_s REAL,
    occurred_at INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'pending',
    ack_no INTEGER,
    result TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    settled_at INTEGER
);

CREATE INDEX outbox_by_state ON outbox (state, n);

CREATE INDEX outbox_by_lead ON outbox (lead, n);

CREATE TABLE draft (lead TEXT, kind TEXT, text TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (lead, kind)) WITHOUT ROWID;

CREATE TABLE call (id TEXT PRIMARY KEY, lead TEXT NOT NULL, number TEXT NOT NULL,
    started_at INTEGER NOT NULL, ended_at INTEGER) WITHOUT ROWID;

{mails.SCHEMA};

{_BATCH}"""
UPGRADES = {1: f"{mails.SCHEMA};\n\n{_BATCH}", 2: _BATCH}
