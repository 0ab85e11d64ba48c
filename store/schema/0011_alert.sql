-- Alerts of the early warning, with everything that they were judged by and
-- what people made of them. cleared_at is 0 while the rise goes on.
CREATE TABLE alert (
  id         TEXT    PRIMARY KEY,
  watch      TEXT    NOT NULL,
  raised_at  INTEGER NOT NULL,
  cleared_at INTEGER NOT NULL,
  state      TEXT    NOT NULL,
  body       TEXT    NOT NULL
) STRICT;
CREATE INDEX alert_of_watch ON alert (watch, raised_at);

-- How people set the early warning of a watch.
CREATE TABLE radar_setting (
  watch TEXT PRIMARY KEY,
  body  TEXT NOT NULL
) STRICT;

-- How the detector of a watch stood last: its curve and its thresholds. It is
-- made from the messages again when it is lost.
CREATE TABLE radar_standing (
  watch TEXT PRIMARY KEY,
  body  TEXT NOT NULL
) STRICT;

-- The tone of a message as a person corrected it.
CREATE TABLE message_tone (
  message TEXT    PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE,
  tone    TEXT    NOT NULL,
  member  TEXT    NOT NULL,
  at      INTEGER NOT NULL
) STRICT;
