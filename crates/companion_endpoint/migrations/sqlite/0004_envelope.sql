-- Envelopes: opaque bytes, never changed once they are here.

CREATE TABLE envelope (
    school      BLOB NOT NULL REFERENCES school,
    id          BLOB NOT NULL CHECK (length(id) = 16),
    sha256      BLOB NOT NULL CHECK (length(sha256) = 32),
    -- 1: other bytes under an id that was already known, kept beside the first.
    conflict    INTEGER NOT NULL CHECK (conflict IN (0, 1)),
    route       TEXT NOT NULL,
    -- The number within the route, in the order of commits.
    seq         INTEGER NOT NULL,
    -- The device that delivered, which the header inside the bytes may contradict (flag other-device).
    device      BLOB NOT NULL,
    received_at INTEGER NOT NULL,
    -- The receipt as it was given, because a repeat gets the same one, whatever changed since.
    receipt     TEXT NOT NULL,
    bytes       BLOB NOT NULL,
    PRIMARY KEY (school, id, sha256),
    UNIQUE (school, route, seq),
    FOREIGN KEY (school, device) REFERENCES device
) STRICT;

-- Exactly once: one first envelope for an id.
CREATE UNIQUE INDEX envelope_first ON envelope (school, id) WHERE conflict = 0;

-- What one device delivered lately.
CREATE INDEX envelope_by_device ON envelope (school, device, received_at);

-- The last number given out on a route. Not max(seq): a number is never given twice, even once envelopes can leave.
CREATE TABLE route_seq (
    school  BLOB NOT NULL REFERENCES school,
    route   TEXT NOT NULL,
    seq     INTEGER NOT NULL,
    PRIMARY KEY (school, route)
) STRICT, WITHOUT ROWID;

-- A member's signed word that an envelope was read. The first stays.
CREATE TABLE reading (
    school    BLOB NOT NULL,
    id        BLOB NOT NULL,
    sha256    BLOB NOT NULL,
    member    BLOB NOT NULL,
    read_at   INTEGER NOT NULL,
    signature BLOB NOT NULL,
    PRIMARY KEY (school, id, sha256),
    FOREIGN KEY (school, id, sha256) REFERENCES envelope,
    FOREIGN KEY (school, member) REFERENCES member
) STRICT, WITHOUT ROWID;
