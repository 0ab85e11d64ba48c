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
