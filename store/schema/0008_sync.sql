-- What follows a change log row by row: the revision of a row's last change,
-- for bootstraps and checksums. It is kept for each kind that desktops have a
-- copy of; id is the row's key, its parts joined by a space.
CREATE TABLE row_rev (
  kind TEXT    NOT NULL,
  id   TEXT    NOT NULL,
  rev  INTEGER NOT NULL,
  PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

-- before is who saw it before this change, where the change moved it: names of
-- conversation_scope with a space between, '-' is nobody, '' is "as now". at
-- is when, for the length that the log is kept.
ALTER TABLE changelog ADD COLUMN before TEXT NOT NULL DEFAULT '';
ALTER TABLE changelog ADD COLUMN at INTEGER NOT NULL DEFAULT 0;

-- Who a conversation concerns, besides those who see everything: d: and a
-- department, or m: and a member.
CREATE TABLE conversation_scope (
  who          TEXT NOT NULL,
  conversation TEXT NOT NULL,
  PRIMARY KEY (who, conversation)
) STRICT, WITHOUT ROWID;
CREATE INDEX scope_of_conversation ON conversation_scope (conversation);

-- What became of the orders of a device, for when it asks again. print tells
-- the same order from another one under its number; fault is '' or the JSON of
-- a wire.Fault.
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
CREATE INDEX answer_by_time ON answer (at);

-- Who asked to be forgotten: a keyed hash of channel and handle, so that what
-- they wrote before is not taken in again. rev is what every device must have
-- passed.
CREATE TABLE erasure (
  print TEXT    NOT NULL,
  at    INTEGER NOT NULL,
  rev   INTEGER NOT NULL,
  PRIMARY KEY (print)
) STRICT, WITHOUT ROWID;

-- What was there before counts as of the last change.
INSERT INTO row_rev (kind, id, rev) SELECT 'member', t.id, w.rev FROM member t, workspace w;
INSERT INTO row_rev (kind, id, rev) SELECT 'department', t.id, w.rev FROM department t, workspace w;
INSERT INTO row_rev (kind, id, rev) SELECT 'account', t.id, w.rev FROM account t, workspace w;
INSERT INTO row_rev (kind, id, rev) SELECT 'account_health', t.account, w.rev FROM account_health t, workspace w;
INSERT INTO row_rev (kind, id, rev) SELECT 'contact', t.id, w.rev FROM contact t, workspace w;
INSERT INTO row_rev (kind, id, rev)
  SELECT 'identity', t.channel || ' ' || REPLACE(REPLACE(t.handle, '%', '%25'), ' ', '%20'), w.rev FROM identity t, workspace w;
INSERT INTO row_rev (kind, id, rev)
  SELECT 'link_refusal', t.channel || ' ' || REPLACE(REPLACE(t.handle, '%', '%25'), ' ', '%20') || ' ' ||
    t.other_channel || ' ' || REPLACE(REPLACE(t.other_handle, '%', '%25'), ' ', '%20'), w.rev FROM link_refusal t, workspace w;
INSERT INTO row_rev (kind, id, rev) SELECT 'conversation', t.id, w.rev FROM conversation t, workspace w;
INSERT INTO row_rev (kind, id, rev) SELECT 'message', t.id, w.rev FROM message t, workspace w;
INSERT INTO row_rev (kind, id, rev) SELECT 'handover', t.id, w.rev FROM handover t, workspace w;
INSERT INTO row_rev (kind, id, rev) SELECT 'note', t.id, w.rev FROM note t, workspace w;
INSERT INTO row_rev (kind, id, rev) SELECT 'draft', t.id, w.rev FROM draft t, workspace w;
INSERT INTO row_rev (kind, id, rev) SELECT 'outbox', t.id, w.rev FROM outbox t, workspace w;
INSERT INTO row_rev (kind, id, rev) SELECT 'moderation', t.id, w.rev FROM moderation t, workspace w;
INSERT INTO row_rev (kind, id, rev) SELECT 'event', t.id, w.rev FROM event t, workspace w;
INSERT INTO row_rev (kind, id, rev) SELECT 'setting', t.name, w.rev FROM setting t, workspace w;
INSERT INTO row_rev (kind, id, rev) SELECT 'saved_view', t.id, w.rev FROM saved_view t, workspace w;
INSERT INTO row_rev (kind, id, rev) SELECT 'watch', t.id, w.rev FROM watch t, workspace w;
INSERT INTO row_rev (kind, id, rev) SELECT 'watch_place', t.id, w.rev FROM watch_place t, workspace w;
INSERT INTO row_rev (kind, id, rev) SELECT 'watch_seen', t.watch || ' ' || t.member, w.rev FROM watch_seen t, workspace w;
INSERT INTO row_rev (kind, id, rev) SELECT 'watch_hit', t.watch || ' ' || t.at || ' ' || t.message, w.rev FROM watch_hit t, workspace w;
INSERT INTO row_rev (kind, id, rev) SELECT 'watch_hour', t.watch || ' ' || t.hour, w.rev FROM watch_hour t, workspace w;
INSERT INTO conversation_scope (who, conversation) SELECT 'd:' || department, id FROM conversation WHERE department <> '';
INSERT INTO conversation_scope (who, conversation) SELECT 'm:' || assignee, id FROM conversation WHERE assignee <> '';
INSERT INTO conversation_scope (who, conversation)
  SELECT 'd:' || handed_to, id FROM conversation WHERE handed_to <> '' AND handed_to <> department;
