-- What was asked to be done to messages, or to their authors, on the networks:
-- written before anything is done there. body is the domain's own JSON, with
-- the sealed evidence. message is followed when it moves to another
-- conversation.
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
CREATE INDEX moderation_of_message ON moderation (message);
CREATE INDEX moderation_to_do ON moderation (state, not_before) WHERE state IN ('asked', 'acting');
