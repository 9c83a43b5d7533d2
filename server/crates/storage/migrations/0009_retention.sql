-- For how long accounts keep messages, in days; NULL for ever. 0 stands for what belongs to no account.
CREATE TABLE retention (
    account_id        INTEGER PRIMARY KEY,
    room_days         INTEGER CHECK (room_days BETWEEN 1 AND 5475),
    conversation_days INTEGER CHECK (conversation_days BETWEEN 1 AND 5475),
    set_by            INTEGER NOT NULL REFERENCES users (id),
    role              TEXT    NOT NULL,
    begins_at         INTEGER NOT NULL
) STRICT;

-- Who made somebody a member; NULL where that is not known.
ALTER TABLE memberships ADD COLUMN added_by INTEGER REFERENCES users (id);
