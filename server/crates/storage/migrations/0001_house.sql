-- The house as it was built first. Ids are 63-bit numbers that sort by time; times are milliseconds since 1970.
-- Messages are clustered by room, so that a page is one range and a purge gives whole pages back to the file.

CREATE TABLE accounts (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE users (
    id             INTEGER PRIMARY KEY,
    account_id     INTEGER REFERENCES accounts (id),
    display_name   TEXT    NOT NULL,
    platform_admin INTEGER NOT NULL DEFAULT 0 CHECK (platform_admin IN (0, 1)),
    account_admin  INTEGER NOT NULL DEFAULT 0 CHECK (account_admin IN (0, 1)),
    disabled_at    INTEGER,
    theme          TEXT    NOT NULL DEFAULT 'system' CHECK (theme IN ('system', 'light', 'dark')),
    shortcuts      INTEGER NOT NULL DEFAULT 1 CHECK (shortcuts IN (0, 1))
) STRICT;
CREATE INDEX users_by_name ON users (display_name COLLATE NOCASE, id);

-- How a person signs in. Kept apart from the user, so that the link can go and the user stay.
CREATE TABLE identities (
    email         TEXT    NOT NULL PRIMARY KEY,
    user_id       INTEGER NOT NULL UNIQUE REFERENCES users (id),
    password_hash TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

-- Only the hash of a session's token is kept.
CREATE TABLE sessions (
    token_hash   BLOB    NOT NULL PRIMARY KEY,
    user_id      INTEGER NOT NULL REFERENCES users (id),
    created_at   INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    agent        TEXT    NOT NULL,
    address      TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_user ON sessions (user_id);

-- The one-time link that makes the first admin; at most one row.
CREATE TABLE set_up_links (
    token_hash BLOB    NOT NULL PRIMARY KEY,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE rooms (
    id              INTEGER PRIMARY KEY,
    account_id      INTEGER REFERENCES accounts (id),
    kind            TEXT    NOT NULL CHECK (kind IN ('room', 'conversation', 'channel')),
    name            TEXT    NOT NULL,
    archived_at     INTEGER,
    reason_required INTEGER NOT NULL DEFAULT 0 CHECK (reason_required IN (0, 1)),
    -- Every message up to and with this one is purged: invisible from the commit on, erased soon after.
    purged_through  INTEGER NOT NULL DEFAULT 0,
    -- Counters, kept in the transaction that changes what they count.
    message_count   INTEGER NOT NULL DEFAULT 0 CHECK (message_count >= 0),
    member_count    INTEGER NOT NULL DEFAULT 0 CHECK (member_count >= 0),
    last_message_id INTEGER NOT NULL DEFAULT 0,
    last_event      INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX rooms_by_activity ON rooms (last_message_id DESC, id);
CREATE INDEX rooms_by_name ON rooms (name COLLATE NOCASE, id);
CREATE INDEX rooms_by_messages ON rooms (message_count DESC, id);
CREATE INDEX rooms_by_account ON rooms (account_id);

CREATE TABLE memberships (
    room_id INTEGER NOT NULL REFERENCES rooms (id),
    user_id INTEGER NOT NULL REFERENCES users (id),
    role    TEXT    NOT NULL CHECK (role IN ('member', 'manager', 'owner')),
    since   INTEGER NOT NULL,
    PRIMARY KEY (room_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX memberships_by_user ON memberships (user_id, room_id);

CREATE TABLE messages (
    room_id      INTEGER NOT NULL REFERENCES rooms (id),
    id           INTEGER NOT NULL,
    sender_id    INTEGER NOT NULL REFERENCES users (id),
    -- A tombstone has an operation, and neither content nor metadata nor a message it answers to.
    content      TEXT,
    metadata     TEXT,
    reply_to     INTEGER,
    edited_at    INTEGER,
    revision     INTEGER NOT NULL DEFAULT 1,
    operation_id INTEGER,
    PRIMARY KEY (room_id, id),
    CHECK ((content IS NULL) = (operation_id IS NOT NULL)),
    CHECK (operation_id IS NULL OR (metadata IS NULL AND reply_to IS NULL))
) STRICT, WITHOUT ROWID;

-- What happened in a room, numbered without gaps. Ids only: a replay can never bring content back.
CREATE TABLE events (
    room_id      INTEGER NOT NULL REFERENCES rooms (id),
    number       INTEGER NOT NULL,
    at           INTEGER NOT NULL,
    kind         TEXT    NOT NULL,
    message_id   INTEGER,
    operation_id INTEGER,
    user_id      INTEGER,
    value        TEXT,
    PRIMARY KEY (room_id, number)
) STRICT, WITHOUT ROWID;

-- Append-only and hash-chained. An entry with an operation id is an accepted removal. No content ever.
CREATE TABLE audit (
    number       INTEGER PRIMARY KEY,
    at           INTEGER NOT NULL,
    actor_id     INTEGER REFERENCES users (id),
    role         TEXT,
    door         TEXT    NOT NULL,
    action       TEXT    NOT NULL,
    -- NULL when done, otherwise the code of the denial.
    refusal      TEXT,
    room_id      INTEGER,
    message_id   INTEGER,
    subject_id   INTEGER,
    operation_id INTEGER,
    count        INTEGER,
    reason       TEXT,
    note         TEXT,
    previous     BLOB    NOT NULL,
    hash         BLOB    NOT NULL
) STRICT;
CREATE UNIQUE INDEX audit_by_operation ON audit (operation_id) WHERE operation_id IS NOT NULL;
CREATE INDEX audit_by_room ON audit (room_id, number) WHERE room_id IS NOT NULL;
CREATE INDEX audit_by_actor ON audit (actor_id, number);
CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;
CREATE TRIGGER audit_is_never_cut BEFORE DELETE ON audit BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;

-- What a repeated request answers with. The fingerprint tells a repetition from another request with the same key.
CREATE TABLE idempotency (
    user_id     INTEGER NOT NULL,
    key         TEXT    NOT NULL,
    fingerprint BLOB    NOT NULL,
    -- The operation or message that the first request made.
    made        INTEGER NOT NULL,
    at          INTEGER NOT NULL,
    PRIMARY KEY (user_id, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_by_age ON idempotency (at);

CREATE TABLE jobs (
    id           INTEGER PRIMARY KEY,
    operation_id INTEGER NOT NULL UNIQUE,
    room_id      INTEGER NOT NULL REFERENCES rooms (id),
    actor_id     INTEGER NOT NULL REFERENCES users (id),
    through      INTEGER NOT NULL,
    state        TEXT    NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'partial', 'failed')),
    total        INTEGER NOT NULL,
    done         INTEGER NOT NULL DEFAULT 0,
    started_at   INTEGER,
    ended_at     INTEGER,
    receipt      TEXT
) STRICT;
CREATE INDEX jobs_open ON jobs (state) WHERE state IN ('waiting', 'running', 'failed');
CREATE INDEX jobs_by_room ON jobs (room_id, id);
