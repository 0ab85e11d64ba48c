// Package desktest is a house in memory for the tests of the window: it
// implements every desk that the screens around the inbox ask for, and keeps a
// record of what they asked.
package desktest

import (
	"context"
	"slices"
	"sync"
	"time"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/ui"
	"vigie/ui/settings"
	"vigie/ui/setup"
	"vigie/ui/vm"
)

// Desk is a house whose content a test sets and reads. The zero value has no
// workspace yet. Its methods are safe for concurrent use; its fields are not.
type Desk struct {
	mu sync.Mutex

	Open      bool
	Blocked   error // why the workspace cannot be opened
	In        ui.House
	Member    team.Member
	Team      team.Roster
	List      []inbox.Account
	Fares     []inbox.Health
	Counters  map[inbox.Counter]int
	Reads     []ui.Reading
	Out       ui.Outgoing
	Bad       []ui.Trouble
	Prefs     settings.Preferences
	System    string // language
	Has       map[settings.Ability]bool
	Rule      inbox.Rules
	TagCounts map[string]int
	Sendings  []settings.Sending
	Aside     []inbox.Quarantined
	Taught    []settings.TaughtWord
	OnDuty    team.Duty
	At        settings.Place
	Found     settings.Checked
	Self      settings.About
	Guesses   map[string]setup.Guess
	// Stages are what a test tells, in order; the error of a failed one is
	// what Test returns.
	Stages []setup.StageResult
	Ways   map[setup.Way]vm.Verdict
	// Signed is what a sign-in in the browser brings, and NoBrowser why none
	// could be opened.
	Signed    setup.Signed
	NoBrowser error
	// Arrived is when messages came to each account.
	Arrived map[inbox.AccountID][]time.Time
	// Outside are the contacts, and what is known of each.
	Outside  []inbox.ContactRow
	Dossiers map[inbox.ContactID]inbox.Dossier
	// Crew is what a desk of a team has besides.
	Crew Shared
	// Looks is what the house looks out for.
	Looks Looking
	// Crises are the runs.
	Crises Storm
	// Rehearse is what it has of exercises.
	Rehearse Rehearsal
	// Warns is its early warning.
	Warns Warned
	// Fail makes the call of that name fail.
	Fail map[string]error

	// Asked records the calls that change something, in order.
	Asked []string
	Began setup.Start
	Kept  []setup.Filled
	Acts  []inbox.Act
	tell  []func(inbox.Notice)
}

// fails gives the error that the test wants of a call.
func (d *Desk) fails(call string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.Fail[call]
}

// did records a call and gives the error that the test wants of it.
func (d *Desk) did(call, what string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.Asked = append(d.Asked, call+" "+what)
	return d.Fail[call]
}

// Notice tells everybody who subscribed.
func (d *Desk) Notice(n inbox.Notice) {
	d.mu.Lock()
	tell := slices.Clone(d.tell)
	d.mu.Unlock()
	for _, f := range tell {
		f(n)
	}
}

// Me is the member at the keyboard.
func (d *Desk) Me(context.Context) (team.Member, error) { return d.Member, d.fails("Me") }

// Roster is everybody.
func (d *Desk) Roster(context.Context) (team.Roster, error) { return d.Team, d.fails("Roster") }

// SwitchTo changes who is at the keyboard.
func (d *Desk) SwitchTo(_ context.Context, id team.MemberID) error {
	if err := d.did("SwitchTo", string(id)); err != nil {
		return err
	}
	d.Member, _ = d.Team.Member(id)
	return nil
}

// House names the workspace.
func (d *Desk) House() (ui.House, bool) { return d.In, d.Open }

// Shared is what House says.
func (d *Desk) Shared() bool { return d.In.Shared }

// Obstacle is Blocked.
func (d *Desk) Obstacle() error { return d.Blocked }

// OpenAgain opens the workspace unless it is still Blocked.
func (d *Desk) OpenAgain(context.Context) error {
	if err := d.did("OpenAgain", ""); err != nil {
		return err
	}
	d.Open = d.Blocked == nil
	return d.Blocked
}

