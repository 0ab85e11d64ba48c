package store

import (
	"fmt"
	"strings"

	"vigie/inbox"
)

// keyLength is the length of an outbox key, a ULID.
const keyLength = 26

// entryOf finds the outbox entry that gave a mail its Message-ID:
// KEY@our-domain.
func (x *writing) entryOf(mailID string) (inbox.OutboxEntry, bool, error) {
	key, _, ok := strings.Cut(bare(mailID), "@")
	if !ok || len(key) != keyLength {
		return inbox.OutboxEntry{}, false, nil
	}
	e, err := maybe(x, body[inbox.OutboxEntry], `SELECT body FROM outbox WHERE key = ?`, strings.ToUpper(key))
	if err != nil {
		return e, false, fmt.Errorf("find reply by key: %w", err)
	}
	return e, e.ID != "", nil
}

// bounce puts the report of a mail that did not arrive into the conversation
// of that mail. It reports whether it did.
func (in *intake) bounce(m inbox.Message, packed []byte) (bool, error) {
	if m.Class != inbox.Bounce || m.Failure == nil || m.Failure.OriginalID == "" {
		return false, nil
	}
	e, ours, err := in.entryOf(m.Failure.OriginalID)
	if err != nil {
		return false, err
	}
	id := e.Conversation
	if ours = ours && e.Account == in.account.ID; !ours {
		if id, err = in.originalOf(m); err != nil || id == "" {
			return false, err
		}
	}
	known, err := in.living(id)
	if err != nil || known == nil {
		return false, err
	}
	m, c, err := in.settle(m, known, packed)
	if err != nil {
		return false, err
	}
	in.out.Inserted++
	if ours {
		if err := in.writeEntry(e.Bounce(*m.Failure)); err != nil {
			return false, err
		}
	}
	if !m.Failure.Permanent {
		return true, nil
	}
	return true, in.bounced(m, c, e)
}

// originalOf finds the conversation of the mail of ours that came back, when
// it was not sent from here.
func (in *intake) originalOf(m inbox.Message) (inbox.ConversationID, error) {
	nums, err := all(in, plain[int64], `SELECT num FROM mail_ref WHERE hash = ?`, refHash(in.account.ID, m.Failure.OriginalID))
	if err != nil {
		return "", fmt.Errorf("find original: %w", err)
	}
	for _, num := range union(nums, in.hits[refHash(in.account.ID, m.Failure.OriginalID)]) {
		k, err := in.mail(num)
		if err != nil {
			return "", err
		}
		if k.outbound && k.mailID == bare(m.Failure.OriginalID) {
			return k.conversation, nil
		}
	}
	return "", nil
}

// bounced reopens the conversation: whoever wrote must know.
func (in *intake) bounced(m inbox.Message, c inbox.Conversation, e inbox.OutboxEntry) error {
	c = inbox.Bounced(c, in.rules)
	if err := in.keep(c); err != nil {
		return err
	}
	facts := map[string]string{"recipient": m.Failure.Recipient}
	if m.Failure.Code != "" {
		facts["code"] = m.Failure.Code
	}
	return in.happened(c, "reply.bounced", facts, c.Assignee, e.Author)
}
