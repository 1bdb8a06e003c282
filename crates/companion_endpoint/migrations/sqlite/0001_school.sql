-- Schools and their directories.
-- Every table of a school is keyed by the school first: the same schema spreads over a sharded PostgreSQL, and one
-- school's rows lie together. Ids are 16-byte UUIDs, times milliseconds since 1970 UTC by the endpoint's clock.
-- Never change a migration that was released; add the next number.

-- This database, not a school: one row.
CREATE TABLE life (
    one         INTEGER PRIMARY KEY CHECK (one = 1),
    -- New at each restore. Phones that see a new one put again what they were given receipts for.
    epoch       BLOB NOT NULL CHECK (length(epoch) = 16),
    -- Makes the salts of members who don't exist, the same ones at every question.
    decoy       BLOB NOT NULL CHECK (length(decoy) = 32)
) STRICT;

-- One-time codes for founding a school. They exist before any school does, so no school leads their key.
CREATE TABLE setup_code (
    -- The code itself is never stored.
    code_sha256 BLOB PRIMARY KEY CHECK (length(code_sha256) = 32),
    expires_at  INTEGER NOT NULL,
    -- What the code founded. A repeated request after a lost answer is known by its digest.
    school      BLOB,
    request_sha256 BLOB,
    CHECK ((school IS NULL) = (request_sha256 IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE school (
    school      BLOB PRIMARY KEY CHECK (length(school) = 16),
    founded_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Every version is kept: an old one answers "which keys did phones know on that day?"
CREATE TABLE directory (
    school      BLOB NOT NULL REFERENCES school,
    version     INTEGER NOT NULL,
    -- Text, byte for byte as signed.
    body        TEXT NOT NULL,
    signed_by   TEXT NOT NULL,
    signature   BLOB NOT NULL,
    stored_at   INTEGER NOT NULL,
    PRIMARY KEY (school, version)
) STRICT, WITHOUT ROWID;

-- Keys the school has ever published. A phone that was out of signal while a key changed may still deliver to the
-- old one, so rows are never deleted here.
CREATE TABLE published_key (
    school      BLOB NOT NULL REFERENCES school,
    route       TEXT NOT NULL,
    kid         BLOB NOT NULL CHECK (length(kid) = 8),
    PRIMARY KEY (school, route, kid)
) STRICT, WITHOUT ROWID;
