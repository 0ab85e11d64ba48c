-- What opens the server's door: one-time codes, passwords, refresh tokens,
-- identities of an outside provider, signing keys, and who uploaded which
-- file. None of it is ever sent to a desktop, and every secret is a hash, but
-- for the signing keys: all servers of the workspace need them.

-- One-time codes. id is the first group of the code, secret the SHA-256 of the
-- whole code in hexadecimal. tries counts the wrong ones.
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

-- Passwords, as argon2id in the PHC string format.
CREATE TABLE credential (
  member   TEXT    PRIMARY KEY REFERENCES member (id),
  password TEXT    NOT NULL,
  at       INTEGER NOT NULL
) STRICT;

-- Refresh tokens by their SHA-256 (hexadecimal). One is used once: salt and
-- request are of the use, so that the same request, sent again because its
-- answer was lost, gets the same successor. family are those that came of one
-- sign-in.
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
CREATE INDEX refresh_of_family ON refresh (family);
CREATE INDEX refresh_of_device ON refresh (device);
CREATE INDEX refresh_by_expiry ON refresh (expires_at);

-- Who a member is at an outside provider (OpenID Connect).
CREATE TABLE oidc_identity (
  issuer  TEXT    NOT NULL,
  subject TEXT    NOT NULL,
  member  TEXT    NOT NULL REFERENCES member (id),
  at      INTEGER NOT NULL,
  PRIMARY KEY (issuer, subject)
) STRICT;

-- What access tokens are signed with (Ed25519, seed in hexadecimal). The
-- newest signs; a retired one verifies until its tokens are old.
CREATE TABLE signing_key (
  id         TEXT    PRIMARY KEY,
  seed       TEXT    NOT NULL,
  made_at    INTEGER NOT NULL,
  retired_at INTEGER NOT NULL
) STRICT;

-- Files that a device brought. Who brought one may see it before it hangs on a
-- message, and what was brought in a day is bounded.
CREATE TABLE upload (
  device TEXT    NOT NULL REFERENCES device (id),
  sha256 TEXT    NOT NULL,
  size   INTEGER NOT NULL,
  at     INTEGER NOT NULL,
  PRIMARY KEY (device, sha256)
) STRICT;
CREATE INDEX upload_by_time ON upload (at);