// LeaveSample closes the sample.
func (d *Desk) LeaveSample(context.Context) error {
	d.Open, d.In.Sample = false, false
	return d.did("LeaveSample", "")
}

// RenewSample makes the sample anew.
func (d *Desk) RenewSample(context.Context) error { return d.did("RenewSample", "") }

// Accounts lists the accounts.
func (d *Desk) Accounts(context.Context) ([]inbox.Account, error) {
	return slices.Clone(d.List), d.fails("Accounts")
}

// Health is how they fare.
func (d *Desk) Health(context.Context) ([]inbox.Health, error) {
	return slices.Clone(d.Fares), d.fails("Health")
}

// Counts are the counters.
func (d *Desk) Counts(context.Context) (map[inbox.Counter]int, error) {
	return d.Counters, d.fails("Counts")
}

// CheckNow records that it was asked.
func (d *Desk) CheckNow(_ context.Context, id inbox.AccountID) error {
	return d.did("CheckNow", string(id))
}

// Readings are the first readings.
func (d *Desk) Readings(context.Context) ([]ui.Reading, error) { return d.Reads, d.fails("Readings") }

// PauseAccount pauses and resumes.
func (d *Desk) PauseAccount(_ context.Context, id inbox.AccountID, pause bool) error {
	call := "PauseAccount"
	if !pause {
		call = "ResumeAccount"
	}
	if err := d.did(call, string(id)); err != nil {
		return err
	}
	for i := range d.List {
		if d.List[i].ID == id {
			d.List[i].Paused = pause
		}
	}
	return nil
}

// Outbox counts what is not done.
func (d *Desk) Outbox(context.Context) (ui.Outgoing, error) { return d.Out, d.fails("Outbox") }

// Subscribe registers f.
func (d *Desk) Subscribe(f func(inbox.Notice)) func() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.tell = append(d.tell, f)
	return func() { _ = d.did("Unsubscribe", "") }
}

// Preferences are what was put last.
func (d *Desk) Preferences() settings.Preferences { return d.Prefs }

// PutPreferences keeps them.
func (d *Desk) PutPreferences(p settings.Preferences) error {
	d.Prefs = p
	return d.did("PutPreferences", p.Language+p.Theme)
}

// Can says what Has says.
func (d *Desk) Can(a settings.Ability) vm.Verdict {
	if d.Has[a] {
		return vm.Can()
	}
	return vm.Cannot(map[settings.Ability]string{settings.Notify: "shell.no-notifications", settings.Tray: "shell.no-tray"}[a])
}

// Troubles are what Bad says.
func (d *Desk) Troubles(context.Context) ([]ui.Trouble, error) { return d.Bad, d.fails("Troubles") }

// SystemLanguage is what System says.
func (d *Desk) SystemLanguage() string { return d.System }

// Offered is what Ways says; what is not there is offered.
func (d *Desk) Offered(w setup.Way) vm.Verdict {
	if v, ok := d.Ways[w]; ok {
		return v
	}
	return vm.Can()
}

// Where is a made-up directory.
func (d *Desk) Where() string { return "/home/lea/Vigie" }

// OpenSample opens the house.
func (d *Desk) OpenSample(context.Context) error {
	if err := d.did("OpenSample", ""); err != nil {
		return err
	}
	d.Open = true
	return nil
}

// StartSolo opens the house with what was asked for.
func (d *Desk) StartSolo(_ context.Context, s setup.Start) error {
	if err := d.did("StartSolo", s.Brand); err != nil {
		return err
	}
	d.Began, d.Open, d.In = s, true, ui.House{Brand: s.Brand}
	return nil
}

// Now is the moment at which all tests play.
func Now() time.Time { return time.Date(2026, 3, 12, 9, 41, 0, 0, time.UTC) }

// Broken is a fault for tests.
func Broken() error { return fault.New(fault.Internal, "fault.internal") }
