package store

import (
	"fmt"
	"slices"

	"vigie/inbox"
)

// attempt runs f so that its failure leaves the transaction as it was: within
// a savepoint, with nothing gathered across its borders.
func (x *writing) attempt(f func() error) error {
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
// up the whole transaction. Its cause is no answer any more, because nothing may
// be stored after it.
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
// accounts), unless that is what changed: every order wants it.
func (x *writing) settle() error {
	rules, roster, accounts := x.rules, x.roster, x.accounts
	x.lined += len(x.queued)
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
}
