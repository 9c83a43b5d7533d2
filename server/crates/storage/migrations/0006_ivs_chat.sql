-- Rooms in the order in which something about them was last changed.
CREATE INDEX rooms_by_update ON rooms (coalesce(updated_at, id >> 21) DESC, id DESC) WHERE deleted_at IS NULL;
