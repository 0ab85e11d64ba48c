-- The computers of the team. last_seq is the number of the last order of the
-- device that was answered; acked_rev is the revision that it has said to
-- have, which is what proves an erasure. key is its public key (Ed25519),
-- hexadecimal. scope_epoch moves when what its member sees changes.
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
CREATE INDEX device_of_member ON device (member);
