-- Read marks are numbered as envelopes are, so that a desk can ask for what changed since it last asked. The number runs
-- within the route: one for the whole school would show a member, by its gaps, that something was read on a route that is
-- closed to them. The table is built anew with two more columns; what was read before is numbered by the reader's clock.

CREATE TABLE reading_numbered (
    school    BLOB NOT NULL,
    id        BLOB NOT NULL,
    sha256    BLOB NOT NULL,
    -- The envelope's.
    route     TEXT NOT NULL,
    -- The number within the route, in the order of commits.
    seq       INTEGER NOT NULL,
    member    BLOB NOT NULL,
    read_at   INTEGER NOT NULL,
    signature BLOB NOT NULL,
    PRIMARY KEY (school, id, sha256),
    UNIQUE (school, route, seq),
    FOREIGN KEY (school, id, sha256) REFERENCES envelope,
    FOREIGN KEY (school, member) REFERENCES member
) STRICT, WITHOUT ROWID;

INSERT INTO reading_numbered (school, id, sha256, route, seq, member, read_at, signature)
SELECT school, id, sha256, envelope.route,
       row_number() OVER (PARTITION BY school, envelope.route ORDER BY read_at, id, sha256),
       member, read_at, signature
FROM reading JOIN envelope USING (school, id, sha256);

DROP TABLE reading;
ALTER TABLE reading_numbered RENAME TO reading;

-- The last number given to a read mark on a route. Like `seq` never given twice.
ALTER TABLE route_seq ADD COLUMN reading_seq INTEGER NOT NULL DEFAULT 0;
UPDATE route_seq SET reading_seq = (
    SELECT count(*) FROM reading WHERE reading.school = route_seq.school AND reading.route = route_seq.route
);
