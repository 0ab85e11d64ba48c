package store

import (
	"fmt"

	"vigie/crisis"
	"vigie/inbox"
	"vigie/inbox/fault"
)

// posted completes a publication that answers nobody with the account on which
// it appears: the one that is named, or the only one of the network that the
// text was written for. What no connector posts is published by hand.
func (x *writing) posted(a crisis.Publish, r *crisis.Run) (crisis.Publish, error) {
	a.FirstName = ""
	list, err := all(x, body[inbox.Account], `SELECT body FROM account WHERE channel = ? ORDER BY id`, a.Channel)
	if err != nil {
		return a, fmt.Errorf("read accounts: %w", err)
	}
	var can []inbox.Account
	for _, acc := range list {
		if acc.Caps.Post != inbox.No && !acc.Retired && (a.Account == "" || a.Account == acc.ID) {
			can = append(can, acc)
		}
	}
	switch {
	case len(can) == 0:
		return a, fault.New(fault.Unsupported, "crisis.by-hand-only")
	case len(can) > 1:
		return a, fault.New(fault.Invalid, "crisis.which-account")
	case can[0].Paused:
		return a, fault.New(fault.Unavailable, "fault.account-paused", "Account", can[0].Name)
	case can[0].Caps.TooLong(r.Addressed(a)):
		return a, fault.New(fault.Invalid, "fault.reply-too-long", "Max", can[0].Caps.MaxLength)
	}
	a.Account = can[0].ID
	return a, nil
}

// post puts a permitted post on its way: an outbox entry as replies have it, in
// a conversation that begins with it.
func (x *writing) post(r *crisis.Run, pub crisis.Publication, e crisis.Event) error {
	acc, err := x.account(pub.Account)
	if err != nil {
		return err
	}
	rules, err := x.houseRules()
	if err != nil {
		return err
	}
	c := inbox.PostConversation(inbox.ConversationID(x.w.newID(x.now)), acc, pub.By, pub.Text, x.now)
	x.open(c, 0)
	entry := inbox.PostEntry(inbox.OutboxID(x.w.newID(x.now)), c, pub.Text, x.now.Add(rules.UndoDelay), x.now)
	if _, err := x.exec(`INSERT INTO crisis_permit (permit, outbox, run) VALUES (?, ?, ?)`, e.ID, entry.ID, r.ID); err != nil {
		return fmt.Errorf("write permit: %w", err)
	}
	return x.writeEntry(entry)
}

// neverBegun closes the conversation of a post that did not leave.
func (x *writing) neverBegun(id inbox.ConversationID) error {
	c, err := x.living(id)
	if err != nil || c == nil || c.Messages > 0 {
		return err
	}
	c.Status = inbox.Resolved
	c.Version++
	return x.keep(*c)
}

// became notes that a sent entry is a message that the network gave us before
// the sending was recorded. Of a post, the conversation that was kept ready for
// it is then the one that the message opened.
func (x *writing) became(e inbox.OutboxEntry, m numbered, ready inbox.Conversation) error {
	if e.Kind == inbox.OwnPost && m.Conversation != ready.ID && ready.Messages == 0 {
		ready.MergedInto = m.Conversation
		ready.Version++
		if err := x.keep(ready); err != nil {
			return err
		}
	}
	return x.becomes(e.ID, m.ID)
}
