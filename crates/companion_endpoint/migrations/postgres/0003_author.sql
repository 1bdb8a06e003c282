-- works with: 3
-- The people who write and their phones, and the first members of routes until they are confirmed.

-- An author exists from the invitation on; the link's secret is sealed to the inviting member, who alone can check
-- later that the enrolled key came from whoever held the link.
CREATE TABLE author (
    school        uuid NOT NULL,
    author        uuid NOT NULL,
    name          text NOT NULL,
    role          text NOT NULL,
    invited_by    uuid NOT NULL,
    code_sha256   bytea NOT NULL CHECK (octet_length(code_sha256) = 32),
    sealed_secret bytea NOT NULL,
    invited_at    bigint NOT NULL,
    expires_at    bigint NOT NULL,
    -- By the inviting member alone, so whose signature it is need not be stored.
    countersign   bytea,
    -- When the link was taken back, before any phone was set up with it. The row stays: whoever opens the link is told.
    withdrawn_at  bigint,
    PRIMARY KEY (school, author),
    UNIQUE (school, code_sha256),
    FOREIGN KEY (school, invited_by) REFERENCES member (school, member)
);

CREATE TABLE device (
    school        uuid NOT NULL,
    device        uuid NOT NULL,
    author        uuid NOT NULL,
    -- Made by the phone and never sent but as its digest, until it is used.
    secret_sha256 bytea NOT NULL CHECK (octet_length(secret_sha256) = 32),
    author_key    bytea NOT NULL,
    proof         bytea NOT NULL,
    enrolled_at   bigint NOT NULL,
    -- To the minute: one write a minute and device, not one a request.
    last_seen_at  bigint NOT NULL,
    -- The app's version, as the phone last reported it.
    version       text,
    -- A removed device can still deliver what its author wrote; its envelopes are flagged.
    removed_at    bigint,
    -- The signed order, as JSON: the phone obeys the signature in it.
    removal       text,
    -- The version of the directory that a removed device is still given, and no later one: that of the order's day, where
    -- whoever signed the order may be unknown to the phone, which would not obey. NULL: it is given none.
    removal_directory bigint,
    -- What was taken from a device since it was removed: records, and practice. Numbers and not times, so that no clock that
    -- was set back makes room.
    taken_since_removal    bigint NOT NULL DEFAULT 0,
    practice_since_removal bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (school, device),
    -- One link, one phone.
    UNIQUE (school, author),
    FOREIGN KEY (school, author) REFERENCES author
);

-- The first member of a route: invited by an administrator, waiting with what their own browser made, confirmed.
CREATE TABLE joining (
    school        uuid NOT NULL,
    invitation    uuid NOT NULL,
    route         text NOT NULL,
    -- Whom it is for, as the inviting member calls them.
    name          text NOT NULL,
    invited_by    uuid NOT NULL,
    code_sha256   bytea NOT NULL CHECK (octet_length(code_sha256) = 32),
    -- To the inviting member, who alone can check that the keys come from whoever held the link.
    sealed_secret bytea NOT NULL,
    invited_at    bigint NOT NULL,
    expires_at    bigint NOT NULL,
    -- Who waits, as JSON: no member before an administrator's directory names them, so in no table of members. NULL while
    -- the link is unused.
    request       text,
    -- Of that request, so that no two people take one name.
    sign_in_name  text,
    -- A repeated request after a lost answer is known by its row.
    confirmed_at  bigint,
    PRIMARY KEY (school, invitation),
    UNIQUE (school, code_sha256),
    UNIQUE (school, sign_in_name),
    FOREIGN KEY (school, invited_by) REFERENCES member (school, member),
    CHECK ((request IS NULL) = (sign_in_name IS NULL))
);
