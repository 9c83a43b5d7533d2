-- By what it is known again whether a room's imported messages were marked with the key file that is beside the store
-- now. NULL: nothing was brought in, or by a version that marked them without one.
ALTER TABLE rooms ADD COLUMN imported_with BLOB;
