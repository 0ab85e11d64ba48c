-- Who may collect and send for an account, of several programs on one
-- database. token grows with each new holder: a write that stands on an older
-- one is refused. until_at is by the database's clock.
CREATE TABLE lease (
  name     TEXT    PRIMARY KEY,
  holder   TEXT    NOT NULL,
  token    INTEGER NOT NULL,
  until_at INTEGER NOT NULL
) STRICT;
