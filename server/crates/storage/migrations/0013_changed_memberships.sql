-- When a member's role was last changed. NULL: it is still the one that they came with, or nobody wrote down when.
ALTER TABLE memberships ADD COLUMN changed_at INTEGER;
