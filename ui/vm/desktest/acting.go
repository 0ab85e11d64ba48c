package desktest

import (
	"context"
	"maps"
	"slices"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
)

// Do decides an act by the true rules, keeps what it changes and tells.
func (d *Desk) Do(_ context.Context, on inbox.ConversationID, act inbox.Act) (inbox.Event, error) {
	d.mu.Lock()
	event, err := d.do(on, act, d.me())
	d.log = append(d.log, Done{On: on, Act: act, By: d.Member, Err: err})
	d.mu.Unlock()
	if err == nil {
		d.notify(inbox.Notice{Conversations: []inbox.ConversationID{on}})
	}
	return event, err
}

// DoAll does an act to many.
func (d *Desk) DoAll(ctx context.Context, on []inbox.ConversationID, act inbox.Act, progress func(done, total int)) ([]inbox.Outcome, error) {
	var out []inbox.Outcome
	for i, id := range on {
		event, err := d.Do(ctx, id, act)
		out = append(out, inbox.Outcome{Conversation: id, Event: event, Err: err})
		if progress != nil {
			progress(i+1, len(on))
		}
	}
	return out, nil
}

// LookUp finds nothing out.
func (d *Desk) LookUp(context.Context, inbox.OutboxID) (inbox.SendState, error) {
	return inbox.Unknown, nil
}

// By does an act of another member, as a colleague at another desk would.
func (d *Desk) By(m team.MemberID, on inbox.ConversationID, act inbox.Act) error {
	d.mu.Lock()
	by, _ := d.People.Member(m)
	_, err := d.do(on, act, by)
	d.mu.Unlock()
	if err == nil {
		d.notify(inbox.Notice{Conversations: []inbox.ConversationID{on}})
	}
	return err
}

func (d *Desk) do(on inbox.ConversationID, act inbox.Act, by team.Member) (inbox.Event, error) {
	if err := d.fail[act.Name()]; err != nil {
		return inbox.Event{}, err
	}
	t, ok := d.talks[on]
	if !ok {
		return inbox.Event{}, fault.New(fault.NotFound, "fault.conversation-gone")
	}
	changes, err := inbox.Decide(d.state(t, act), inbox.Command{ID: inbox.CommandID(d.newID()), Conversation: on, Act: act}, by, d.Clock)
	if err != nil {
		return inbox.Event{}, err
	}
	d.apply(t, changes)
	return changes.Event, nil
}

// state gathers what a decision looks at.
func (d *Desk) state(t *talk, act inbox.Act) inbox.State {
	s := inbox.State{Roster: d.People, Rules: d.Rules, Conversation: t.conversation, Handovers: slices.Clone(t.handovers), Messages: slices.Clone(t.messages), Moderations: slices.Clone(t.moderations)}
	for _, a := range d.Boxes {
		if a.ID == t.conversation.Account {
			s.Account = a
		}
	}
	w := inbox.WantsOf(act)
	s.Undone = d.events[w.Event]
	other, replies := inbox.UndoWants(s.Undone)
	if other != "" {
		w.Other = other
	}
	if o, ok := d.talks[w.Other]; ok {
		s.Other = o.conversation
	}
	if w.Outbox != "" {
		replies = append(replies, w.Outbox)
	}
	for _, e := range t.outbox {
		if slices.Contains(replies, e.ID) || w.UnderWay && e.UnderWay() {
			s.Outbox = append(s.Outbox, e)
		}
	}
	for _, dr := range t.drafts {
		if dr.ID == w.Draft {
			s.Draft = dr
		}
	}
	return s
}

func (d *Desk) apply(t *talk, c inbox.Changes) {
	for _, v := range c.Conversations {
		have, ok := d.talks[v.ID]
		if !ok {
			have = &talk{}
			d.talks[v.ID] = have
			d.order = append(d.order, v.ID)
		}
		have.conversation = v
	}
	for _, h := range c.Handovers {
		t.handovers = put(t.handovers, h, func(a inbox.Handover) bool { return a.ID == h.ID })
	}
	for _, n := range c.Notes {
		t.notes = put(t.notes, n, func(a inbox.Note) bool { return a.ID == n.ID })
	}
	for _, dr := range c.Drafts {
		t.drafts = put(t.drafts, dr, func(a inbox.Draft) bool { return a.ID == dr.ID })
	}
	for _, e := range c.Outbox {
		t.outbox = put(t.outbox, e, func(a inbox.OutboxEntry) bool { return a.ID == e.ID })
	}
	for _, m := range c.Moderations {
		t.moderations = put(t.moderations, m, func(a inbox.Moderation) bool { return a.ID == m.ID })
	}
	for _, m := range c.Moves {
		d.move(m)
	}
	d.record(t, c.Event)
}

func (d *Desk) record(t *talk, e inbox.Event) {
	if u, ok := d.events[e.Undoes]; ok {
		u.Undone = true
		d.events[e.Undoes] = u
		for i := range t.events {
			t.events[i].Undone = t.events[i].Undone || t.events[i].ID == e.Undoes
		}
	}
	d.events[e.ID] = e
	e.Before = nil
	t.events = append(t.events, e)
}

func put[T any](list []T, v T, same func(T) bool) []T {
	if i := slices.IndexFunc(list, same); i >= 0 {
		list[i] = v
		return list
	}
	return append(list, v)
}

func (d *Desk) move(m inbox.Move) {
	var moved []inbox.Message
	for _, id := range slices.Sorted(maps.Keys(d.talks)) {
		t := d.talks[id]
		var kept []inbox.Message
		for _, msg := range t.messages {
			if slices.Contains(m.Messages, msg.ID) {
				moved = append(moved, msg)
			} else {
				kept = append(kept, msg)
			}
		}
		t.messages = kept
	}
	to := d.talks[m.To]
	to.messages = append(to.messages, moved...)
	slices.SortFunc(to.messages, func(a, b inbox.Message) int { return a.SentAt.Compare(b.SentAt) })
}
