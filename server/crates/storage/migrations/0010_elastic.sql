-- Elastic channels: each membership lies in one sub-channel, and each message that is written there belongs to it.

-- A column of its own, since every act asks for it.
ALTER TABLE rooms ADD COLUMN elastic INTEGER NOT NULL DEFAULT 0 CHECK (elastic IN (0, 1));

CREATE TABLE elastic_channels (
    room_id             INTEGER PRIMARY KEY REFERENCES rooms (id),
    sub_channels_max    INTEGER NOT NULL CHECK (sub_channels_max >= 2),
    members_target      INTEGER NOT NULL CHECK (members_target >= 2),
    members_min_percent INTEGER NOT NULL CHECK (members_min_percent BETWEEN 1 AND 40)
) STRICT;

CREATE TABLE sub_channels (
    id           INTEGER PRIMARY KEY,
    room_id      INTEGER NOT NULL REFERENCES rooms (id),
    member_count INTEGER NOT NULL CHECK (member_count >= 0)
) STRICT;
CREATE INDEX sub_channels_by_room ON sub_channels (room_id, id);
-- The fullest that has a place left is found at once.
CREATE INDEX sub_channels_by_size ON sub_channels (room_id, member_count, id);

-- The sub-channel goes with its last member, so that this names one that is there.
ALTER TABLE memberships ADD COLUMN sub_channel_id INTEGER;
-- In no list but that of the hidden members.
ALTER TABLE memberships ADD COLUMN hidden INTEGER NOT NULL DEFAULT 0 CHECK (hidden IN (0, 1));
CREATE INDEX memberships_by_sub_channel ON memberships (sub_channel_id, user_id) WHERE sub_channel_id IS NOT NULL;

-- Which messages belong to which sub-channel: ids only. Beside the messages, so that those of other rooms cost nothing.
CREATE TABLE sub_channel_messages (
    room_id        INTEGER NOT NULL,
    message_id     INTEGER NOT NULL,
    sub_channel_id INTEGER NOT NULL,
    PRIMARY KEY (room_id, message_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX sub_channel_messages_by_sub_channel ON sub_channel_messages (sub_channel_id, message_id);

-- For how long a channel is kept, and on whose word.
CREATE TABLE expirations (
    room_id   INTEGER PRIMARY KEY REFERENCES rooms (id),
    days      INTEGER NOT NULL CHECK (days BETWEEN 1 AND 5475),
    criterion TEXT    NOT NULL CHECK (criterion IN ('created', 'last_message')),
    set_by    INTEGER NOT NULL REFERENCES users (id),
    role      TEXT    NOT NULL
) STRICT;
