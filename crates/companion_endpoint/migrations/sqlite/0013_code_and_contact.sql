-- Whose link has a code, whatever the link is for: a code is all that a new phone or browser has, and everything else of a
-- school is found by its school.

CREATE TABLE code (
    code_sha256 BLOB PRIMARY KEY CHECK (length(code_sha256) = 32),
    school      BLOB NOT NULL REFERENCES school
) STRICT, WITHOUT ROWID;

INSERT INTO code (code_sha256, school) SELECT code_sha256, school FROM author;
INSERT INTO code (code_sha256, school) SELECT code_sha256, school FROM joining WHERE true ON CONFLICT DO NOTHING;

DROP INDEX author_by_code;
CREATE UNIQUE INDEX author_by_code ON author (school, code_sha256);
DROP INDEX joining_by_code;
CREATE UNIQUE INDEX joining_by_code ON joining (school, code_sha256);

-- When any phone was last heard of, to the minute: an endpoint whose clock stands before it is wrong, or was then.
ALTER TABLE life ADD COLUMN latest_contact INTEGER;
UPDATE life SET latest_contact = (SELECT max(last_seen_at) FROM device);
