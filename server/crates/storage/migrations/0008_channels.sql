-- What clients of Chime SDK messaging do to channels beside what the house had.

-- Who is banned from a room is no member of it, and cannot be made one.
CREATE TABLE bans (
    room_id INTEGER NOT NULL REFERENCES rooms (id),
    user_id INTEGER NOT NULL REFERENCES users (id),
    by_id   INTEGER NOT NULL REFERENCES users (id),
    since   INTEGER NOT NULL,
    PRIMARY KEY (room_id, user_id)
) STRICT, WITHOUT ROWID;

-- Everybody of its account may read it. A column of its own, since every act asks for it.
ALTER TABLE rooms ADD COLUMN public INTEGER NOT NULL DEFAULT 0 CHECK (public IN (0, 1));
UPDATE rooms SET public = 1 WHERE id IN (SELECT room_id FROM room_settings WHERE name = 'privacy' AND value = 'PUBLIC');
DELETE FROM room_settings WHERE name = 'privacy';
