-- What must be answered for; see the file of the same name for SQLite.
CREATE TABLE audit_entry (
  seq          BIGINT PRIMARY KEY,
  id           TEXT COLLATE "C" NOT NULL,
  kind         TEXT COLLATE "C" NOT NULL,
  step         TEXT COLLATE "C" NOT NULL,
  member       TEXT COLLATE "C" NOT NULL,
  at           BIGINT NOT NULL,
  kept         BIGINT NOT NULL,
  payload      TEXT COLLATE "C" NOT NULL,
  payload_hash TEXT COLLATE "C" NOT NULL,
  prev_hash    TEXT COLLATE "C" NOT NULL,
  hash         TEXT COLLATE "C" NOT NULL
);
CREATE FUNCTION audit_entry_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit_entry is only added to';
END $$;
CREATE TRIGGER audit_entry_kept BEFORE UPDATE OR DELETE ON audit_entry
  FOR EACH ROW EXECUTE FUNCTION audit_entry_only_added();
