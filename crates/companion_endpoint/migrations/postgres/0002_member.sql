-- works with: 2
-- The people who receive, and their locked keys. Nothing here opens an envelope without a passphrase.

CREATE TABLE member (
    school         uuid NOT NULL REFERENCES school,
    member         uuid NOT NULL,
    sign_in_name   text NOT NULL,
    name           text NOT NULL,
    -- How the browser stretches the passphrase; public, asked for before signing in.
    salt           bytea NOT NULL,
    memory_kib     bigint NOT NULL,
    passes         bigint NOT NULL,
    -- The login half of the stretched passphrase is a random-looking 256-bit key: one SHA-256 is enough at rest.
    login_sha256   bytea NOT NULL CHECK (octet_length(login_sha256) = 32),
    wrapped_keys   bytea NOT NULL,
    encryption_key bytea NOT NULL,
    signing_key    bytea NOT NULL,
    PRIMARY KEY (school, member),
    UNIQUE (school, sign_in_name)
);

-- A route's private keys, sealed to one member. Having a row here is what "holds the route" means.
CREATE TABLE route_key (
    school  uuid NOT NULL,
    member  uuid NOT NULL,
    route   text NOT NULL,
    kid     bytea NOT NULL CHECK (octet_length(kid) = 8),
    sealed  bytea NOT NULL,
    PRIMARY KEY (school, member, route, kid),
    FOREIGN KEY (school, member) REFERENCES member
);

CREATE TABLE root_key (
    school  uuid NOT NULL,
    member  uuid NOT NULL,
    sealed  bytea NOT NULL,
    PRIMARY KEY (school, member),
    FOREIGN KEY (school, member) REFERENCES member
);

CREATE TABLE session (
    school       uuid NOT NULL,
    token_sha256 bytea NOT NULL CHECK (octet_length(token_sha256) = 32),
    member       uuid NOT NULL,
    opened_at    bigint NOT NULL,
    -- To the minute: one write a minute and session, not one a request.
    seen_at      bigint NOT NULL,
    PRIMARY KEY (school, token_sha256),
    FOREIGN KEY (school, member) REFERENCES member
);

-- A member's sessions: so many and no more are kept, and those of a route's people are ended together.
CREATE INDEX session_by_member ON session (school, member);
