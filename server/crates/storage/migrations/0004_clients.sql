-- What programs of the foreign dialects set and ask for, beside what the house has itself.

ALTER TABLE rooms ADD COLUMN created_by INTEGER REFERENCES users (id);
-- When something about the room itself was last changed; NULL: when it was made.
ALTER TABLE rooms ADD COLUMN updated_at INTEGER;
-- A deleted room is nobody's: its messages are purged and no path leads to it. The row stays for the audit log's sake.
ALTER TABLE rooms ADD COLUMN deleted_at INTEGER;

-- What a dialect sent along with a message, as JSON; it goes with the content.
ALTER TABLE messages ADD COLUMN more TEXT CHECK (more IS NULL OR operation_id IS NULL);

-- Names that programs give to people and rooms, to find them by. Within one account; 0 stands for none.
CREATE TABLE names (
    account_id INTEGER NOT NULL,
    kind       TEXT    NOT NULL CHECK (kind IN ('user', 'room')),
    name       TEXT    NOT NULL,
    id         INTEGER NOT NULL,
    PRIMARY KEY (account_id, kind, name)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX names_by_id ON names (kind, id);

-- Settings of rooms that are kept for programs as they set them.
CREATE TABLE room_settings (
    room_id INTEGER NOT NULL REFERENCES rooms (id),
    name    TEXT    NOT NULL,
    value   TEXT    NOT NULL,
    PRIMARY KEY (room_id, name)
) STRICT, WITHOUT ROWID;

-- Tags that programs put on what they name by an ARN.
CREATE TABLE tags (
    resource TEXT NOT NULL,
    key      TEXT NOT NULL,
    value    TEXT NOT NULL,
    PRIMARY KEY (resource, key)
) STRICT, WITHOUT ROWID;
