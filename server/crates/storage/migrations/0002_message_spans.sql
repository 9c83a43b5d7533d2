-- How many messages of a room can be seen, span by span, so that a purge of some of them is counted at once, however
-- many they are. A span ends with `through` and begins after the span before it. What came after the last span is not
-- counted yet; that is never much.

CREATE TABLE message_spans (
    room_id INTEGER NOT NULL REFERENCES rooms (id),
    through INTEGER NOT NULL,
    count   INTEGER NOT NULL CHECK (count >= 0),
    PRIMARY KEY (room_id, through)
) STRICT, WITHOUT ROWID;

INSERT INTO message_spans (room_id, through, count)
SELECT room_id, max(id), count(*)
FROM (SELECT m.room_id, m.id, (row_number() OVER (PARTITION BY m.room_id ORDER BY m.id) - 1) / 512 AS span
    FROM messages m
    JOIN rooms r ON r.id = m.room_id
    WHERE m.id > r.purged_through)
GROUP BY room_id, span
HAVING count(*) = 512;
