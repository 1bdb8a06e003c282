-- The first member of a route: invited by an administrator, waiting with what their own browser made, confirmed.

CREATE TABLE joining (
    school        BLOB NOT NULL,
    invitation    BLOB NOT NULL CHECK (length(invitation) = 16),
    route         TEXT NOT NULL,
    -- Whom it is for, as the inviting member calls them.
    name          TEXT NOT NULL,
    invited_by    BLOB NOT NULL,
    code_sha256   BLOB NOT NULL CHECK (length(code_sha256) = 32),
    -- To the inviting member, who alone can check that the keys come from whoever held the link.
    sealed_secret BLOB NOT NULL,
    invited_at    INTEGER NOT NULL,
    expires_at    INTEGER NOT NULL,
    -- Who waits, as JSON: no member before an administrator's directory names them, so in no table of members. NULL while
    -- the link is unused.
    request       TEXT,
    -- Of that request, so that no two people take one name.
    sign_in_name  TEXT,
    -- A repeated request after a lost answer is known by its row.
    confirmed_at  INTEGER,
    PRIMARY KEY (school, invitation),
    UNIQUE (school, sign_in_name),
    FOREIGN KEY (school, invited_by) REFERENCES member (school, member),
    CHECK ((request IS NULL) = (sign_in_name IS NULL))
) STRICT, WITHOUT ROWID;

-- The code is all a browser has: the link names the school only where no server sees it.
CREATE UNIQUE INDEX joining_by_code ON joining (code_sha256);
