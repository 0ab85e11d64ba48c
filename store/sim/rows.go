package sim

import (
	"cmp"
	"fmt"
	"slices"

	"vigie/inbox"
	"vigie/inbox/team"
)

// key names a row.
type key struct{ kind, id string }

// row is one row: its body is a value of the domain that is never changed in
// place. conv is the conversation that it hangs on. print is that of the server's
// commit, of which there is one each: two rows with the same one are the same. A
// row that a desktop wrote has none.
type row struct {
	rev   int64
	print int
	conv  string
	body  any
}

// table is what both sides keep.
type table map[key]row

// view is rows that can be read and written: a transaction of the server, or a
// desktop's copy.
type view interface {
	get(key) (row, bool)
	of(kind, conv string) []row // by id
	put(key, row)
}

func byKey(a, b key) int { return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.id, b.id)) }

// of lists the rows of a kind that hang on a conversation, by id.
func (t table) of(kind, conv string) []row {
	var keys []key
	for k, r := range t {
		if k.kind == kind && r.conv == conv {
			keys = append(keys, k)
		}
	}
	slices.SortFunc(keys, byKey)
	out := make([]row, len(keys))
	for i, k := range keys {
		out[i] = t[k]
	}
	return out
}

// String names the rows, for a run that is told.
func (t table) String() string { return fmt.Sprint(t.sorted()) }

func (t table) sorted() []key { return t.named("") }

// named lists the keys of a kind, or all.
func (t table) named(kind string) []key {
	var keys []key
	for k := range t {
		if kind == "" || k.kind == kind {
			keys = append(keys, k)
		}
	}
	slices.SortFunc(keys, byKey)
	return keys
}

// bodyOf reads a row's value; the zero value when there is none.
func bodyOf[T any](v view, kind, id string) T {
	r, _ := v.get(key{kind, id})
	b, _ := r.body.(T)
	return b
}

func bodies[T any](rows []row) []T {
	out := make([]T, len(rows))
	for i, r := range rows {
		out[i], _ = r.body.(T)
	}
	return out
}

// house is what does not change in a run.
type house struct {
	roster  team.Roster
	account inbox.Account
	rules   inbox.Rules
}

// stateOf reads what a decision looks at, as the store does.
func (h *house) stateOf(v view, cmd inbox.Command) inbox.State {
	conv := string(cmd.Conversation)
	s := inbox.State{Roster: h.roster, Rules: h.rules, Account: h.account, Conversation: bodyOf[inbox.Conversation](v, "conversation", conv)}
	want := inbox.WantsOf(cmd.Act)
	if want.Messages {
		s.Messages = bodies[inbox.Message](v.of("message", conv))
	}
	if want.Draft != "" {
		s.Draft = bodyOf[inbox.Draft](v, "draft", string(want.Draft))
	}
	if want.Drafts {
		s.Drafts = slices.DeleteFunc(bodies[inbox.Draft](v.of("draft", conv)), func(d inbox.Draft) bool { return d.Gone })
	}
	if want.Outbox != "" {
		if e := bodyOf[inbox.OutboxEntry](v, "outbox", string(want.Outbox)); e.ID != "" {
			s.Outbox = []inbox.OutboxEntry{e}
		}
	}
	if want.UnderWay {
		s.Outbox = underWay(v, conv)
	}
	if want.Event != "" {
		s.Undone = bodyOf[inbox.Event](v, "event", string(want.Event))
		_, entries := inbox.UndoWants(s.Undone)
		for _, id := range entries {
			s.Outbox = append(s.Outbox, bodyOf[inbox.OutboxEntry](v, "outbox", string(id)))
		}
	}
	return s
}

// underWay lists the replies of a conversation that may leave.
func underWay(v view, conv string) []inbox.OutboxEntry {
	return slices.DeleteFunc(bodies[inbox.OutboxEntry](v.of("outbox", conv)), func(e inbox.OutboxEntry) bool { return !e.UnderWay() })
}

// apply writes what a decision wants stored, as the store does.
func apply(v view, c inbox.Changes) {
	for _, x := range c.Conversations {
		v.put(key{"conversation", string(x.ID)}, row{conv: string(x.ID), body: x})
	}
	for _, x := range c.Notes {
		v.put(key{"note", x.ID}, row{conv: string(x.Conversation), body: x})
	}
	for _, x := range c.Drafts {
		v.put(key{"draft", string(x.ID)}, row{conv: string(x.Conversation), body: x})
	}
	for _, x := range c.Outbox {
		v.put(key{"outbox", string(x.ID)}, row{conv: string(x.Conversation), body: x})
	}
	e := c.Event
	v.put(key{"event", string(e.ID)}, row{conv: string(e.Conversation), body: e})
	if e.Undoes == "" {
		return
	}
	if u := bodyOf[inbox.Event](v, "event", string(e.Undoes)); u.ID != "" {
		u.Undone = true
		v.put(key{"event", string(u.ID)}, row{conv: string(u.Conversation), body: u})
	}
}

// audience is whom a conversation concerns.
func audience(v view, conv string) team.Audience {
	return inbox.AudienceOf(bodyOf[inbox.Conversation](v, "conversation", conv), "")
}
