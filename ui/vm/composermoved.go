package vm

import (
	"vigie/inbox"
	"vigie/inbox/team"
)

// Moved counts what came since the writer began or last looked, the replies of
// colleagues that are about to leave among it; nothing counts while nothing is
// written.
func (c *Composer) Moved() int { return c.heard() + len(c.underWay()) }

func (c *Composer) heard() int {
	if c.kind == inbox.NoteDraft || c.buffer().empty() {
		return 0
	}
	return max(0, int(c.detail.Conversation.Heard-c.Draft().Seen))
}

// underWay are the replies of colleagues that were released meanwhile.
func (c *Composer) underWay() []inbox.OutboxEntry {
	if c.kind == inbox.NoteDraft || c.buffer().empty() {
		return nil
	}
	return inbox.Unread(c.detail.Outbox, c.me.ID, c.Draft().Known)
}

// News lists what came since the writer began or last looked, oldest first.
// A colleague's reply that is about to leave comes last.
func (c *Composer) News() []inbox.Message {
	var people []inbox.Message
	for _, m := range c.detail.Messages {
		if m.Class == inbox.Person {
			people = append(people, m)
		}
	}
	n := min(len(people), c.heard())
	news := people[len(people)-n:]
	for _, e := range c.underWay() {
		m := inbox.Message{Direction: inbox.Outbound, Text: e.Text, SentAt: e.QueuedAt}
		if c.named != nil {
			m.Author.Name = c.named(e.Author)
		}
		news = append(news, m)
	}
	return news
}

// ReRead says that the writer has read what came.
func (c *Composer) ReRead() {
	b := c.buffer()
	c.see(b)
	c.err = nil
	c.edited(b)
	c.changed()
}

// see notes that the writer saw all that is shown.
func (c *Composer) see(b *buffer) {
	b.draft.Seen, b.draft.Known = c.detail.Conversation.Heard, nil
	for _, e := range inbox.Unread(c.detail.Outbox, c.me.ID, nil) {
		b.draft.Known = append(b.draft.Known, e.ID)
	}
}

// named gives a colleague's name.
func (t *Triage) named(id team.MemberID) string { return t.house.Member(id) }
