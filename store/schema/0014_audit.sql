-- What must be answered for: sign-ins, exports, erasures, changes of roles,
-- what was taken from a colleague. Each row carries the hash of the one before,
-- as the log of a run does (see crisis.Event; run is 'audit'), so that nothing
-- can be changed or left out unseen. It is only ever added to, and never leaves
-- the server. payload is the event's facts.
CREATE TABLE audit_entry (
  seq          INTEGER PRIMARY KEY,
  id           TEXT    NOT NULL,
  kind         TEXT    NOT NULL,
  step         TEXT    NOT NULL, -- the conversation, '' is none
  member       TEXT    NOT NULL,
  at           INTEGER NOT NULL,
  kept         INTEGER NOT NULL,
  payload      TEXT    NOT NULL,
  payload_hash TEXT    NOT NULL,
  prev_hash    TEXT    NOT NULL,
  hash         TEXT    NOT NULL
) STRICT;
CREATE TRIGGER audit_entry_kept BEFORE UPDATE ON audit_entry
BEGIN SELECT RAISE(ABORT, 'audit_entry is only added to'); END;
CREATE TRIGGER audit_entry_stays BEFORE DELETE ON audit_entry
BEGIN SELECT RAISE(ABORT, 'audit_entry is only added to'); END;
