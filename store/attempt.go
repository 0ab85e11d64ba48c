package store

import (
	"errors"
	"fmt"
	"slices"

	"vigie/inbox"
)

// attempt runs f so that its failure leaves the transaction as it was: within
// a savepoint, with nothing gathered across its borders.
func (x *writing) attempt(f func() error) error {
	if x.hasty {
		return x.attemptHastily(f)
	}
	if err := x.settle(); err != nil {
		return err
	}
	if err := x.send(); err != nil {
		return err
	}
	const begin = `SAVEPOINT attempt`
	if _, err := x.exec(begin); err != nil {
		return fmt.Errorf("begin attempt: %w", err)
	}
	keys, notice := slices.Clone(x.keys), x.notice
	err := f()
	if err == nil {
		err = x.settle()
	}
	if err == nil {
		err = x.send() // what fails is to fail within the attempt
	}
	if err == nil {
		_, err = x.exec(`RELEASE SAVEPOINT attempt`)
		return err
	}
	// Where statements wait in line, the savepoint may not have been sent yet:
	// then nothing was, and there is nothing to go back to.
	unsent := len(x.line) > 0 && x.line[0].text == begin
	x.forget()
	x.line, x.lastNum, x.order = nil, 0, ""
	x.keys, x.notice, x.keyed = keys, notice, map[rowKey]int{}
	for i, k := range keys {
		x.keyed[k.rowKey] = i
	}
	if unsent {
		return err
	}
	for _, text := range []string{`ROLLBACK TO SAVEPOINT attempt`, `RELEASE SAVEPOINT attempt`} {
		if _, undo := x.exec(text); undo != nil {
			return notUndone{undo, err}
		}
	}
	return err
}

// notUndone is an attempt that left something behind: some faults have SQLite give
// up the whole transaction, and a hasty attempt cannot be undone. Its cause is no
// answer any more, because nothing may be stored after it.
type notUndone struct{ undo, cause error }

func (e notUndone) Error() string { return fmt.Sprintf("undo attempt: %v (after %v)", e.undo, e.cause) }
func (e notUndone) Unwrap() error { return e.undo }

// settleAll writes what was gathered so far, all but the change log, and keeps
// nothing of it.
func (x *writing) settleAll() error {
	for _, f := range []func() error{x.flushContacts, x.flushConversations, x.flushRefs, x.flushQueue, x.flushHits, x.flushCounters} {
		if err := f(); err != nil {
			return err
		}
	}
	x.notice.Conversations = union(x.notice.Conversations, x.written())
	x.forget()
	return nil
}

// settle is settleAll that keeps what it read of the house (people, rules,
// accounts), unless that is what changed: every order wants it. In haste it keeps
// more, as long as it is known what was written.
func (x *writing) settle() error {
	if x.hasty && !x.ahead.blind {
		return x.rest()
	}
	rules, roster, accounts := x.rules, x.roster, x.accounts
	x.lined += x.inLine()
	if err := x.settleAll(); err != nil {
		return err
	}
	for _, k := range x.keys {
		switch k.kind {
		case "member", "department", "account", "setting":
			return nil
		}
	}
	x.rules, x.roster, x.accounts = rules, roster, accounts
	return nil
}

// forget drops what was read and gathered, so that it is read again.
func (x *writing) forget() {
	x.conversations = map[inbox.ConversationID]*held{}
	x.contacts = map[inbox.ContactID]*heldContact{}
	x.identities = map[string]inbox.Identity{}
	x.accounts = map[inbox.AccountID]inbox.Account{}
	x.counters = map[inbox.Counter]int{}
	x.rules, x.roster, x.refs, x.queued, x.found = nil, nil, nil, nil, nil
	x.blind()
}

// errHasty is that an attempt failed after it had written: the transaction is
// to be repeated with care.
var errHasty = errors.New("there is no savepoint to go back to")

// attemptHastily is attempt without a savepoint: two statements less, and what
// is in line may wait longer. What fails before it wrote leaves nothing behind,
// and most of what is refused does; anything else is not undone.
func (x *writing) attemptHastily(f func() error) error {
	if err := x.settle(); err != nil {
		return err
	}
	wrote, notice := x.wrote, x.notice
	err := f()
	if err == nil {
		return x.settle()
	}
	if x.wrote != wrote || x.unwritten() {
		return notUndone{errHasty, err}
	}
	x.notice, x.order = notice, ""
	return err
}

// unwritten reports whether there is something to be written at the end, besides
// counters and the change log.
func (x *writing) unwritten() bool {
	for _, h := range x.conversations {
		if h.dirty {
			return true
		}
	}
	for _, h := range x.contacts {
		if h.dirty {
			return true
		}
	}
	return len(x.refs)+len(x.queued)+len(x.found) > 0
}

// rest is settle that keeps conversations as they are stored now, so that they
// need not be read again, and leaves the counters for the end.
func (x *writing) rest() error {
	x.lined += x.inLine()
	for _, f := range []func() error{x.flushContacts, x.flushConversations, x.flushRefs, x.flushQueue, x.flushHits} {
		if err := f(); err != nil {
			return err
		}
	}
	x.notice.Conversations = union(x.notice.Conversations, x.written())
	kept := map[inbox.ConversationID]*held{}
	for id, h := range x.conversations {
		if !h.gone {
			kept[id] = &held{stored: h.now, now: h.now}
		}
	}
	rules, roster, accounts, counters, ahead := x.rules, x.roster, x.accounts, x.counters, x.ahead
	x.forget()
	x.rules, x.roster, x.accounts, x.counters, x.ahead = rules, roster, accounts, counters, ahead
	x.conversations = kept
	return nil
}
