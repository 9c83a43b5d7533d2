-- Access keys of programs. The secret is needed in clear to check signatures: it is sealed with the key file beside the
-- store. Of the client token only the hash is kept.

CREATE TABLE access_keys (
    id            TEXT    NOT NULL PRIMARY KEY CHECK (length(id) = 20),
    user_id       INTEGER NOT NULL REFERENCES users (id),
    label         TEXT    NOT NULL,
    scope         TEXT    NOT NULL CHECK (scope IN ('all', 'read', 'room')),
    room_id       INTEGER REFERENCES rooms (id),
    state         TEXT    NOT NULL CHECK (state IN ('active', 'pending', 'disabled')),
    sealed_secret BLOB    NOT NULL,
    token_hash    BLOB    NOT NULL UNIQUE,
    created_at    INTEGER NOT NULL,
    last_used_at  INTEGER,
    -- The first moment at which it opens nothing any more.
    expires_at    INTEGER,
    CHECK ((scope = 'room') = (room_id IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX access_keys_by_user ON access_keys (user_id, created_at, id);
CREATE INDEX access_keys_by_age ON access_keys (created_at, id);
