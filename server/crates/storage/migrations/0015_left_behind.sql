-- Jobs that are to be looked at again are found without those that ended well.
CREATE INDEX jobs_partial ON jobs (id) WHERE state = 'partial';

-- An import that went on after its room was deleted has left messages and members there, which no path leads to. They go
-- as the rest went: the job that erased the room is taken up again, with them.
UPDATE jobs
SET state = 'waiting',
    total = total + (SELECT count(*)
                     FROM messages m
                     JOIN rooms r ON r.id = m.room_id
                     WHERE m.room_id = jobs.room_id AND m.id > r.purged_through),
    through = (SELECT max(m.id) FROM messages m WHERE m.room_id = jobs.room_id),
    ended_at = NULL,
    receipt = NULL
WHERE id IN (
    SELECT (SELECT max(j.id) FROM jobs j WHERE j.room_id = r.id)
    FROM rooms r
    WHERE r.deleted_at IS NOT NULL
      AND EXISTS (SELECT 1 FROM messages m WHERE m.room_id = r.id AND m.id > r.purged_through));
DELETE FROM message_spans WHERE room_id IN (SELECT id FROM rooms WHERE deleted_at IS NOT NULL);
DELETE FROM memberships WHERE room_id IN (SELECT id FROM rooms WHERE deleted_at IS NOT NULL);
UPDATE rooms
SET purged_through = coalesce((SELECT max(m.id) FROM messages m WHERE m.room_id = rooms.id AND m.id > purged_through),
                              purged_through),
    message_count = 0,
    member_count = 0
WHERE deleted_at IS NOT NULL;
