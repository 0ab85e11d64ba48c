package app

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/oklog/ulid/v2"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/store"
	"vigie/ui"
	"vigie/ui/settings"
	"vigie/ui/vm"
)

// desk is what the screens ask of the program when it works on this computer
// alone. The four screens see it through their own types below, because each
// names what it needs in its own way.
type desk struct {
	options options
	log     *slog.Logger
	prefs   *preferences
	system  system
	asker   *asker

	mu      sync.Mutex
	files   *store.Workspace // open files; house is nil until the first run is over
	house   *house
	me      team.Member // cached for answers that may not block
	told    map[int]func(inbox.Notice)
	nextTo  int
	unlink  func()
	trouble error // why the workspace could not be opened
}

func newDesk(o options, prefs *preferences, log *slog.Logger) *desk {
	return &desk{options: o, log: log, prefs: prefs, asker: newAsker(o.workspace), told: map[int]func(inbox.Notice){}}
}

// open opens the workspace if there is one. What goes wrong is kept as a
// trouble that the window shows.
func (d *desk) open(ctx context.Context) {
	if !isHouse(d.options.workspace) {
		return
	}
	if err := d.reopen(ctx); err != nil {
		d.log.Error("the workspace cannot be opened", "error", err)
		d.mu.Lock()
		d.trouble = err
		d.mu.Unlock()
	}
}

func (d *desk) reopen(ctx context.Context) error {
	w, err := d.workspaceFiles(ctx)
	if err != nil {
		return err
	}
	h, ok, err := enter(ctx, w, d.options.workspace, d.asker.passphrase, d.log)
	if err != nil || !ok {
		return err
	}
	d.mu.Lock()
	d.house, d.trouble = h, nil
	d.mu.Unlock()
	cancel := w.Subscribe(d.changed)
	d.mu.Lock()
	d.unlink = cancel
	d.mu.Unlock()
	return d.refreshMe(ctx)
}

// workspaceFiles opens the files once.
func (d *desk) workspaceFiles(ctx context.Context) (*store.Workspace, error) {
	d.mu.Lock()
	w := d.files
	d.mu.Unlock()
	if w != nil {
		return w, nil
	}
	w, err := openStore(ctx, d.options.workspace, d.log)
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	d.files = w
	d.mu.Unlock()
	return w, nil
}

// close ends everything, waiting for what is being written or sent.
func (d *desk) close() error {
	d.asker.close()
	d.mu.Lock()
	h, w, unlink := d.house, d.files, d.unlink
	d.house, d.files, d.unlink = nil, nil, nil
	d.mu.Unlock()
	if unlink != nil {
		unlink()
	}
	switch {
	case h != nil:
		return h.close()
	case w != nil:
		return w.Close()
	default:
		return nil
	}
}

// at gives the open house, or says that there is none.
func (d *desk) at() (*house, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case d.house != nil:
		return d.house, nil
	case d.trouble != nil:
		return nil, d.trouble
	default:
		return nil, fault.New(fault.NotFound, "fault.workspace-missing", "Directory", d.options.workspace)
	}
}

func (d *desk) refreshMe(ctx context.Context) error {
	h, err := d.at()
	if err != nil {
		return err
	}
	roster, err := h.store.Roster(ctx)
	if err != nil {
		return err
	}
	m, ok := roster.Member(h.member())
	if !ok {
		return fault.New(fault.NotFound, "fault.member-gone")
	}
	d.mu.Lock()
	d.me = m
	d.mu.Unlock()
	return nil
}

func (d *desk) changed(n inbox.Notice) {
	if n.Team || n.All {
		// A member may have been given another profile or name.
		if err := d.refreshMe(context.Background()); err != nil {
			d.log.Warn("who sits here cannot be read", "error", err)
		}
	}
	d.mu.Lock()
	tell := make([]func(inbox.Notice), 0, len(d.told))
	for _, f := range d.told {
		tell = append(tell, f)
	}
	d.mu.Unlock()
	for _, f := range tell {
		f(n)
	}
}

// Subscribe has tell called after each change, also across the opening of a
// workspace.
func (d *desk) Subscribe(tell func(inbox.Notice)) (cancel func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	id := d.nextTo
	d.nextTo++
	d.told[id] = tell
	return func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		delete(d.told, id)
	}
}

// Accounts lists the accounts that are not retired.
func (d *desk) Accounts(ctx context.Context) ([]inbox.Account, error) {
	h, err := d.at()
	if err != nil {
		return nil, err
	}
	all, err := h.store.Accounts(ctx)
	var out []inbox.Account
	for _, a := range all {
		if !a.Retired {
			out = append(out, a)
		}
	}
	return out, err
}

// Health gives how the accounts fare.
func (d *desk) Health(ctx context.Context) ([]inbox.Health, error) {
	h, err := d.at()
	if err != nil {
		return nil, err
	}
	return h.store.Health(ctx)
}

// Roster gives every member and department.
func (d *desk) Roster(ctx context.Context) (team.Roster, error) {
	h, err := d.at()
	if err != nil {
		return team.Roster{}, err
	}
	return h.store.Roster(ctx)
}

