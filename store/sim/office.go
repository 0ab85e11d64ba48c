package sim

import (
	"slices"
	"time"

	"vigie/inbox"
	"vigie/inbox/team"
	"vigie/store/replica"
	"vigie/store/together"
	"vigie/store/wire"
)

func (s *server) conversations() []string {
	var out []string
	for _, k := range s.state.rows.named("conversation") {
		out = append(out, k.id)
	}
	if len(out) == 0 {
		return []string{""}
	}
	return out
}

func (s *server) node() int {
	if s.up[0] {
		return 0
	}
	return 1
}

// mail has somebody write, on a conversation or on a new one.
func (s *server) mail(conv string) {
	id := s.w.id("m")
	s.transact(s.node(), func(t *tx) {
		s.arrive(t, conv, inbox.Message{ID: inbox.MessageID(id), Account: mailbox, Kind: inbox.Email, Direction: inbox.Inbound,
			Author: inbox.Author{Handle: "claire@client.example"}, Text: "said " + id, SentAt: s.w.now, ReceivedAt: s.w.now})
	}, func() {})
}

func (s *server) arrive(t *tx, conv string, m inbox.Message) {
	a := inbox.Arrival{Message: m, Account: s.house.account, Rules: s.house.rules, ID: "c" + string(m.ID)}
	if c := bodyOf[inbox.Conversation](t, "conversation", conv); c.ID != "" && !c.Erased() { // nothing is left that it could answer
		a.Known = &c
	}
	m, c := inbox.Arrive(a)
	t.put(key{"message", string(m.ID)}, row{conv: string(c.ID), body: m})
	t.put(key{"conversation", string(c.ID)}, row{conv: string(c.ID), body: c})
}

// erase forgets what was said in a conversation, as the store does.
func (s *server) erase(conv string) {
	var words map[string]bool
	s.transact(s.node(), func(t *tx) {
		c := bodyOf[inbox.Conversation](t, "conversation", conv)
		if c.ID == "" {
			return
		}
		words = wordsOf(t, conv)
		for _, kind := range []string{"message", "note", "draft", "outbox"} {
			for _, r := range t.of(kind, conv) {
				t.erase(key{kind, idOf(r.body)})
			}
		}
		for _, e := range bodies[inbox.Event](t.of("event", conv)) {
			e.Facts, e.Before = map[string]string{}, nil
			t.put(key{"event", string(e.ID)}, row{conv: conv, body: e})
		}
		t.erase(key{wire.Words, conv})
		c.Subject, c.Snippet, c.Contact, c.Messages, c.Status = "", "", "", 0, inbox.Resolved
		c.Version++
		c.Heard++
		t.put(key{"conversation", conv}, row{conv: conv, body: c})
	}, func() {
		if words != nil {
			s.w.tell("%s was erased at %d of %s", conv, s.state.rev, s.state.epoch)
			s.w.erasures = append(s.w.erasures, erasure{s.state.epoch, s.state.rev, words})
		}
	})
}

func idOf(body any) string {
	switch b := body.(type) {
	case inbox.Message:
		return string(b.ID)
	case inbox.Note:
		return b.ID
	case inbox.Draft:
		return string(b.ID)
	case inbox.OutboxEntry:
		return string(b.ID)
	default:
		return ""
	}
}

// move gives a conversation to the other department, so that some see it no
// more and others for the first time.
func (s *server) move(conv string) {
	s.transact(s.node(), func(t *tx) {
		if c := bodyOf[inbox.Conversation](t, "conversation", conv); c.ID != "" {
			c.Department = moveTo(c.Department)
			c.Version++
			t.put(key{"conversation", conv}, row{conv: conv, body: c})
		}
	}, func() {})
}

// resight changes what a member sees: their copies begin anew.
func (s *server) resight(id team.MemberID) {
	s.state.roster = slices.Clone(s.state.roster)
	for i, m := range s.state.roster {
		if m.ID == id {
			if m.Sees = team.Own; s.w.chance(30) {
				m.Sees = team.Everything
			}
			s.state.roster[i] = m
		}
	}
	for dev, d := range s.state.devices {
		if d.member == id {
			d.scopeEpoch++
			s.state.devices[dev] = d
		}
	}
}

// restore puts the last backup in the server's place. What it was about to
// send may have left since: it is looked up, never sent again.
func (s *server) restore() {
	if s.backup == nil {
		return
	}
	s.life[0]++
	s.life[1]++
	s.line = nil
	s.waiting = [2]together.Line[*pushing]{}
	s.busy = false
	revoked := map[string]bool{}
	for dev, d := range s.state.devices {
		revoked[dev] = d.revoked
	}
	s.state = s.backup.clone()
	for dev, d := range s.state.devices { // who was sent away stays away: done anew by hand
		d.revoked = revoked[dev]
		s.state.devices[dev] = d
	}
	s.state.epoch = s.w.id("e")
	s.w.tell("the server is restored, as of %d, now %s", s.state.rev, s.state.epoch)
	s.w.history = s.w.history.restored(s)
	s.sending = map[string]bool{}
	for _, k := range s.state.rows.named("outbox") {
		if e, ok := s.state.rows[k].body.(inbox.OutboxEntry); ok && e.State == inbox.Queued {
			r := s.state.rows[k]
			r.body, r.print = e.Lose("", "restored", s.now()), 0
			s.state.rows[k] = r
		}
	}
}

