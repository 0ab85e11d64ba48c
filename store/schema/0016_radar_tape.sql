-- What a replay of the early warning was fed and counted, so that the next one
-- under other settings reads no message again. It is derived: whoever drops a
-- row loses time only. mark says what it was made by, rev is the revision that
-- was read, until the time before which messages were read, 0 is all of them.
-- The parts are the mentions behind the counts, by number.
CREATE TABLE radar_tape (
  name    TEXT    PRIMARY KEY,
  mark    TEXT    NOT NULL,
  rev     INTEGER NOT NULL,
  until   INTEGER NOT NULL,
  made_at INTEGER NOT NULL,
  body    BLOB    NOT NULL
) STRICT;
CREATE TABLE radar_tape_part (
  name TEXT    NOT NULL,
  part INTEGER NOT NULL,
  body BLOB    NOT NULL,
  PRIMARY KEY (name, part)
) STRICT;
