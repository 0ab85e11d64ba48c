-- What the detector of a watch remembers, so that a start need not read a month
-- of messages: counts by the five minutes, and the stories of three days. It is
-- derived: whoever drops a row loses time only. mark says what it was made by.
CREATE TABLE radar_memory (
  watch TEXT    PRIMARY KEY,
  mark  TEXT    NOT NULL,
  as_of INTEGER NOT NULL,
  body  BLOB    NOT NULL
) STRICT;
