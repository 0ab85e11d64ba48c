package inbox

import (
	"slices"

	"vigie/inbox/fault"
)

// undoable reports whether an act can be taken back. What others already saw
// outside, or answered, cannot; a proposal is withdrawn instead.
func undoable(a Act) bool {
	if _, moderates := moderationOf(a); moderates {
		return false // it is stopped or reverted by an act of its own
	}
	switch a.(type) {
	case SaveDraft, Undo, CancelReply, RetryReply, SettleReply, Expire, Wake, Accept, Decline, Withdraw, Return, Propose:
		return false
	default:
		return true
	}
}

// before gives the values that the changes replace: what undo restores. What
// did not exist is restored as gone.
func before(s State, out Changes) *Changes {
	b := &Changes{}
	for _, c := range out.Conversations {
		switch c.ID {
		case s.Conversation.ID:
			b.Conversations = append(b.Conversations, s.Conversation)
		case s.Other.ID:
			old := s.Other
			old.Version = c.Version // what undo must still find
			b.Conversations = append(b.Conversations, old)
		default: // made by a split: undo empties it into where it came from
			c.MergedInto, c.Status = s.Conversation.ID, Resolved
			b.Conversations = append(b.Conversations, c)
		}
	}
	for _, h := range out.Handovers {
		if i := slices.IndexFunc(s.Handovers, func(o Handover) bool { return o.ID == h.ID }); i >= 0 {
			b.Handovers = append(b.Handovers, s.Handovers[i])
		}
	}
	for _, n := range out.Notes {
		n.Gone = true
		b.Notes = append(b.Notes, n)
	}
	for _, dr := range out.Drafts {
		if s.Draft.ID == dr.ID {
			b.Drafts = append(b.Drafts, s.Draft)
		}
	}
	for _, e := range out.Outbox {
		e.State = Cancelled
		b.Outbox = append(b.Outbox, e)
	}
	for _, m := range out.Moves {
		b.Moves = append(b.Moves, Move{Messages: m.Messages, To: s.Conversation.ID})
	}
	return b
}

// UndoWants says what else the undo of an event looks at, in State.Other and
// State.Outbox: the other conversation that it changed, and the replies that
// it released.
func UndoWants(e Event) (other ConversationID, outbox []OutboxID) {
	if e.Before == nil {
		return "", nil
	}
	for _, c := range e.Before.Conversations {
		if c.ID != e.Conversation {
			other = c.ID
		}
	}
	for _, o := range e.Before.Outbox {
		outbox = append(outbox, o.ID)
	}
	return other, outbox
}

// undo restores what was before an act, when nothing happened since.
func (d *decision) undo() error {
	u := d.Undone
	switch {
	case u.ID == "" || u.Before == nil:
		return fault.New(fault.Invalid, "fault.cannot-undo")
	case u.By != d.by.ID:
		return fault.New(fault.Forbidden, "fault.not-your-act", "Name", d.memberName(u.By))
	case u.Undone || u.Version != d.Conversation.Version:
		return fault.New(fault.Conflict, "fault.undo-too-late")
	}
	if other, _ := UndoWants(u); other != "" && !unmoved(*u.Before, d.Other) {
		return fault.New(fault.Conflict, "fault.undo-too-late")
	}
	for _, e := range u.Before.Outbox {
		if !slices.ContainsFunc(d.Outbox, func(now OutboxEntry) bool { return now.ID == e.ID && now.State == Queued }) {
			return fault.New(fault.Conflict, "fault.already-sending")
		}
	}
	d.restore(*u.Before)
	d.out.Event.Undoes = u.ID
	d.fact("act", u.Name)
	return nil
}

// unmoved reports whether the other conversation is still as the act left it.
func unmoved(b Changes, other Conversation) bool {
	return slices.ContainsFunc(b.Conversations, func(c Conversation) bool { return c.ID == other.ID && c.Version == other.Version })
}

func (d *decision) restore(b Changes) {
	for _, c := range b.Conversations {
		if c.ID == d.c.ID {
			c.Heard = d.Conversation.Heard
			d.c = c
			continue
		}
		c.Version++ // so that its version moves on, as every change's does
		d.out.Conversations = append(d.out.Conversations, c)
	}
	d.out.Handovers, d.out.Notes, d.out.Drafts, d.out.Moves = b.Handovers, b.Notes, b.Drafts, b.Moves
	for _, e := range b.Outbox {
		e.EndedAt = d.at
		d.out.Outbox = append(d.out.Outbox, e)
	}
}
