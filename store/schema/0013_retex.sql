-- What people write of a retrospective before it is published: each field of
-- each member by itself, so that nobody writes over another.
CREATE TABLE retex_draft (
  run    TEXT    NOT NULL,
  field  TEXT    NOT NULL,
  member TEXT    NOT NULL,
  text   TEXT    NOT NULL,
  at     INTEGER NOT NULL,
  PRIMARY KEY (run, field, member)
) STRICT;

-- Runs know now when their retrospective is due and which actions are done:
-- they are made from their logs again at the start.
UPDATE crisis_run SET seq = 0;