// Counts gives every counter that is not zero.
func (d *desk) Counts(ctx context.Context) (map[inbox.Counter]int, error) {
	h, err := d.at()
	if err != nil {
		return nil, err
	}
	return h.store.Counts(ctx)
}

// Tags gives every tag in use.
func (d *desk) Tags(ctx context.Context) (map[string]int, error) {
	h, err := d.at()
	if err != nil {
		return nil, err
	}
	return h.store.Tags(ctx)
}

// CheckNow asks an account for news at once; an empty id asks all.
func (d *desk) CheckNow(ctx context.Context, id inbox.AccountID) error {
	h, err := d.at()
	if err != nil {
		return err
	}
	if id != "" {
		h.engine.Collector().RetryNow(id)
		return nil
	}
	accounts, err := d.Accounts(ctx)
	for _, a := range accounts {
		h.engine.Collector().RetryNow(a.ID)
	}
	return err
}

// PauseAccount stops or resumes an account for good.
func (d *desk) PauseAccount(ctx context.Context, id inbox.AccountID, pause bool) error {
	return d.changeAccount(ctx, id, func(a *inbox.Account) { a.Paused = pause })
}

func (d *desk) changeAccount(ctx context.Context, id inbox.AccountID, change func(*inbox.Account)) error {
	h, err := d.at()
	if err != nil {
		return err
	}
	accounts, err := h.store.Accounts(ctx)
	if err != nil {
		return err
	}
	for _, a := range accounts {
		if a.ID != id {
			continue
		}
		change(&a)
		if err := h.store.PutAccount(ctx, a, h.member()); err != nil {
			return err
		}
		h.engine.Collector().Changed(a)
		return nil
	}
	return fault.New(fault.NotFound, "fault.account-gone")
}

// Now is the computer's clock.
func (d *desk) Now() time.Time { return time.Now() }

// NewID makes a fresh ULID.
func (d *desk) NewID() string { return ulid.Make().String() }

// windowDesk is the desk as the window sees it.
type windowDesk struct{ *desk }

// Me is the member at the keyboard.
func (d windowDesk) Me(context.Context) (team.Member, error) {
	if _, err := d.at(); err != nil {
		return team.Member{}, err
	}
	return d.sitting(), nil
}

func (d *desk) sitting() team.Member {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.me
}

// SwitchTo makes another member the one at the keyboard.
func (d windowDesk) SwitchTo(ctx context.Context, id team.MemberID) error {
	h, err := d.at()
	if err != nil {
		return err
	}
	if err := h.sit(ctx, id); err != nil {
		return err
	}
	if err := d.refreshMe(ctx); err != nil {
		return err
	}
	d.changed(inbox.Notice{Team: true})
	return nil
}

// House names the workspace that is open.
func (d windowDesk) House() (ui.House, bool) {
	h, err := d.at()
	if err != nil {
		return ui.House{}, false
	}
	return ui.House{Brand: h.brand, Path: h.path}, true
}

// Readings are the first readings that are going on.
func (d windowDesk) Readings(ctx context.Context) ([]ui.Reading, error) {
	h, err := d.at()
	if err != nil {
		return nil, err
	}
	going := h.reading()
	if len(going) == 0 {
		return nil, nil
	}
	accounts, err := d.Accounts(ctx)
	var out []ui.Reading
	for _, a := range accounts {
		if p, ok := going[a.ID]; ok {
			out = append(out, ui.Reading{Account: a.ID, Name: a.Name, Done: p.Done, Total: p.Total, Paused: a.Paused})
		}
	}
	return out, err
}

// Outbox says how many replies are on their way.
func (d windowDesk) Outbox(ctx context.Context) (ui.Outgoing, error) {
	h, err := d.at()
	if err != nil {
		return ui.Outgoing{}, err
	}
	entries, err := h.store.Replies(ctx, inbox.Queued, inbox.Sending, inbox.Failed, inbox.Unknown)
	var out ui.Outgoing
	for _, e := range entries {
		switch e.State {
		case inbox.Queued:
			out.Waiting++
		case inbox.Sending:
			out.Sending++
		default:
			out.Stuck++
		}
	}
	return out, err
}

// Preferences are what this person wants of the window.
func (d windowDesk) Preferences() settings.Preferences { return d.prefs.get() }

// PutPreferences keeps them.
func (d windowDesk) PutPreferences(p settings.Preferences) error { return d.prefs.put(p) }

// Can says what the system offers.
func (d windowDesk) Can(a settings.Ability) vm.Verdict { return d.system.can(a) }

// Troubles are the lasting states that a person should know of.
func (d windowDesk) Troubles(context.Context) ([]ui.Trouble, error) {
	d.mu.Lock()
	trouble := d.trouble
	d.mu.Unlock()
	var out []ui.Trouble
	if trouble != nil {
		out = append(out, ui.Trouble{ID: "workspace", Fault: fault.Of(trouble), Grave: true})
	}
	return out, nil
}

// SystemLanguage is what the system says of the person's language.
func (d windowDesk) SystemLanguage() string { return d.system.language }
