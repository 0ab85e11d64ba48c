-- Full text on PostgreSQL: the words of a message, folded by the program as
-- SQLite folds them, so that no extension is needed and both find the same.
-- The weights are the fields: A subject, B people, C body.
CREATE TABLE message_search (
  num   BIGINT   PRIMARY KEY REFERENCES message (num) ON DELETE CASCADE,
  words TSVECTOR NOT NULL
);
CREATE INDEX message_search_words ON message_search USING gin (words);

-- The row that every writing transaction takes first stays on its page.
ALTER TABLE workspace SET (fillfactor = 50);
ALTER TABLE counter SET (fillfactor = 70);
