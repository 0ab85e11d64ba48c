package desktest

import (
	"vigie/inbox"
)

// Put keeps a conversation as it is, with what hangs on it.
func (d *Desk) Put(v inbox.Detail) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, ok := d.talks[v.Conversation.ID]; !ok {
		d.order = append(d.order, v.Conversation.ID)
	}
	d.talks[v.Conversation.ID] = &talk{
		conversation: v.Conversation, messages: v.Messages, notes: v.Notes, events: v.Events, handovers: v.Handovers, drafts: v.Drafts, outbox: v.Outbox, moderations: v.Moderations,
	}
	if v.Contact.ID != "" {
		d.Persons[v.Contact.ID] = v.Contact
		d.Known[v.Contact.ID] = v.Identities
		d.Activity[v.Contact.ID] = v.Activity
	}
}

// Arrive lets a message come in, into a conversation or as a new one, and tells.
func (d *Desk) Arrive(m inbox.Message, into inbox.ConversationID) inbox.ConversationID {
	d.mu.Lock()
	if m.SentAt.IsZero() {
		m.SentAt, m.ReceivedAt = d.Clock, d.Clock
	}
	a := inbox.Arrival{Message: m, Rules: d.Rules, ID: d.newID()}
	for _, box := range d.Boxes {
		if box.ID == m.Account {
			a.Account = box
			a.Rules = d.Rules.For(box)
		}
	}
	if t, ok := d.talks[into]; ok {
		c := t.conversation
		a.Known = &c
	}
	m, c := inbox.Arrive(a)
	t, ok := d.talks[c.ID]
	if !ok {
		t = &talk{}
		d.talks[c.ID] = t
		d.order = append(d.order, c.ID)
	}
	t.conversation, t.messages = c, append(t.messages, m)
	d.mu.Unlock()
	d.notify(inbox.Notice{Conversations: []inbox.ConversationID{c.ID}, Arrived: 1})
	return c.ID
}

// Conversation gives a conversation as it is now.
func (d *Desk) Conversation(id inbox.ConversationID) inbox.Conversation {
	d.mu.Lock()
	defer d.mu.Unlock()
	if t, ok := d.talks[id]; ok {
		return t.conversation
	}
	return inbox.Conversation{}
}

// Outbox gives the replies of a conversation as they are now.
func (d *Desk) Outbox(id inbox.ConversationID) []inbox.OutboxEntry {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]inbox.OutboxEntry(nil), d.talks[id].outbox...)
}

// Queue puts a reply of a colleague into a conversation, or changes it, as the
// server would bring it.
func (d *Desk) Queue(e inbox.OutboxEntry) {
	d.mu.Lock()
	t := d.talks[e.Conversation]
	t.outbox = put(t.outbox, e, func(a inbox.OutboxEntry) bool { return a.ID == e.ID })
	d.mu.Unlock()
	d.notify(inbox.Notice{Conversations: []inbox.ConversationID{e.Conversation}, Outbox: true})
}

// Drafts gives the drafts of a conversation that are not gone.
func (d *Desk) Drafts(id inbox.ConversationID) []inbox.Draft {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []inbox.Draft
	for _, dr := range d.talks[id].drafts {
		if !dr.Gone {
			out = append(out, dr)
		}
	}
	return out
}
