-- Indexes for what was slow when measured at 200,000 messages.

-- What nobody has, of the house and of a department: without these a list walks
-- over every conversation that somebody has, and looks each one up.
CREATE INDEX conversation_free ON conversation (shelf, status, last_at, id) WHERE assignee = '';
CREATE INDEX conversation_queue ON conversation (department, shelf, status, last_at, id) WHERE assignee = '' AND department <> '';

-- Who wrote how much in a period is asked of all accounts at once: time comes
-- first, so that only the period is read. An account's arrivals are few of them.
DROP INDEX message_arrived;
CREATE INDEX message_arrived ON message (sent_at, contact, account) WHERE direction = 'in' AND class = '';
