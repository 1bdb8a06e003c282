-- Bounds: on what a stranger, a device and a member can make this database write, keep or look through.

-- Tries to sign in are counted in memory: a guess costs no write, and an invented name no row.
DROP TABLE sign_in_try;

-- A member's sessions: so many and no more are kept, and those of a route's people are ended together.
CREATE INDEX session_by_member ON session (school, member);

-- What one member imported lately.
CREATE INDEX envelope_by_member ON envelope (school, imported_by, received_at) WHERE imported_by IS NOT NULL;

-- What was taken from a device since it was removed: records, and practice. Numbers and not times, so that no clock that was
-- set back makes room.
ALTER TABLE device ADD COLUMN taken_since_removal INTEGER NOT NULL DEFAULT 0;
ALTER TABLE device ADD COLUMN practice_since_removal INTEGER NOT NULL DEFAULT 0;
-- The version of the directory that a removed device is still given, and no later one: that of the order's day, where whoever
-- signed the order may be unknown to the phone, which would not obey. NULL: it is given none.
ALTER TABLE device ADD COLUMN removal_directory INTEGER;
