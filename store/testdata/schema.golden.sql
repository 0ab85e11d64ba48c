CREATE TRIGGER audit_entry_kept BEFORE UPDATE ON audit_entry
BEGIN SELECT RAISE(ABORT, 'audit_entry is only added to'); END;

CREATE TRIGGER audit_entry_stays BEFORE DELETE ON audit_entry
BEGIN SELECT RAISE(ABORT, 'audit_entry is only added to'); END;

CREATE TRIGGER crisis_event_kept BEFORE UPDATE ON crisis_event
WHEN NOT (NEW.payload = '' AND NEW.id = OLD.id AND NEW.run = OLD.run AND NEW.seq = OLD.seq AND NEW.kind = OLD.kind
  AND NEW.step = OLD.step AND NEW.member = OLD.member AND NEW.at = OLD.at AND NEW.kept = OLD.kept AND NEW.base = OLD.base
  AND NEW.payload_hash = OLD.payload_hash AND NEW.prev_hash = OLD.prev_hash AND NEW.hash = OLD.hash)
BEGIN SELECT RAISE(ABORT, 'crisis_event is only added to'); END;

CREATE TRIGGER crisis_event_stays BEFORE DELETE ON crisis_event
BEGIN SELECT RAISE(ABORT, 'crisis_event is only added to'); END;

CREATE TABLE account (
  id      TEXT    PRIMARY KEY,
  channel TEXT    NOT NULL,
  name    TEXT    NOT NULL,
  body    TEXT    NOT NULL
) STRICT;

CREATE TABLE account_cursor (
  account TEXT    PRIMARY KEY REFERENCES account (id),
  cursor  BLOB    NOT NULL,
  at      INTEGER NOT NULL
) STRICT;

CREATE TABLE account_health (
  account TEXT PRIMARY KEY REFERENCES account (id),
  body    TEXT NOT NULL
) STRICT;

CREATE TABLE alert (
  id         TEXT    PRIMARY KEY,
  watch      TEXT    NOT NULL,
  raised_at  INTEGER NOT NULL,
  cleared_at INTEGER NOT NULL,
  state      TEXT    NOT NULL,
  body       TEXT    NOT NULL
) STRICT;

