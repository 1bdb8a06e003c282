-- works with: 4
-- Envelopes: opaque bytes, never changed once they are here; and what members say of them.

CREATE TABLE envelope (
    school      uuid NOT NULL REFERENCES school,
    id          uuid NOT NULL,
    sha256      bytea NOT NULL CHECK (octet_length(sha256) = 32),
    -- True: other bytes under an id that was already known, kept beside the first.
    conflict    boolean NOT NULL,
    route       text NOT NULL,
    -- The number within the route, in the order of commits.
    seq         bigint NOT NULL,
    -- The device that delivered, which the header inside the bytes may contradict (flag other-device); or the member who
    -- imported it, whose device may be one that this database does not know. Whoever brings the same bytes later changes
    -- nothing here.
    device      uuid,
    imported_by uuid,
    received_at bigint NOT NULL,
    -- The receipt as it was given, because a repeat gets the same one, whatever changed since.
    receipt     text NOT NULL,
    bytes       bytea NOT NULL,
    PRIMARY KEY (school, id, sha256),
    UNIQUE (school, route, seq),
    CHECK ((device IS NULL) <> (imported_by IS NULL)),
    FOREIGN KEY (school, device) REFERENCES device,
    FOREIGN KEY (school, imported_by) REFERENCES member
);

-- What is sealed can't be made smaller: the server need not try.
ALTER TABLE envelope ALTER COLUMN bytes SET STORAGE EXTERNAL;

-- Exactly once: one first envelope for an id.
CREATE UNIQUE INDEX envelope_first ON envelope (school, id) WHERE NOT conflict;

-- What one device delivered lately.
CREATE INDEX envelope_by_device ON envelope (school, device, received_at) WHERE device IS NOT NULL;

-- What one member imported lately.
CREATE INDEX envelope_by_member ON envelope (school, imported_by, received_at) WHERE imported_by IS NOT NULL;

-- The last numbers given out on a route. Not max(seq): a number is never given twice, even once envelopes can leave. Rows and
-- not sequences: a number that was given in a transaction that was undone is given again, so there is no gap.
CREATE TABLE route_seq (
    school              uuid NOT NULL REFERENCES school,
    route               text NOT NULL,
    -- To an envelope.
    seq                 bigint NOT NULL DEFAULT 0,
    -- To a read mark, and to a word that something was looked at. Within the route: numbers of the whole school would show a
    -- member, by their gaps, that something was read on a route that is closed to them.
    reading_seq         bigint NOT NULL DEFAULT 0,
    acknowledgement_seq bigint NOT NULL DEFAULT 0,
    -- To practice. Nobody is told: it only keeps the order in which practice came.
    practice_seq        bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (school, route)
);

-- A member's signed word that an envelope was read. The first stays.
CREATE TABLE reading (
    school    uuid NOT NULL,
    id        uuid NOT NULL,
    sha256    bytea NOT NULL,
    -- The envelope's.
    route     text NOT NULL,
    -- The number within the route, in the order of commits: desks ask for what changed since they last asked.
    seq       bigint NOT NULL,
    member    uuid NOT NULL,
    read_at   bigint NOT NULL,
    signature bytea NOT NULL,
    PRIMARY KEY (school, id, sha256),
    UNIQUE (school, route, seq),
    FOREIGN KEY (school, id, sha256) REFERENCES envelope,
    FOREIGN KEY (school, member) REFERENCES member
);

-- A member's signed word that they looked at an envelope that does not open. It is no reading: no phone is told of it. The
-- first stays. Numbered as read marks are.
CREATE TABLE acknowledgement (
    school    uuid NOT NULL,
    id        uuid NOT NULL,
    sha256    bytea NOT NULL,
    -- The envelope's.
    route     text NOT NULL,
    -- The number within the route, in the order of commits.
    seq       bigint NOT NULL,
    member    uuid NOT NULL,
    at        bigint NOT NULL,
    signature bytea NOT NULL,
    PRIMARY KEY (school, id, sha256),
    UNIQUE (school, route, seq),
    FOREIGN KEY (school, id, sha256) REFERENCES envelope,
    FOREIGN KEY (school, member) REFERENCES member
);

-- Practice records: apart from envelopes, so that nothing real can be counted, numbered or lost among them.
CREATE TABLE practice (
    school      uuid NOT NULL REFERENCES school,
    id          uuid NOT NULL,
    sha256      bytea NOT NULL CHECK (octet_length(sha256) = 32),
    route       text NOT NULL,
    -- The order in which it came within the route. No receipt and no desk says it.
    seq         bigint NOT NULL,
    -- The device that delivered.
    device      uuid NOT NULL,
    received_at bigint NOT NULL,
    -- The receipt as it was given, because a repeat gets the same one.
    receipt     text NOT NULL,
    bytes       bytea NOT NULL,
    PRIMARY KEY (school, id, sha256),
    UNIQUE (school, route, seq),
    FOREIGN KEY (school, device) REFERENCES device
);

-- The newest of a route, and what one device delivered lately.
CREATE INDEX practice_by_route ON practice (school, route, received_at);
CREATE INDEX practice_by_device ON practice (school, device, received_at);

-- A member's signed word that they looked at what came as practice and has other words. Without a number: a desk asks again
-- for the pages on which something waits.
CREATE TABLE practice_acknowledgement (
    school    uuid NOT NULL,
    id        uuid NOT NULL,
    sha256    bytea NOT NULL,
    member    uuid NOT NULL,
    at        bigint NOT NULL,
    signature bytea NOT NULL,
    PRIMARY KEY (school, id, sha256),
    FOREIGN KEY (school, id, sha256) REFERENCES practice,
    FOREIGN KEY (school, member) REFERENCES member
);
