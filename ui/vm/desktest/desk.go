// Package desktest is a desk for the tests of the screens: everything in
// memory, every act decided by the true rules of inbox. It keeps no disk and no
// network, and everything happens on the goroutine that asks.
package desktest

import (
	"context"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/ui/vm"
)

// Done is one act that the desk was asked for.
type Done struct {
	On  inbox.ConversationID
	Act inbox.Act
	By  team.MemberID
	Err error
}

// Desk is the desk of tests. Its fields may be filled before it is used. Calls
// are safe for concurrent use.
type Desk struct {
	Clock    time.Time
	Member   team.MemberID
	People   team.Roster
	Boxes    []inbox.Account
	Fares    []inbox.Health
	Rules    inbox.Rules
	Persons  map[inbox.ContactID]inbox.Contact
	Known    map[inbox.ContactID][]inbox.Identity
	Activity map[inbox.ContactID][12]int
	Bytes    map[string][]byte // of attachments, by their name
	Earlier  map[inbox.MessageID][]inbox.Revision

	mu     sync.Mutex
	talks  map[inbox.ConversationID]*talk
	order  []inbox.ConversationID
	events map[inbox.CommandID]inbox.Event
	log    []Done
	fail   map[string]error // by the name of an act, or of a call
	tell   map[int]func(inbox.Notice)
	ids    int
	pages  int

	clip    vm.ClipDraft
	saved   []inbox.SavedView
	counted int
}

type talk struct {
	conversation inbox.Conversation
	messages     []inbox.Message
	notes        []inbox.Note
	events       []inbox.Event
	handovers    []inbox.Handover
	drafts       []inbox.Draft
	outbox       []inbox.OutboxEntry
	moderations  []inbox.Moderation
}

// New makes an empty desk whose clock stands at a time.
func New(clock time.Time) *Desk {
	return &Desk{
		Clock: clock, Rules: inbox.DefaultRules(), Persons: map[inbox.ContactID]inbox.Contact{}, Known: map[inbox.ContactID][]inbox.Identity{},
		Activity: map[inbox.ContactID][12]int{}, Bytes: map[string][]byte{}, talks: map[inbox.ConversationID]*talk{},
		events: map[inbox.CommandID]inbox.Event{}, fail: map[string]error{}, tell: map[int]func(inbox.Notice){},
	}
}

// Now is the clock's time; it moves only by Pass.
func (d *Desk) Now() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.Clock
}

// Pass lets time go by.
func (d *Desk) Pass(by time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.Clock = d.Clock.Add(by)
}

// NewID makes ids in order: "id-0001".
func (d *Desk) NewID() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.newID()
}

func (d *Desk) newID() string {
	d.ids++
	return fmt.Sprintf("id-%04d", d.ids)
}

// Sit changes who sits at the desk, and tells.
func (d *Desk) Sit(m team.MemberID) {
	d.mu.Lock()
	d.Member = m
	d.mu.Unlock()
	d.notify(inbox.Notice{Team: true})
}

// Fail makes an act (by its name) or a call ("rows", "detail", "house") fail
// until err is nil.
func (d *Desk) Fail(name string, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.fail[name] = err
}

// Log is what was asked for, in order.
func (d *Desk) Log() []Done {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.log)
}

// Acts lists the names of the acts that succeeded, in order.
func (d *Desk) Acts() []string {
	var out []string
	for _, l := range d.Log() {
		if l.Err == nil {
			out = append(out, l.Act.Name())
		}
	}
	return out
}

// Pages counts how often rows were read.
func (d *Desk) Pages() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.pages
}

// Me is who sits at the desk.
func (d *Desk) Me() team.Member {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.me()
}

func (d *Desk) me() team.Member {
	m, _ := d.People.Member(d.Member)
	return m
}

// Roster gives everybody.
func (d *Desk) Roster(context.Context) (team.Roster, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.People, d.fail["house"]
}

// Accounts gives the accounts.
func (d *Desk) Accounts(context.Context) ([]inbox.Account, error) { return d.Boxes, nil }

// Health gives how they fare.
func (d *Desk) Health(context.Context) ([]inbox.Health, error) { return d.Fares, nil }

// Subscribe tells of changes at once, on the goroutine that made them.
func (d *Desk) Subscribe(tell func(inbox.Notice)) (cancel func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	n := len(d.tell)
	d.tell[n] = tell
	return func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		delete(d.tell, n)
	}
}

func (d *Desk) notify(n inbox.Notice) {
	d.mu.Lock()
	var all []func(inbox.Notice)
	for _, tell := range d.tell {
		all = append(all, tell)
	}
	d.mu.Unlock()
	for _, tell := range all {
		tell(n)
	}
}

// Attachment gives the bytes of a file by its name.
func (d *Desk) Attachment(_ context.Context, m inbox.MessageID, index int) ([]byte, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, t := range d.talks {
		for _, have := range t.messages {
			if have.ID == m && index < len(have.Attachments) {
				return d.Bytes[have.Attachments[index].Name], nil
			}
		}
	}
	return nil, fault.New(fault.NotFound, "fault.conversation-gone")
}

// OpenAttachment records nothing and opens nothing.
func (d *Desk) OpenAttachment(context.Context, inbox.MessageID, int) error { return nil }

// Attach keeps a file by its name.
func (d *Desk) Attach(_ context.Context, name string, r io.Reader) (inbox.Attachment, error) {
	raw, err := io.ReadAll(r)
	if err != nil {
		return inbox.Attachment{}, fmt.Errorf("read %s: %w", name, err)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.Bytes[name] = raw
	return inbox.Attachment{Name: name, Size: int64(len(raw)), Blob: name}, nil
}

// PutContact keeps a contact.
func (d *Desk) PutContact(_ context.Context, c inbox.Contact) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.Persons[c.ID] = c
	return nil
}

// LinkIdentity and UnlinkIdentity do nothing.
func (d *Desk) LinkIdentity(context.Context, inbox.Channel, string, inbox.ContactID) error {
	return nil
}

// UnlinkIdentity does nothing.
func (d *Desk) UnlinkIdentity(context.Context, inbox.Channel, string) error { return nil }
