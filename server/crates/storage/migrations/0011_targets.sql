-- Messages that are for one member only: their sender and that member read them, and who moderates the room.

-- It stays with a tombstone, so that who could not read the message is not told of what is left of it either.
ALTER TABLE messages ADD COLUMN target_id INTEGER REFERENCES users (id);

-- Of what was removed and was for one member only: who that was, and in user_id who had sent it. The message may be gone,
-- and a replay must know still whom it tells of the removal.
ALTER TABLE events ADD COLUMN target_id INTEGER;
