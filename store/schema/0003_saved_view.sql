-- Views that a member keeps under a name: theirs alone, in this workspace. body
-- is the domain's own JSON of the view.
CREATE TABLE saved_view (
  id       TEXT    PRIMARY KEY,
  member   TEXT    NOT NULL REFERENCES member (id), -- whose it is
  name     TEXT    NOT NULL,
  name_key TEXT    NOT NULL, -- the name without case and accents
  body     TEXT    NOT NULL,
  saved_at INTEGER NOT NULL,
  UNIQUE (member, name_key)
) STRICT;
