-- Chat tokens: a program lets somebody into the chat of one room, for a while. Only the hash of a token is kept.

CREATE TABLE chat_tokens (
    token_hash      BLOB    NOT NULL PRIMARY KEY CHECK (length(token_hash) = 32),
    user_id         INTEGER NOT NULL REFERENCES users (id),
    room_id         INTEGER NOT NULL REFERENCES rooms (id),
    -- The key that it was issued with: it lends no more than that key reaches and its user may, at each act.
    key_id          TEXT    NOT NULL REFERENCES access_keys (id),
    may_send        INTEGER NOT NULL CHECK (may_send IN (0, 1)),
    may_delete      INTEGER NOT NULL CHECK (may_delete IN (0, 1)),
    may_send_out    INTEGER NOT NULL CHECK (may_send_out IN (0, 1)),
    -- What the program says of the user, as JSON: it stands beside what they write.
    attributes      TEXT    NOT NULL,
    -- The first moment at which nobody can connect with it any more.
    token_ends_at   INTEGER NOT NULL,
    -- The first moment at which it opens nothing any more.
    session_ends_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX chat_tokens_by_end ON chat_tokens (session_ends_at);
CREATE INDEX chat_tokens_by_user ON chat_tokens (user_id);
CREATE INDEX chat_tokens_by_room ON chat_tokens (room_id);
