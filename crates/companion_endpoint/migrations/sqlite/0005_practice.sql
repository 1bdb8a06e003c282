-- Practice records: apart from envelopes, so that nothing real can be counted, numbered or lost among them.

CREATE TABLE practice (
    school      BLOB NOT NULL REFERENCES school,
    id          BLOB NOT NULL CHECK (length(id) = 16),
    sha256      BLOB NOT NULL CHECK (length(sha256) = 32),
    route       TEXT NOT NULL,
    -- The device that delivered.
    device      BLOB NOT NULL,
    received_at INTEGER NOT NULL,
    -- The receipt as it was given, because a repeat gets the same one.
    receipt     TEXT NOT NULL,
    bytes       BLOB NOT NULL,
    PRIMARY KEY (school, id, sha256),
    FOREIGN KEY (school, device) REFERENCES device
) STRICT;

-- The newest of a route, and what one device delivered lately.
CREATE INDEX practice_by_route ON practice (school, route, received_at);
CREATE INDEX practice_by_device ON practice (school, device, received_at);
