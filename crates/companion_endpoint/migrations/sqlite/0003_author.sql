-- The people who write, and their phones.

-- An author exists from the invitation on; the link's secret is sealed to the inviting member, who alone can check
-- later that the enrolled key came from whoever held the link.
CREATE TABLE author (
    school        BLOB NOT NULL,
    author        BLOB NOT NULL CHECK (length(author) = 16),
    name          TEXT NOT NULL,
    role          TEXT NOT NULL,
    invited_by    BLOB NOT NULL,
    code_sha256   BLOB NOT NULL CHECK (length(code_sha256) = 32),
    sealed_secret BLOB NOT NULL,
    invited_at    INTEGER NOT NULL,
    expires_at    INTEGER NOT NULL,
    countersign   BLOB,
    PRIMARY KEY (school, author),
    FOREIGN KEY (school, invited_by) REFERENCES member (school, member)
) STRICT, WITHOUT ROWID;

-- The code is all a new phone has: the link names the school only where no server sees it.
CREATE UNIQUE INDEX author_by_code ON author (code_sha256);

CREATE TABLE device (
    school        BLOB NOT NULL,
    device        BLOB NOT NULL CHECK (length(device) = 16),
    author        BLOB NOT NULL,
    -- Made by the phone and never sent but as its digest, until it is used.
    secret_sha256 BLOB NOT NULL CHECK (length(secret_sha256) = 32),
    author_key    BLOB NOT NULL,
    proof         BLOB NOT NULL,
    enrolled_at   INTEGER NOT NULL,
    -- To the minute: one write a minute and device, not one a request.
    last_seen_at  INTEGER NOT NULL,
    -- A removed device can still deliver what its author wrote; its envelopes are flagged.
    removed_at    INTEGER,
    PRIMARY KEY (school, device),
    -- One link, one phone.
    UNIQUE (school, author),
    FOREIGN KEY (school, author) REFERENCES author
) STRICT, WITHOUT ROWID;
