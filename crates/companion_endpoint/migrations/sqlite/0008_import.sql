-- Envelopes that a member imports from a file, beside those that phones deliver. An imported one's device may be one that
-- this database does not know; so the table is built anew with a device that may be missing. Every row stays as it is.

CREATE TABLE envelope_and_imports (
    school      BLOB NOT NULL REFERENCES school,
    id          BLOB NOT NULL CHECK (length(id) = 16),
    sha256      BLOB NOT NULL CHECK (length(sha256) = 32),
    -- 1: other bytes under an id that was already known, kept beside the first.
    conflict    INTEGER NOT NULL CHECK (conflict IN (0, 1)),
    route       TEXT NOT NULL,
    -- The number within the route, in the order of commits.
    seq         INTEGER NOT NULL,
    -- The device that delivered, which the header inside the bytes may contradict (flag other-device); or the member who
    -- imported it. Whoever brings the same bytes later changes nothing here.
    device      BLOB,
    imported_by BLOB,
    received_at INTEGER NOT NULL,
    -- The receipt as it was given, because a repeat gets the same one, whatever changed since.
    receipt     TEXT NOT NULL,
    bytes       BLOB NOT NULL,
    PRIMARY KEY (school, id, sha256),
    UNIQUE (school, route, seq),
    CHECK ((device IS NULL) <> (imported_by IS NULL)),
    FOREIGN KEY (school, device) REFERENCES device,
    FOREIGN KEY (school, imported_by) REFERENCES member
) STRICT;

INSERT INTO envelope_and_imports (school, id, sha256, conflict, route, seq, device, received_at, receipt, bytes)
SELECT school, id, sha256, conflict, route, seq, device, received_at, receipt, bytes FROM envelope ORDER BY rowid;

DROP TABLE envelope;
ALTER TABLE envelope_and_imports RENAME TO envelope;

-- Exactly once: one first envelope for an id.
CREATE UNIQUE INDEX envelope_first ON envelope (school, id) WHERE conflict = 0;

-- What one device delivered lately.
CREATE INDEX envelope_by_device ON envelope (school, device, received_at);
