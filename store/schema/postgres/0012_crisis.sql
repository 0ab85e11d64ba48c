-- Playbooks as their files say them, every version for ever: a run pins the
-- SHA-256 of the text. state is draft, published or retired.
CREATE TABLE playbook (
  hash         TEXT COLLATE "C"    PRIMARY KEY,
  id           TEXT COLLATE "C"    NOT NULL,
  version      TEXT COLLATE "C"    NOT NULL,
  lang         TEXT COLLATE "C"    NOT NULL,
  title        TEXT COLLATE "C"    NOT NULL,
  skeleton     TEXT COLLATE "C"    NOT NULL,
  state        TEXT COLLATE "C"    NOT NULL,
  written_by   TEXT COLLATE "C"    NOT NULL,
  written_at   BIGINT NOT NULL,
  published_by TEXT COLLATE "C"    NOT NULL,
  published_at BIGINT NOT NULL,
  text         TEXT COLLATE "C"    NOT NULL
);
CREATE INDEX playbook_by_id ON playbook (id, version, lang);

-- The log of the runs. hash is SHA-256 over prev_hash and the event, with its
-- payload by payload_hash; see crisis.Event. It is only ever added to: an
-- erasure empties a payload, and nothing else of it changes.
CREATE TABLE crisis_event (
  id           TEXT COLLATE "C"    PRIMARY KEY,
  run          TEXT COLLATE "C"    NOT NULL,
  seq          BIGINT NOT NULL,
  kind         TEXT COLLATE "C"    NOT NULL,
  step         TEXT COLLATE "C"    NOT NULL,
  member       TEXT COLLATE "C"    NOT NULL,
  at           BIGINT NOT NULL,
  kept         BIGINT NOT NULL,
  base         BIGINT NOT NULL,
  payload      TEXT COLLATE "C"    NOT NULL,
  payload_hash TEXT COLLATE "C"    NOT NULL,
  prev_hash    TEXT COLLATE "C"    NOT NULL,
  hash         TEXT COLLATE "C"    NOT NULL
);
CREATE INDEX crisis_event_of_run ON crisis_event (run, seq);

-- What the log comes to; made from it again when they differ. next_at is the
-- next deadline, 0 is none. body is the domain's own JSON.
CREATE TABLE crisis_run (
  id       TEXT COLLATE "C"    PRIMARY KEY,
  state    TEXT COLLATE "C"    NOT NULL,
  exercise BIGINT NOT NULL,
  story    TEXT COLLATE "C"    NOT NULL,
  playbook TEXT COLLATE "C"    NOT NULL,
  began_at BIGINT NOT NULL,
  next_at  BIGINT NOT NULL,
  seq      BIGINT NOT NULL,
  body     TEXT COLLATE "C"    NOT NULL
);
CREATE INDEX crisis_run_due ON crisis_run (next_at) WHERE next_at > 0;

-- What a freeze holds, as long as it does: an account, or all where it is ''.
CREATE TABLE crisis_hold (
  hold    TEXT COLLATE "C" NOT NULL,
  account TEXT COLLATE "C" NOT NULL,
  run     TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (hold, account)
);

-- Which outbox entry is a statement that was allowed to leave: permit is the
-- event that allowed it. A permit is for one entry.
CREATE TABLE crisis_permit (
  permit TEXT COLLATE "C" PRIMARY KEY,
  outbox TEXT COLLATE "C" NOT NULL UNIQUE,
  run    TEXT COLLATE "C" NOT NULL
);

CREATE FUNCTION crisis_event_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW.payload = '' AND NEW.id = OLD.id AND NEW.run = OLD.run AND NEW.seq = OLD.seq AND NEW.kind = OLD.kind
      AND NEW.step = OLD.step AND NEW.member = OLD.member AND NEW.at = OLD.at AND NEW.kept = OLD.kept AND NEW.base = OLD.base
      AND NEW.payload_hash = OLD.payload_hash AND NEW.prev_hash = OLD.prev_hash AND NEW.hash = OLD.hash THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION 'crisis_event is only added to';
END $$;
CREATE TRIGGER crisis_event_kept BEFORE UPDATE OR DELETE ON crisis_event
  FOR EACH ROW EXECUTE FUNCTION crisis_event_only_added();
