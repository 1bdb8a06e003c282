-- What a member takes back, and what they have looked at although it is no record to read.

-- When a link was withdrawn, before any phone was set up with it.
ALTER TABLE author ADD COLUMN withdrawn_at INTEGER;

-- A member's signed word that they looked at an envelope that does not open. It is no reading: no phone is told of it. The
-- first stays. Numbered within the route, as read marks are, for desks that ask for what changed since they last asked.
CREATE TABLE acknowledgement (
    school    BLOB NOT NULL,
    id        BLOB NOT NULL,
    sha256    BLOB NOT NULL,
    -- The envelope's.
    route     TEXT NOT NULL,
    -- The number within the route, in the order of commits.
    seq       INTEGER NOT NULL,
    member    BLOB NOT NULL,
    at        INTEGER NOT NULL,
    signature BLOB NOT NULL,
    PRIMARY KEY (school, id, sha256),
    UNIQUE (school, route, seq),
    FOREIGN KEY (school, id, sha256) REFERENCES envelope,
    FOREIGN KEY (school, member) REFERENCES member (school, member)
) STRICT, WITHOUT ROWID;

-- The last number given to such a word on a route. Never given twice.
ALTER TABLE route_seq ADD COLUMN acknowledgement_seq INTEGER NOT NULL DEFAULT 0;

-- The same of what came as practice and has other words. Without a number: a desk asks again for the pages on which something
-- waits.
CREATE TABLE practice_acknowledgement (
    school    BLOB NOT NULL,
    id        BLOB NOT NULL,
    sha256    BLOB NOT NULL,
    member    BLOB NOT NULL,
    at        INTEGER NOT NULL,
    signature BLOB NOT NULL,
    PRIMARY KEY (school, id, sha256),
    FOREIGN KEY (school, id, sha256) REFERENCES practice,
    FOREIGN KEY (school, member) REFERENCES member (school, member)
) STRICT, WITHOUT ROWID;

-- A route's practice records in the order in which they came.
CREATE INDEX practice_in_order ON practice (school, route);
