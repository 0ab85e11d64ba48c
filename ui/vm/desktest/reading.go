package desktest

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"vigie/inbox"
	"vigie/inbox/fault"
)

// Rows gives a page of a view.
func (d *Desk) Rows(_ context.Context, v inbox.View, after inbox.Place, limit int) ([]inbox.Row, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.pages++
	if err := d.fail["rows"]; err != nil {
		return nil, err
	}
	all := d.matching(v)
	start := 0
	if after != (inbox.Place{}) {
		start = len(all)
		for i, t := range all {
			if before(v.Sort, after, inbox.PlaceOf(t.conversation, v.Sort)) {
				start = i
				break
			}
		}
	}
	var out []inbox.Row
	for _, t := range all[start:min(len(all), start+limit)] {
		out = append(out, d.row(t))
	}
	return out, nil
}

// before reports whether a comes before b in an order.
func before(s inbox.Sort, a, b inbox.Place) bool {
	c := cmp.Or(cmp.Compare(a.Key, b.Key), strings.Compare(string(a.ID), string(b.ID)))
	if s == inbox.NewestFirst {
		return c > 0
	}
	return c < 0
}

func (d *Desk) matching(v inbox.View) []*talk {
	var out []*talk
	for _, id := range d.order {
		if t := d.talks[id]; d.matches(t.conversation, v) {
			out = append(out, t)
		}
	}
	slices.SortFunc(out, func(a, b *talk) int {
		x, y := inbox.PlaceOf(a.conversation, v.Sort), inbox.PlaceOf(b.conversation, v.Sort)
		switch {
		case x == y:
			return 0
		case before(v.Sort, x, y):
			return -1
		default:
			return 1
		}
	})
	return out
}

func (d *Desk) matches(c inbox.Conversation, v inbox.View) bool {
	words := strings.ToLower(c.Subject + " " + c.Snippet + " " + d.Persons[c.Contact].Name)
	return c.MergedInto == "" && c.Automatic == v.Automatic && c.Watched == v.Watched &&
		(len(v.Statuses) == 0 || slices.Contains(v.Statuses, c.Status)) &&
		(v.Assignee == "" || c.Assignee == v.Assignee) && (!v.Unassigned || c.Assignee == "") &&
		(v.Department == "" || c.Department == v.Department) &&
		(len(v.HandedTo) == 0 || slices.Contains(v.HandedTo, c.HandedTo)) &&
		(v.Account == "" || c.Account == v.Account) && (v.Contact == "" || c.Contact == v.Contact) &&
		(v.Tag == "" || slices.Contains(c.Tags, v.Tag)) && (v.Kind == "" || c.Kind == v.Kind) &&
		(v.Search == "" || strings.Contains(words, strings.ToLower(v.Search)))
}

func (d *Desk) row(t *talk) inbox.Row {
	c := t.conversation
	person := d.Persons[c.Contact]
	r := inbox.Row{Conversation: c, ContactName: person.Name, ContactTags: person.Tags}
	for _, i := range d.Known[c.Contact] {
		if i.Channel == c.Channel {
			r.Handle, r.Followers = i.Handle, i.Followers
		}
	}
	for _, dr := range t.drafts {
		r.HasDraft = r.HasDraft || !dr.Gone && dr.Author == d.Member
	}
	for _, e := range t.outbox {
		if !e.State.Final() {
			r.Send = e.State
		}
	}
	return r
}

// Total counts a view; a search is not counted.
func (d *Desk) Total(_ context.Context, v inbox.View) (int, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if v.Search != "" {
		return 0, false
	}
	return len(d.matching(v)), true
}

// Row gives one conversation.
func (d *Desk) Row(_ context.Context, id inbox.ConversationID) (inbox.Row, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	t, ok := d.talks[id]
	if !ok {
		return inbox.Row{}, fault.New(fault.NotFound, "fault.conversation-gone")
	}
	return d.row(t), nil
}

// Counts counts everything anew.
func (d *Desk) Counts(context.Context) (map[inbox.Counter]int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	out := map[inbox.Counter]int{}
	for _, t := range d.talks {
		for _, c := range inbox.Counted(t.conversation) {
			out[c]++
		}
	}
	return out, nil
}

// Tags counts the tags.
func (d *Desk) Tags(context.Context) (map[string]int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	out := map[string]int{}
	for _, t := range d.talks {
		for _, tag := range t.conversation.Tags {
			out[tag]++
		}
	}
	return out, nil
}

// Detail gives a conversation with its last messages.
func (d *Desk) Detail(_ context.Context, id inbox.ConversationID, most int) (inbox.Detail, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	t, ok := d.talks[id]
	if err := d.fail["detail"]; err != nil || !ok {
		return inbox.Detail{}, cmp.Or(err, error(fault.New(fault.NotFound, "fault.conversation-gone")))
	}
	c := t.conversation
	out := inbox.Detail{Conversation: c, Contact: d.Persons[c.Contact], Identities: d.Known[c.Contact], Activity: d.Activity[c.Contact]}
	for _, a := range d.Boxes {
		if a.ID == c.Account {
			out.Account = a
		}
	}
	out.Earlier = max(0, len(t.messages)-most)
	out.Messages = slices.Clone(t.messages[out.Earlier:])
	out.Notes, out.Events, out.Handovers, out.Outbox = slices.Clone(t.notes), slices.Clone(t.events), slices.Clone(t.handovers), slices.Clone(t.outbox)
	out.Moderations = slices.Clone(t.moderations)
	for _, dr := range t.drafts {
		if !dr.Gone {
			out.Drafts = append(out.Drafts, dr)
		}
	}
	for _, other := range d.matching(inbox.View{Contact: c.Contact}) {
		if other != t && c.Contact != "" {
			out.History = append(out.History, d.row(other))
		}
	}
	return out, nil
}

// Raw gives a message's text.
func (d *Desk) Raw(context.Context, inbox.MessageID) ([]byte, error) { return []byte("raw"), nil }
