-- Playbooks as their files say them, every version for ever: a run pins the
-- SHA-256 of the text. state is draft, published or retired.
CREATE TABLE playbook (
  hash         TEXT    PRIMARY KEY,
  id           TEXT    NOT NULL,
  version      TEXT    NOT NULL,
  lang         TEXT    NOT NULL,
  title        TEXT    NOT NULL,
  skeleton     TEXT    NOT NULL,
  state        TEXT    NOT NULL,
  written_by   TEXT    NOT NULL,
  written_at   INTEGER NOT NULL,
  published_by TEXT    NOT NULL,
  published_at INTEGER NOT NULL,
  text         TEXT    NOT NULL
) STRICT;
CREATE INDEX playbook_by_id ON playbook (id, version, lang);

-- The log of the runs. hash is SHA-256 over prev_hash and the event, with its
-- payload by payload_hash; see crisis.Event. It is only ever added to: an
-- erasure empties a payload, and nothing else of it changes.
CREATE TABLE crisis_event (
  id           TEXT    PRIMARY KEY,
  run          TEXT    NOT NULL,
  seq          INTEGER NOT NULL,
  kind         TEXT    NOT NULL,
  step         TEXT    NOT NULL,
  member       TEXT    NOT NULL,
  at           INTEGER NOT NULL,
  kept         INTEGER NOT NULL,
  base         INTEGER NOT NULL,
  payload      TEXT    NOT NULL,
  payload_hash TEXT    NOT NULL,
  prev_hash    TEXT    NOT NULL,
  hash         TEXT    NOT NULL
) STRICT;
CREATE INDEX crisis_event_of_run ON crisis_event (run, seq);

-- What the log comes to; made from it again when they differ. next_at is the
-- next deadline, 0 is none. body is the domain's own JSON.
CREATE TABLE crisis_run (
  id       TEXT    PRIMARY KEY,
  state    TEXT    NOT NULL,
  exercise INTEGER NOT NULL,
  story    TEXT    NOT NULL,
  playbook TEXT    NOT NULL,
  began_at INTEGER NOT NULL,
  next_at  INTEGER NOT NULL,
  seq      INTEGER NOT NULL,
  body     TEXT    NOT NULL
) STRICT;
CREATE INDEX crisis_run_due ON crisis_run (next_at) WHERE next_at > 0;

-- What a freeze holds, as long as it does: an account, or all where it is ''.
CREATE TABLE crisis_hold (
  hold    TEXT NOT NULL,
  account TEXT NOT NULL,
  run     TEXT NOT NULL,
  PRIMARY KEY (hold, account)
) STRICT;

-- Which outbox entry is a statement that was allowed to leave: permit is the
-- event that allowed it. A permit is for one entry.
CREATE TABLE crisis_permit (
  permit TEXT PRIMARY KEY,
  outbox TEXT NOT NULL UNIQUE,
  run    TEXT NOT NULL
) STRICT;

CREATE TRIGGER crisis_event_kept BEFORE UPDATE ON crisis_event
WHEN NOT (NEW.payload = '' AND NEW.id = OLD.id AND NEW.run = OLD.run AND NEW.seq = OLD.seq AND NEW.kind = OLD.kind
  AND NEW.step = OLD.step AND NEW.member = OLD.member AND NEW.at = OLD.at AND NEW.kept = OLD.kept AND NEW.base = OLD.base
  AND NEW.payload_hash = OLD.payload_hash AND NEW.prev_hash = OLD.prev_hash AND NEW.hash = OLD.hash)
BEGIN SELECT RAISE(ABORT, 'crisis_event is only added to'); END;
CREATE TRIGGER crisis_event_stays BEFORE DELETE ON crisis_event
BEGIN SELECT RAISE(ABORT, 'crisis_event is only added to'); END;
