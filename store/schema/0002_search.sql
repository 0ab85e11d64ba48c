-- Full text, the one table that another engine has in its own way. It keeps no
-- copy of the texts, only the index, and is filled in chunks from search_queue.
-- people is the author and the recipients; body is text, quotation, signature
-- and the names of attachments.
CREATE VIRTUAL TABLE message_search USING fts5 (
  subject,
  people,
  body,
  content = '',
  contentless_delete = 1,
  tokenize = 'unicode61 remove_diacritics 2'
);

-- A round of indexing is to make one segment and not one for each megabyte;
-- merging them is most of the work.
INSERT INTO message_search (message_search, rank) VALUES ('hashsize', 16777216);
INSERT INTO message_search (message_search, rank) VALUES ('automerge', 8);
