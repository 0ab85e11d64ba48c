-- What the house looks out for. body is the domain's own JSON. total and live
-- are kept with each hit: all of them, and those that came in as news (for
-- "unseen", with watch_seen). changed is when the query was last written; who
-- holds compiled queries compares it. fill_below is where the search through
-- what is stored stands: messages with a lower number are still to be looked
-- at; 0 is done.
CREATE TABLE watch (
  id         TEXT    PRIMARY KEY,
  name_key   TEXT    NOT NULL UNIQUE, -- the name without case and accents
  body       TEXT    NOT NULL,
  changed    INTEGER NOT NULL,
  total      INTEGER NOT NULL,
  live       INTEGER NOT NULL,
  fill_below INTEGER NOT NULL
) STRICT;

-- Its hits, found newest first. at is when the message was sent.
CREATE TABLE watch_hit (
  watch   TEXT    NOT NULL,
  at      INTEGER NOT NULL,
  message TEXT    NOT NULL REFERENCES message (id) ON DELETE CASCADE,
  PRIMARY KEY (watch, at, message)
) STRICT, WITHOUT ROWID;
CREATE INDEX hit_of_message ON watch_hit (message);

-- How many hits were sent in each hour since 1970 UTC, for curves.
CREATE TABLE watch_hour (
  watch TEXT    NOT NULL,
  hour  INTEGER NOT NULL,
  n     INTEGER NOT NULL,
  PRIMARY KEY (watch, hour)
) STRICT, WITHOUT ROWID;

-- Up to which of the live hits a member has looked.
CREATE TABLE watch_seen (
  watch  TEXT    NOT NULL,
  member TEXT    NOT NULL,
  live   INTEGER NOT NULL,
  PRIMARY KEY (watch, member)
) STRICT, WITHOUT ROWID;

-- Places where people may speak of the house, as people wrote them down.
CREATE TABLE watch_place (
  id   TEXT PRIMARY KEY,
  body TEXT NOT NULL
) STRICT;

-- 1: only watches look at it; its shelf is -1.
ALTER TABLE conversation ADD COLUMN watched INTEGER NOT NULL DEFAULT 0;
