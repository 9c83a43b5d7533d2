-- That a hidden member came is told as what is between two: to themselves, and to those who moderate.
UPDATE events
SET target_id = user_id
WHERE kind = 'role'
  AND EXISTS (
    SELECT 1
    FROM memberships m
    WHERE m.room_id = events.room_id AND m.user_id = events.user_id AND m.hidden);

-- They are in no number either.
UPDATE rooms
SET member_count = (SELECT count(*) FROM memberships m WHERE m.room_id = rooms.id AND NOT m.hidden)
WHERE id IN (SELECT room_id FROM memberships WHERE hidden);

-- What was written on rooms that are deleted goes with them; their ARNs end with the id in 12 digits of base 62.
WITH RECURSIVE digits (rest, text) AS (
    SELECT id, ''
    FROM rooms
    WHERE deleted_at IS NOT NULL
    UNION ALL
    SELECT rest / 62,
           substr('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz', rest % 62 + 1, 1) || text
    FROM digits
    WHERE length(text) < 12)
DELETE FROM tags
WHERE substr(resource, -13) IN (SELECT '/' || text FROM digits WHERE length(text) = 12);