// sender sends what is due, one at a time, and settles what it lost sight of.
func (s *server) sender() {
	wait := 5 * time.Second
	if s.w.calm {
		wait = 20 * time.Second
	}
	s.w.in(wait, s.sender)
	if !s.up[0] && !s.up[1] {
		return
	}
	for _, k := range s.state.rows.named("outbox") {
		e, ok := s.state.rows[k].body.(inbox.OutboxEntry)
		if !ok || s.sending[k.id] {
			continue
		}
		switch {
		case e.State == inbox.Queued && !s.now().Before(e.NotBefore):
			s.sendOne(k.id)
			return
		case e.State == inbox.Sending, e.State == inbox.Unknown:
			s.settle(k.id)
			return
		}
	}
}

// change writes an outbox entry anew, when it is still there.
func (t *tx) change(id string, f func(inbox.OutboxEntry) (inbox.OutboxEntry, error)) bool {
	k := key{"outbox", id}
	r, ok := t.get(k)
	if !ok {
		return false
	}
	e, err := f(r.body.(inbox.OutboxEntry))
	if err == nil {
		t.put(k, row{conv: r.conv, body: e})
	}
	return err == nil
}

// sendOne marks an entry, sends it, and says so: a node may die between any
// two of these.
func (s *server) sendOne(id string) {
	node, began := s.node(), false
	s.sending[id] = true
	life := s.life[node]
	s.w.in(2*time.Minute, func() { delete(s.sending, id) }) // the lease ends
	s.transact(node, func(t *tx) {
		began = t.change(id, func(e inbox.OutboxEntry) (inbox.OutboxEntry, error) { return e.Begin(s.now()) })
	}, func() {
		if !began {
			return
		}
		s.w.in(s.w.between(10*time.Millisecond, 3*time.Second), func() {
			if s.life[node] != life {
				return
			}
			if s.w.sent[id]++; s.w.sent[id] > 1 && s.w.acked[id].epoch == s.state.epoch {
				s.w.found("I11: %s was sent twice", id)
			}
			s.done(node, id)
		})
	})
}

// done writes down that an entry was sent, and hears it in its conversation.
func (s *server) done(node int, id string) {
	s.transact(node, func(t *tx) {
		var sent inbox.OutboxEntry
		if t.change(id, func(e inbox.OutboxEntry) (inbox.OutboxEntry, error) { sent = e.Done("", s.now()); return sent, nil }) {
			m := sent.Message(inbox.Author{Name: "Bonjour"}, inbox.Email, s.w.now)
			m.ID = inbox.MessageID(sentName(id))
			s.arrive(t, string(sent.Conversation), m)
		}
	}, func() {})
}

// settle looks up on the channel what became of an entry that a dead node was
// sending.
func (s *server) settle(id string) {
	if s.w.sent[id] > 0 {
		s.done(s.node(), id)
		return
	}
	s.transact(s.node(), func(t *tx) {
		t.change(id, func(e inbox.OutboxEntry) (inbox.OutboxEntry, error) { return e.Again("", "", s.now()), nil })
	}, func() {})
}

// publicly lists what an author and we said to each other, and what colleagues
// are about to say: what a reply's writer must have seen. A reply has the same
// name before and after it left.
func publicly(v view, conv string, writer team.MemberID) []string {
	var ids []string
	for _, m := range bodies[inbox.Message](v.of("message", conv)) {
		ids = append(ids, string(m.ID))
	}
	for _, e := range underWay(v, conv) {
		if e.Author != writer {
			ids = append(ids, sentName(string(e.ID)))
		}
	}
	return ids
}

func sentName(entry string) string { return "sent " + entry }

// goneForGood reports an order that cannot come any more: its computer is
// revoked, or forked, and it is kept there for a person. On one that is forked
// it stands as what did not come; one that is revoked is not told what a
// restored server forgot. Where an outbox is on two computers either may keep
// it: one that stopped before the server was restored is not told either.
func (w *world) goneForGood(id string) bool {
	return slices.ContainsFunc(w.desks, func(d *desk) bool {
		phase, _ := d.machine.Phase()
		return d.ended && slices.ContainsFunc(d.entries, func(e entry) bool {
			return e.Order.ID == id && (e.Standing != replica.Taken || phase == replica.Revoked)
		})
	})
}

// unsent reports that something is still to leave.
func (s *server) unsent() bool {
	for _, r := range s.state.rows {
		if e, ok := r.body.(inbox.OutboxEntry); ok && (e.State == inbox.Queued || e.State == inbox.Sending || e.State == inbox.Unknown) {
			return true
		}
	}
	return false
}
