-- What a phone last said of itself, and a member's order that it gives up what it keeps.

-- The app's version, as the phone last reported it.
ALTER TABLE device ADD COLUMN version TEXT;
-- The signed order, as JSON: the phone obeys the signature in it.
ALTER TABLE device ADD COLUMN removal TEXT;
