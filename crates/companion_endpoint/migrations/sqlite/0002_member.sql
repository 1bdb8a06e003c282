-- The people who receive, and their locked keys. Nothing here opens an envelope without a passphrase.

CREATE TABLE member (
    school         BLOB NOT NULL REFERENCES school,
    member         BLOB NOT NULL CHECK (length(member) = 16),
    sign_in_name   TEXT NOT NULL,
    name           TEXT NOT NULL,
    -- How the browser stretches the passphrase; public, asked for before signing in.
    salt           BLOB NOT NULL,
    memory_kib     INTEGER NOT NULL,
    passes         INTEGER NOT NULL,
    -- The login half of the stretched passphrase is a random-looking 256-bit key: one SHA-256 is enough at rest.
    login_sha256   BLOB NOT NULL CHECK (length(login_sha256) = 32),
    wrapped_keys   BLOB NOT NULL,
    encryption_key BLOB NOT NULL,
    signing_key    BLOB NOT NULL,
    PRIMARY KEY (school, member),
    UNIQUE (school, sign_in_name)
) STRICT, WITHOUT ROWID;

-- A route's private keys, sealed to one member. Having a row here is what "holds the route" means.
CREATE TABLE route_key (
    school  BLOB NOT NULL,
    member  BLOB NOT NULL,
    route   TEXT NOT NULL,
    kid     BLOB NOT NULL CHECK (length(kid) = 8),
    sealed  BLOB NOT NULL,
    PRIMARY KEY (school, member, route, kid),
    FOREIGN KEY (school, member) REFERENCES member
) STRICT, WITHOUT ROWID;

CREATE TABLE root_key (
    school  BLOB NOT NULL,
    member  BLOB NOT NULL,
    sealed  BLOB NOT NULL,
    PRIMARY KEY (school, member),
    FOREIGN KEY (school, member) REFERENCES member
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
    school       BLOB NOT NULL,
    token_sha256 BLOB NOT NULL CHECK (length(token_sha256) = 32),
    member       BLOB NOT NULL,
    opened_at    INTEGER NOT NULL,
    seen_at      INTEGER NOT NULL,
    PRIMARY KEY (school, token_sha256),
    FOREIGN KEY (school, member) REFERENCES member
) STRICT, WITHOUT ROWID;

-- Tries to sign in since the last right one. By name and not by member: a name nobody has must answer as slowly.
CREATE TABLE sign_in_try (
    school        BLOB NOT NULL,
    sign_in_name  TEXT NOT NULL,
    tries         INTEGER NOT NULL,
    last_at       INTEGER NOT NULL,
    PRIMARY KEY (school, sign_in_name)
) STRICT, WITHOUT ROWID;
