-- works with: 1
-- Schools and their directories, and what belongs to the whole database.
-- Every table of a school is keyed by the school first, and so is every reference and unique index: the same schema spreads
-- over a sharded PostgreSQL, and one school's rows lie together. The five tables that no school leads say why. Times are
-- milliseconds since 1970 UTC by the endpoint's clock; JSON is text, because a signature covers its bytes.
-- No sequences, triggers, functions of our own or extensions: engines that speak PostgreSQL lack some, or slow down by them.
-- Never change a migration that was released; add the next number. Its first line says how old the endpoints may be that go
-- on beside it: those that know at least the step of that number.

-- Which steps were taken. Of the schema, not of a school.
CREATE TABLE schema_step (
    number      integer PRIMARY KEY,
    -- The lowest step that an endpoint must know to run on this schema.
    works_with  integer NOT NULL CHECK (works_with <= number)
);

-- This database, not a school: one row.
CREATE TABLE life (
    one         integer PRIMARY KEY CHECK (one = 1),
    -- New whenever this may be another database than the one that gave the receipts. Phones that see a new one put again
    -- what they were given receipts for.
    epoch       uuid NOT NULL,
    -- Makes the salts of members who don't exist, the same ones at every question.
    decoy       bytea NOT NULL CHECK (octet_length(decoy) = 32),
    -- Which server, timeline, database and table the epoch began in. A restored, rewound or promoted copy has another.
    identity    text NOT NULL,
    -- When any phone was last heard of, to the minute: an endpoint whose clock stands before it is wrong, or was then.
    latest_contact bigint,
    -- The public half of the key that signs receipts: every school's directory names it. NULL before an endpoint was started.
    receipt_key bytea CHECK (octet_length(receipt_key) = 32)
);

-- One-time codes for founding a school. They exist before any school does, so no school leads their key.
CREATE TABLE setup_code (
    -- The code itself is never stored.
    code_sha256    bytea PRIMARY KEY CHECK (octet_length(code_sha256) = 32),
    expires_at     bigint NOT NULL,
    -- What the code founded. A repeated request after a lost answer is known by its digest.
    school         uuid,
    request_sha256 bytea CHECK (octet_length(request_sha256) = 32),
    CHECK ((school IS NULL) = (request_sha256 IS NULL))
);

-- Which school a link's code is of, whatever the link is for. The code is all a new phone or browser has (the link names the
-- school only where no server sees it), so the code leads the key: this is how a stranger finds a school.
CREATE TABLE code (
    code_sha256 bytea PRIMARY KEY CHECK (octet_length(code_sha256) = 32),
    school      uuid NOT NULL
);

-- Tries to sign in since the last right one, at places of a table of fixed size: an invented name adds no row. The place is a
-- digest of school and name, so that a name that nobody has answers as slowly as a real one; no school leads the key, because
-- a try that names an unknown school must be counted alike.
CREATE TABLE sign_in_try (
    place       integer PRIMARY KEY CHECK (place BETWEEN 0 AND 65535),
    tries       integer NOT NULL,
    last_at     bigint NOT NULL
) WITH (fillfactor = 50); -- The same few rows are written over and over: each page keeps room for their next versions.

CREATE TABLE school (
    school      uuid PRIMARY KEY,
    founded_at  bigint NOT NULL
);

-- Every version is kept: an old one answers "which keys did phones know on that day?"
CREATE TABLE directory (
    school      uuid NOT NULL REFERENCES school,
    version     bigint NOT NULL,
    -- Text, byte for byte as signed.
    body        text NOT NULL,
    signed_by   text NOT NULL,
    signature   bytea NOT NULL,
    stored_at   bigint NOT NULL,
    PRIMARY KEY (school, version)
);

-- Keys the school has ever published. A phone that was out of signal while a key changed may still deliver to the
-- old one, so rows are never deleted here.
CREATE TABLE published_key (
    school      uuid NOT NULL REFERENCES school,
    route       text NOT NULL,
    kid         bytea NOT NULL CHECK (octet_length(kid) = 8),
    PRIMARY KEY (school, route, kid)
);
