package store

import (
	"fmt"

	"vigie/crisis"
	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
)

// permitOf gives the permit of an outbox entry; empty ids when it is a reply
// like any other.
func (x *writing) permitOf(id inbox.OutboxID) (permit string, run crisis.RunID, err error) {
	type pair struct {
		permit string
		run    crisis.RunID
	}
	p, err := maybe(x, func(s scanner) (p pair, err error) {
		err = s.Scan(&p.permit, &p.run)
		return p, err
	}, `SELECT permit, run FROM crisis_permit WHERE outbox = ?`, id)
	return p.permit, p.run, err
}

// addressee completes a publication with the account of the conversation that
// it answers, and with the first name of who wrote there. One that answers
// nobody is a post on an account.
func (x *writing) addressee(a crisis.Publish, r *crisis.Run) (crisis.Publish, error) {
	if a.Conversation == "" {
		return x.posted(a, r)
	}
	c, err := x.living(a.Conversation)
	if err != nil || c == nil {
		return a, fault.New(fault.NotFound, "fault.conversation-gone")
	}
	if x.caller != nil {
		if err := x.seesAct(inbox.Command{Conversation: a.Conversation}); err != nil {
			return a, err
		}
	}
	a.Account = c.Account
	if a.FirstName, err = maybe(x, plain[string], `SELECT name FROM contact WHERE id = ?`, c.Contact); err != nil {
		return a, fmt.Errorf("read contact: %w", err)
	}
	a.FirstName = crisis.GivenName(a.FirstName) // never what the order says: it would be words that nobody approved
	return a, nil
}

// permit puts a permitted text on its way: a draft that is released at once,
// so that it leaves as every reply does.
func (x *writing) permit(r *crisis.Run, e crisis.Event) error {
	pub := r.Publications[len(r.Publications)-1]
	if pub.Conversation == "" {
		return x.post(r, pub, e)
	}
	draft := inbox.Draft{ID: inbox.DraftID(x.w.newID(x.now)), Kind: inbox.PublicReply, Text: pub.Text}
	c, err := x.conversation(pub.Conversation)
	if err != nil {
		return err
	}
	draft.Seen = c.Heard
	out := x.w.newID(x.now)
	if _, err := x.exec(`INSERT INTO crisis_permit (permit, outbox, run) VALUES (?, ?, ?)`, e.ID, out, r.ID); err != nil {
		return fmt.Errorf("write permit: %w", err)
	}
	if err := x.commanded(pub.Conversation, inbox.SaveDraft{Draft: draft}, x.w.newID(x.now), e.By); err != nil {
		return err
	}
	return x.commanded(pub.Conversation, inbox.Reply{Draft: draft.ID, Seen: c.Heard, Anyway: true}, out, e.By)
}

func (x *writing) commanded(c inbox.ConversationID, act inbox.Act, id string, by team.MemberID) error {
	_, err := x.command(inbox.Command{ID: inbox.CommandID(id), Conversation: c, Act: act}, by)
	return err
}

// mayLeave checks a permitted entry once more, at the last moment: the run
// goes on, the text is still the approved one, and the permit was not used.
func (x *writing) mayLeave(e inbox.OutboxEntry) error {
	permit, id, err := x.permitOf(e.ID)
	if err == nil && permit == "" && e.Kind == inbox.OwnPost {
		return fault.New(fault.Conflict, "crisis.permit-used") // a post has a permit, or does not leave
	}
	if err != nil || permit == "" {
		return err
	}
	run, plan, err := runAndPlan(x, id)
	if err != nil {
		return err
	}
	return run.Redeem(plan, permit, e.Text, x.now)
}

// noted tells the run of a permitted entry what became of it.
func (x *writing) noted(e inbox.OutboxEntry) error {
	states := map[inbox.SendState]crisis.PublicationState{
		inbox.Sent: crisis.Sent, inbox.Failed: crisis.Failed, inbox.Cancelled: crisis.Failed, inbox.Unknown: crisis.Unsure,
	}
	state, final := states[e.State]
	if !final || x.w.copied() {
		return nil
	}
	permit, id, err := x.permitOf(e.ID)
	if err != nil || permit == "" {
		return err
	}
	run, plan, err := runAndPlan(x, id)
	if err != nil {
		return err
	}
	ev, err := run.System(x.w.newID(x.now), crisis.Published{Permit: permit, State: state, Native: e.Native, Link: e.Link, Fault: e.FaultKey}, x.now)
	if err != nil {
		return err
	}
	if err := x.happen(plan, run, []crisis.Event{ev}); err != nil || e.Kind != inbox.OwnPost || state != crisis.Failed {
		return err
	}
	return x.neverBegun(e.Conversation)
}
