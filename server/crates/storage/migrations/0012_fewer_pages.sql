-- A removal writes what it must, and no page more.

-- The newest event of a room is the last one in its log of events; it need not be written down twice.
ALTER TABLE rooms DROP COLUMN last_event;

-- What was removed names the audit entry of its removal, by the number that the log lies by.
ALTER TABLE messages RENAME COLUMN operation_id TO entry;
UPDATE messages SET entry = (SELECT a.number FROM audit a WHERE a.operation_id = messages.entry) WHERE entry IS NOT NULL;
ALTER TABLE events RENAME COLUMN operation_id TO entry;
UPDATE events SET entry = (SELECT a.number FROM audit a WHERE a.operation_id = events.entry) WHERE entry IS NOT NULL;
ALTER TABLE jobs RENAME COLUMN operation_id TO entry;
UPDATE jobs SET entry = (SELECT a.number FROM audit a WHERE a.operation_id = jobs.entry);

-- Keys lie by the day on which they were made, so that old ones go together and no index by age has to be kept.
CREATE TABLE idempotency_by_day (
    day         INTEGER NOT NULL,
    user_id     INTEGER NOT NULL,
    key         TEXT    NOT NULL,
    fingerprint BLOB    NOT NULL,
    -- The audit entry of the removal, or the message or room, that the first request made.
    made        INTEGER NOT NULL,
    PRIMARY KEY (day, user_id, key)
) STRICT, WITHOUT ROWID;
INSERT INTO idempotency_by_day (day, user_id, key, fingerprint, made)
SELECT at / 86400000, user_id, key, fingerprint,
       coalesce((SELECT a.number FROM audit a WHERE a.operation_id = made), made)
FROM idempotency;
DROP TABLE idempotency;
ALTER TABLE idempotency_by_day RENAME TO idempotency;

-- Where in the log to look for a person, a room, a day: in which blocks of 256 entries, not at which entries. So these
-- are written once in many entries.
DROP INDEX audit_by_operation;
DROP INDEX audit_by_room;
DROP INDEX audit_by_actor;
CREATE TABLE audit_actors (
    actor_id INTEGER NOT NULL,
    block    INTEGER NOT NULL,
    PRIMARY KEY (actor_id, block)
) STRICT, WITHOUT ROWID;
CREATE TABLE audit_rooms (
    room_id INTEGER NOT NULL,
    block   INTEGER NOT NULL,
    PRIMARY KEY (room_id, block)
) STRICT, WITHOUT ROWID;
CREATE TABLE audit_days (
    day   INTEGER NOT NULL,
    block INTEGER NOT NULL,
    PRIMARY KEY (day, block)
) STRICT, WITHOUT ROWID;
INSERT INTO audit_actors SELECT DISTINCT actor_id, number / 256 FROM audit WHERE actor_id IS NOT NULL;
INSERT INTO audit_rooms SELECT DISTINCT room_id, number / 256 FROM audit WHERE room_id IS NOT NULL;
INSERT INTO audit_days SELECT DISTINCT at / 86400000, number / 256 FROM audit;
CREATE TRIGGER audit_is_found AFTER INSERT ON audit BEGIN
    INSERT OR IGNORE INTO audit_actors (actor_id, block)
    SELECT NEW.actor_id, NEW.number / 256 WHERE NEW.actor_id IS NOT NULL;
    INSERT OR IGNORE INTO audit_rooms (room_id, block)
    SELECT NEW.room_id, NEW.number / 256 WHERE NEW.room_id IS NOT NULL;
    INSERT OR IGNORE INTO audit_days (day, block) VALUES (NEW.at / 86400000, NEW.number / 256);
END;