CREATE TABLE answer (
  device    TEXT    NOT NULL REFERENCES device (id),
  seq       INTEGER NOT NULL,
  command   TEXT    NOT NULL,
  print     TEXT    NOT NULL,
  state     TEXT    NOT NULL,
  rev       INTEGER NOT NULL,
  fault     TEXT    NOT NULL,
  at        INTEGER NOT NULL,
  PRIMARY KEY (device, seq)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE changelog (
  rev  INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  id   TEXT NOT NULL,
  op   TEXT NOT NULL -- put or del
, before TEXT NOT NULL DEFAULT '', at INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE TABLE command (
  id     TEXT    PRIMARY KEY,
  name   TEXT    NOT NULL,
  member TEXT    NOT NULL, -- '' is the program
  at     INTEGER NOT NULL,
  digest TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE contact (
  id          TEXT    PRIMARY KEY,
  name        TEXT    NOT NULL,
  role        TEXT    NOT NULL,
  tags        TEXT    NOT NULL, -- JSON array
  remark      TEXT    NOT NULL,
  no_contact  INTEGER NOT NULL, -- 1: not to be written to of our own accord
  first_at    INTEGER NOT NULL,
  last_at     INTEGER NOT NULL,
  merged_into TEXT    NOT NULL,
  version     INTEGER NOT NULL
) STRICT;

CREATE TABLE contact_find (
  contact TEXT PRIMARY KEY,
  words   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE conversation (
  id              TEXT    PRIMARY KEY,
  shelf           INTEGER NOT NULL,
  account         TEXT    NOT NULL REFERENCES account (id),
  channel         TEXT    NOT NULL,
  kind            TEXT    NOT NULL,
  subject         TEXT    NOT NULL,
  snippet         TEXT    NOT NULL,
  contact         TEXT    NOT NULL,
  language        TEXT    NOT NULL,
  status          TEXT    NOT NULL,
  department      TEXT    NOT NULL,
  assignee        TEXT    NOT NULL,
  priority        INTEGER NOT NULL,
  tags            TEXT    NOT NULL, -- JSON array, '' is none
  snoozed_until   INTEGER NOT NULL,
  merged_into     TEXT    NOT NULL,
  split_from      TEXT    NOT NULL,
  follows         TEXT    NOT NULL,
  handover        TEXT    NOT NULL,
  handed_to       TEXT    NOT NULL,
  automatic       INTEGER NOT NULL,
  messages        INTEGER NOT NULL,
  attachments     INTEGER NOT NULL,
  first_at        INTEGER NOT NULL,
  last_at         INTEGER NOT NULL,
  last_inbound_at INTEGER NOT NULL,
  waiting_since   INTEGER NOT NULL,
  due_at          INTEGER NOT NULL,
  version         INTEGER NOT NULL,
  heard           INTEGER NOT NULL,
  base_key        INTEGER NOT NULL
, watched INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE TABLE conversation_scope (
  who          TEXT NOT NULL,
  conversation TEXT NOT NULL,
  PRIMARY KEY (who, conversation)
) STRICT, WITHOUT ROWID;

CREATE TABLE conversation_tag (
  tag          TEXT    NOT NULL,
  shelf        INTEGER NOT NULL,
  status       TEXT    NOT NULL,
  last_at      INTEGER NOT NULL,
  conversation TEXT    NOT NULL,
  PRIMARY KEY (tag, shelf, status, last_at, conversation)
) STRICT, WITHOUT ROWID;

CREATE TABLE counter (
  name TEXT    PRIMARY KEY,
  n    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE credential (
  member   TEXT    PRIMARY KEY REFERENCES member (id),
  password TEXT    NOT NULL,
  at       INTEGER NOT NULL
) STRICT;

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

CREATE TABLE crisis_hold (
  hold    TEXT NOT NULL,
  account TEXT NOT NULL,
  run     TEXT NOT NULL,
  PRIMARY KEY (hold, account)
) STRICT;

CREATE TABLE crisis_permit (
  permit TEXT PRIMARY KEY,
  outbox TEXT NOT NULL UNIQUE,
  run    TEXT NOT NULL
) STRICT;

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

CREATE TABLE department (
  id   TEXT PRIMARY KEY,
  body TEXT NOT NULL
) STRICT;

CREATE TABLE device (
  id          TEXT    PRIMARY KEY,
  member      TEXT    NOT NULL REFERENCES member (id),
  name        TEXT    NOT NULL,
  key         TEXT    NOT NULL,
  last_seq    INTEGER NOT NULL,
  acked_rev   INTEGER NOT NULL,
  scope_epoch INTEGER NOT NULL,
  made_at     INTEGER NOT NULL,
  seen_at     INTEGER NOT NULL,
  revoked_at  INTEGER NOT NULL
) STRICT;

CREATE TABLE draft (
  id           TEXT    PRIMARY KEY,
  conversation TEXT    NOT NULL REFERENCES conversation (id) DEFERRABLE INITIALLY DEFERRED,
  author       TEXT    NOT NULL,
  gone         INTEGER NOT NULL,
  saved_at     INTEGER NOT NULL,
  body         TEXT    NOT NULL
) STRICT;

CREATE TABLE enrolment (
  id         TEXT    PRIMARY KEY,
  member     TEXT    NOT NULL REFERENCES member (id),
  secret     TEXT    NOT NULL,
  made_by    TEXT    NOT NULL,
  made_at    INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  tries      INTEGER NOT NULL,
  used_at    INTEGER NOT NULL
) STRICT;

CREATE TABLE erasure (
  print TEXT    NOT NULL,
  at    INTEGER NOT NULL,
  rev   INTEGER NOT NULL,
  PRIMARY KEY (print)
) STRICT, WITHOUT ROWID;

CREATE TABLE event (
  id           TEXT    PRIMARY KEY,
  conversation TEXT    NOT NULL, -- '' for settings and people
  name         TEXT    NOT NULL,
  member       TEXT    NOT NULL,
  at           INTEGER NOT NULL,
  version      INTEGER NOT NULL,
  facts        TEXT    NOT NULL,
  before       TEXT    NOT NULL,
  undoes       TEXT    NOT NULL,
  undone       INTEGER NOT NULL,
  tell         TEXT    NOT NULL
) STRICT;

CREATE TABLE handover (
  id           TEXT    PRIMARY KEY,
  conversation TEXT    NOT NULL REFERENCES conversation (id) DEFERRABLE INITIALLY DEFERRED,
  state        TEXT    NOT NULL,
  due_at       INTEGER NOT NULL,
  proposed_at  INTEGER NOT NULL,
  body         TEXT    NOT NULL
) STRICT;

CREATE TABLE identity (
  channel   TEXT NOT NULL,
  handle    TEXT NOT NULL,
  name      TEXT NOT NULL,
  url       TEXT NOT NULL,
  followers INTEGER, -- NULL is unknown, never zero
  contact   TEXT NOT NULL REFERENCES contact (id) DEFERRABLE INITIALLY DEFERRED,
  origin    TEXT NOT NULL,
  PRIMARY KEY (channel, handle)
) STRICT, WITHOUT ROWID;

CREATE TABLE lease (
  name     TEXT    PRIMARY KEY,
  holder   TEXT    NOT NULL,
  token    INTEGER NOT NULL,
  until_at INTEGER NOT NULL
) STRICT;

CREATE TABLE link_refusal (
  channel       TEXT    NOT NULL,
  handle        TEXT    NOT NULL,
  other_channel TEXT    NOT NULL,
  other_handle  TEXT    NOT NULL,
  member        TEXT    NOT NULL,
  at            INTEGER NOT NULL,
  PRIMARY KEY (channel, handle, other_channel, other_handle)
) STRICT, WITHOUT ROWID;

CREATE TABLE mail_ref (
  hash INTEGER NOT NULL,
  num  INTEGER NOT NULL,
  PRIMARY KEY (hash, num)
) STRICT, WITHOUT ROWID;

CREATE TABLE member (
  id     TEXT PRIMARY KEY,
  handle TEXT NOT NULL UNIQUE,
  body   TEXT NOT NULL
) STRICT;

CREATE TABLE message (
  num          INTEGER PRIMARY KEY,
  id           TEXT    NOT NULL UNIQUE,
  account      TEXT    NOT NULL REFERENCES account (id),
  conversation TEXT    NOT NULL REFERENCES conversation (id) DEFERRABLE INITIALLY DEFERRED,
  origin       TEXT    NOT NULL,
  native       TEXT    NOT NULL,
  kind         TEXT    NOT NULL,
  direction    TEXT    NOT NULL,
  class        TEXT    NOT NULL,
  handle       TEXT    NOT NULL, -- of the author
  name         TEXT    NOT NULL, -- of the author
  contact      TEXT    NOT NULL,
  subject      TEXT    NOT NULL,
  language     TEXT    NOT NULL,
  sent_at      INTEGER NOT NULL,
  received_at  INTEGER NOT NULL,
  pending      INTEGER NOT NULL,
  revision     INTEGER NOT NULL,
  removed      INTEGER NOT NULL,
  root         TEXT    NOT NULL,
  parent       TEXT    NOT NULL,
  mail_id      TEXT    NOT NULL,
  in_reply_to  TEXT    NOT NULL,
  sent_by      TEXT    NOT NULL,
  more         TEXT    NOT NULL,
  UNIQUE (account, native)
) STRICT;

CREATE TABLE message_raw (
  num INTEGER PRIMARY KEY REFERENCES message (num) ON DELETE CASCADE,
  raw BLOB NOT NULL
) STRICT;

CREATE TABLE message_revision (
  num      INTEGER NOT NULL REFERENCES message (num) ON DELETE CASCADE,
  revision INTEGER NOT NULL,
  at       INTEGER NOT NULL, -- when the change was seen
  body     TEXT    NOT NULL,
  PRIMARY KEY (num, revision)
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE message_search USING fts5 (
  subject,
  people,
  body,
  content = '',
  contentless_delete = 1,
  tokenize = 'unicode61 remove_diacritics 2'
);

CREATE TABLE message_text (
  num       INTEGER PRIMARY KEY REFERENCES message (num) ON DELETE CASCADE,
  text      TEXT NOT NULL,
  quoted    TEXT NOT NULL,
  signature TEXT NOT NULL
) STRICT;

CREATE TABLE message_tone (
  message TEXT    PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE,
  tone    TEXT    NOT NULL,
  member  TEXT    NOT NULL,
  at      INTEGER NOT NULL
) STRICT;

CREATE TABLE moderation (
  id           TEXT    PRIMARY KEY,
  conversation TEXT    NOT NULL REFERENCES conversation (id) DEFERRABLE INITIALLY DEFERRED,
  account      TEXT    NOT NULL REFERENCES account (id),
  message      TEXT    NOT NULL REFERENCES message (id) DEFERRABLE INITIALLY DEFERRED,
  state        TEXT    NOT NULL,
  not_before   INTEGER NOT NULL,
  asked_at     INTEGER NOT NULL,
  body         TEXT    NOT NULL
) STRICT;

CREATE TABLE note (
  id           TEXT    PRIMARY KEY,
  conversation TEXT    NOT NULL REFERENCES conversation (id) DEFERRABLE INITIALLY DEFERRED,
  at           INTEGER NOT NULL,
  gone         INTEGER NOT NULL,
  body         TEXT    NOT NULL
) STRICT;

CREATE TABLE oidc_identity (
  issuer  TEXT    NOT NULL,
  subject TEXT    NOT NULL,
  member  TEXT    NOT NULL REFERENCES member (id),
  at      INTEGER NOT NULL,
  PRIMARY KEY (issuer, subject)
) STRICT;

CREATE TABLE outbox (
  id           TEXT    PRIMARY KEY,
  conversation TEXT    NOT NULL REFERENCES conversation (id) DEFERRABLE INITIALLY DEFERRED,
  account      TEXT    NOT NULL REFERENCES account (id),
  key          TEXT    NOT NULL UNIQUE,
  native       TEXT    NOT NULL,
  state        TEXT    NOT NULL,
  not_before   INTEGER NOT NULL,
  queued_at    INTEGER NOT NULL,
  message      TEXT    NOT NULL,
  body         TEXT    NOT NULL
) STRICT;

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

CREATE TABLE quarantine (
  id      TEXT    PRIMARY KEY,
  account TEXT    NOT NULL REFERENCES account (id),
  native  TEXT    NOT NULL,
  cause   TEXT    NOT NULL,
  size    INTEGER NOT NULL,
  at      INTEGER NOT NULL,
  raw     BLOB    NOT NULL,
  UNIQUE (account, native)
) STRICT;

CREATE TABLE radar_memory (
  watch TEXT    PRIMARY KEY,
  mark  TEXT    NOT NULL,
  as_of INTEGER NOT NULL,
  body  BLOB    NOT NULL
) STRICT;

CREATE TABLE radar_setting (
  watch TEXT PRIMARY KEY,
  body  TEXT NOT NULL
) STRICT;

CREATE TABLE radar_standing (
  watch TEXT PRIMARY KEY,
  body  TEXT NOT NULL
) STRICT;

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

CREATE TABLE refresh (
  token      TEXT    PRIMARY KEY,
  device     TEXT    NOT NULL REFERENCES device (id),
  family     TEXT    NOT NULL,
  made_at    INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at    INTEGER NOT NULL,
  salt       TEXT    NOT NULL,
  request    TEXT    NOT NULL,
  revoked_at INTEGER NOT NULL
) STRICT;

CREATE TABLE retex_draft (
  run    TEXT    NOT NULL,
  field  TEXT    NOT NULL,
  member TEXT    NOT NULL,
  text   TEXT    NOT NULL,
  at     INTEGER NOT NULL,
  PRIMARY KEY (run, field, member)
) STRICT;

CREATE TABLE row_rev (
  kind TEXT    NOT NULL,
  id   TEXT    NOT NULL,
  rev  INTEGER NOT NULL,
  PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE saved_view (
  id       TEXT    PRIMARY KEY,
  member   TEXT    NOT NULL REFERENCES member (id), -- whose it is
  name     TEXT    NOT NULL,
  name_key TEXT    NOT NULL, -- the name without case and accents
  body     TEXT    NOT NULL,
  saved_at INTEGER NOT NULL,
  UNIQUE (member, name_key)
) STRICT;

CREATE TABLE search_queue (
  num   INTEGER PRIMARY KEY,
  again INTEGER NOT NULL
) STRICT;

CREATE TABLE setting (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE signing_key (
  id         TEXT    PRIMARY KEY,
  seed       TEXT    NOT NULL,
  made_at    INTEGER NOT NULL,
  retired_at INTEGER NOT NULL
) STRICT;

CREATE TABLE upload (
  device TEXT    NOT NULL REFERENCES device (id),
  sha256 TEXT    NOT NULL,
  size   INTEGER NOT NULL,
  at     INTEGER NOT NULL,
  PRIMARY KEY (device, sha256)
) STRICT;

CREATE TABLE watch (
  id         TEXT    PRIMARY KEY,
  name_key   TEXT    NOT NULL UNIQUE, -- the name without case and accents
  body       TEXT    NOT NULL,
  changed    INTEGER NOT NULL,
  total      INTEGER NOT NULL,
  live       INTEGER NOT NULL,
  fill_below INTEGER NOT NULL
) STRICT;

CREATE TABLE watch_hit (
  watch   TEXT    NOT NULL,
  at      INTEGER NOT NULL,
  message TEXT    NOT NULL REFERENCES message (id) ON DELETE CASCADE,
  PRIMARY KEY (watch, at, message)
) STRICT, WITHOUT ROWID;

CREATE TABLE watch_hour (
  watch TEXT    NOT NULL,
  hour  INTEGER NOT NULL,
  n     INTEGER NOT NULL,
  PRIMARY KEY (watch, hour)
) STRICT, WITHOUT ROWID;

CREATE TABLE watch_place (
  id   TEXT PRIMARY KEY,
  body TEXT NOT NULL
) STRICT;

CREATE TABLE watch_seen (
  watch  TEXT    NOT NULL,
  member TEXT    NOT NULL,
  live   INTEGER NOT NULL,
  PRIMARY KEY (watch, member)
) STRICT, WITHOUT ROWID;

CREATE TABLE workspace (
  id        INTEGER PRIMARY KEY CHECK (id = 1),
  uid       TEXT    NOT NULL,
  rev       INTEGER NOT NULL,
  log_floor INTEGER NOT NULL,
  log_epoch TEXT    NOT NULL,
  made_at   INTEGER NOT NULL
) STRICT;

CREATE INDEX alert_of_watch ON alert (watch, raised_at);

CREATE INDEX answer_by_time ON answer (at);

CREATE INDEX contact_by_last ON contact (last_at, id);

CREATE INDEX conversation_by_account ON conversation (account, shelf, status, last_at, id);

CREATE INDEX conversation_by_assignee ON conversation (assignee, shelf, status, last_at, id) WHERE assignee <> '';

CREATE INDEX conversation_by_department ON conversation (department, shelf, status, last_at, id) WHERE department <> '';

CREATE INDEX conversation_by_due ON conversation (shelf, status, due_at, id) WHERE due_at > 0;

CREATE INDEX conversation_by_last ON conversation (last_at, id);

CREATE INDEX conversation_by_subject ON conversation (base_key) WHERE base_key <> 0;

CREATE INDEX conversation_by_time ON conversation (shelf, status, last_at, id);

CREATE INDEX conversation_free ON conversation (shelf, status, last_at, id) WHERE assignee = '';

CREATE INDEX conversation_handed ON conversation (handed_to, last_at) WHERE handed_to <> '';

CREATE INDEX conversation_of_contact ON conversation (contact, last_at);

CREATE INDEX conversation_queue ON conversation (department, shelf, status, last_at, id) WHERE assignee = '' AND department <> '';

CREATE INDEX conversation_snoozed ON conversation (snoozed_until) WHERE snoozed_until > 0;

CREATE INDEX crisis_event_of_run ON crisis_event (run, seq);

CREATE INDEX crisis_run_due ON crisis_run (next_at) WHERE next_at > 0;

CREATE INDEX device_of_member ON device (member);

CREATE INDEX draft_of_conversation ON draft (conversation) WHERE gone = 0;

CREATE INDEX draft_of_member ON draft (author, saved_at) WHERE gone = 0;

CREATE INDEX event_by_time ON event (at);

CREATE INDEX event_of_conversation ON event (conversation, at);

CREATE INDEX handover_of_conversation ON handover (conversation, proposed_at);

CREATE INDEX handover_proposed ON handover (due_at) WHERE state = 'proposed';

CREATE INDEX hit_of_message ON watch_hit (message);

CREATE INDEX identity_by_followers ON identity (followers, contact) WHERE followers IS NOT NULL;

CREATE INDEX identity_by_handle ON identity (handle);

CREATE INDEX identity_by_name ON identity (lower(name)) WHERE name <> '';

CREATE INDEX identity_of_contact ON identity (contact);

CREATE INDEX message_arrived ON message (sent_at, contact, account) WHERE direction = 'in' AND class = '';

CREATE INDEX message_by_root ON message (account, root) WHERE root <> '';

CREATE INDEX message_of_contact ON message (contact, sent_at);

CREATE INDEX message_of_conversation ON message (conversation, sent_at);

CREATE INDEX moderation_of_message ON moderation (message);

CREATE INDEX moderation_to_do ON moderation (state, not_before) WHERE state IN ('asked', 'acting');

CREATE INDEX note_of_conversation ON note (conversation, at);

CREATE INDEX outbox_by_native ON outbox (account, native) WHERE native <> '';

CREATE INDEX outbox_of_conversation ON outbox (conversation);

CREATE INDEX outbox_to_do ON outbox (state, not_before) WHERE state IN ('queued', 'sending', 'unknown', 'failed');

CREATE INDEX playbook_by_id ON playbook (id, version, lang);

CREATE INDEX refresh_by_expiry ON refresh (expires_at);

CREATE INDEX refresh_of_device ON refresh (device);

CREATE INDEX refresh_of_family ON refresh (family);

CREATE INDEX refusal_of_other ON link_refusal (other_channel, other_handle);

CREATE INDEX scope_of_conversation ON conversation_scope (conversation);

CREATE INDEX tag_of_conversation ON conversation_tag (conversation);

CREATE INDEX upload_by_time ON upload (at);

