-- How often this database has been written to, so that a copy from before can be told: the number lies in a file beside the
-- database, too.
ALTER TABLE life ADD COLUMN commits INTEGER NOT NULL DEFAULT 0;
-- 1 once that file was made: where it is missing then, somebody has taken it away or has copied the database alone.
ALTER TABLE life ADD COLUMN has_file INTEGER NOT NULL DEFAULT 0 CHECK (has_file IN (0, 1));
