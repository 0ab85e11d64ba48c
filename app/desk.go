package app

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/oklog/ulid/v2"

	"vigie/crisis/radar/tone"
	"vigie/inbox"
	"vigie/inbox/channel/secret"
	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/server/engine"
	"vigie/server/exercise"
	"vigie/store"
	"vigie/store/replica"
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
	browser func(address string) error    // of a test; nil is the system's
	keeping func(dir string) secret.Store // of a test; nil is what the system offers
	handed  handed
	crises  knownRuns
	tones   func() (*tone.Reader, error) // the word lists, read when a conversation is opened first

	turning sync.Mutex // held while an exercise is entered or left, before mu

	mu     sync.Mutex
	dir    string           // of the workspace that is open or to be opened
	files  *store.Workspace // open files; house is nil until the first run is over
	house  *house
	me     team.Member // cached for answers that may not block
	told   map[int]func(inbox.Notice)
	nextTo int
	unlink func()

	// aside is the workspace that goes on working behind an exercise, with what
	// comes back with it.
	aside       *house
	asideFiles  *store.Workspace
	asideDir    string
	asideUnlink func()

	trouble error  // why the workspace could not be opened
	heard   string // the last error that a person was told of
}

func newDesk(o options, prefs *preferences, log *slog.Logger) *desk {
	first := cmp.Or(o.rehearsed, o.workspace)
	return &desk{options: o, dir: first, log: log, prefs: prefs, asker: newAsker(first), tones: sync.OnceValues(engine.Tones), told: map[int]func(inbox.Notice){}}
}

// open opens the workspace if there is one. What goes wrong is kept as the
// obstacle that the window shows.
func (d *desk) open(ctx context.Context) error {
	if isHouse(d.teamDir()) && d.directory() == d.options.workspace {
		d.goInto(d.teamDir())
	}
	if !isHouse(d.directory()) {
		return nil
	}
	err := d.reopen(ctx)
	if err != nil {
		d.log.Error("the workspace cannot be opened", "error", err)
	}
	d.mu.Lock()
	d.trouble = err
	d.mu.Unlock()
	return err
}

// goInto makes a directory the one that is opened next.
func (d *desk) goInto(dir string) {
	d.mu.Lock()
	d.dir, d.trouble = dir, nil
	d.mu.Unlock()
	d.asker.move(dir)
}

func (d *desk) directory() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.dir
}

func (d *desk) reopen(ctx context.Context) error {
	b, shared, err := readSeat(d.directory())
	if err != nil {
		return err
	}
	if shared {
		return d.reopenTeam(ctx, b)
	}
	if exercise.Is(d.directory()) { // named on the command line
		h, err := d.enterExercise(ctx, d.directory())
		if err != nil {
			return err
		}
		d.takeUp(h)
		return d.refreshMe(ctx)
	}
	w, err := d.workspaceFiles(ctx)
	if err != nil {
		return err
	}
	h, ok, err := enter(ctx, w, d.directory(), d.asker.passphrase, d.log)
	if err != nil || !ok {
		return err
	}
	d.takeUp(h)
	return d.refreshMe(ctx)
}

// takeUp makes a house the one that is open.
func (d *desk) takeUp(h *house) {
	cancel := h.store.Subscribe(d.changed)
	if h.crew != nil {
		links := []func(){cancel, h.crew.replica.Subscribe(func(replica.State) { d.changed(inbox.Notice{}) })}
		cancel = func() {
			for _, end := range links {
				end()
			}
		}
	}
	d.mu.Lock()
	d.house, d.trouble, d.unlink = h, nil, cancel
	d.mu.Unlock()
}

// reopenTeam opens the replica of a team's desktop: what it has is shown at
// once, whether the server is there or not.
func (d *desk) reopenTeam(ctx context.Context, b belonging) error {
	h, err := d.enterTeam(ctx, d.directory(), b)
	if err != nil {
		return err
	}
	d.takeUp(h)
	if err := d.refreshMe(ctx); err != nil {
		d.log.Info("the first copy is not there yet", "device", b.device())
	}
	return nil
}

// workspaceFiles opens the files once.
func (d *desk) workspaceFiles(ctx context.Context) (*store.Workspace, error) {
	d.mu.Lock()
	w := d.files
	d.mu.Unlock()
	if w != nil {
		return w, nil
	}
	w, err := openStore(ctx, d.directory(), d.log)
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
	return errors.Join(d.shut(), d.handed.remove())
}

// shut closes what is open: an exercise, and the workspace behind it.
func (d *desk) shut() error {
	d.turning.Lock()
	defer d.turning.Unlock()
	err := d.shutFront()
	d.mu.Lock()
	d.house, d.files, d.unlink = d.aside, d.asideFiles, d.asideUnlink
	d.aside, d.asideFiles, d.asideUnlink = nil, nil, nil
	d.mu.Unlock()
	return errors.Join(err, d.shutFront())
}

// shutFront closes the workspace that is in sight.
func (d *desk) shutFront() error {
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
		return nil, fault.New(fault.NotFound, "fault.workspace-missing", "Directory", d.dir)
	}
}

// inside asks the open house, or says that there is none.
func inside[T any](at func() (*house, error), ask func(*house) (T, error)) (T, error) {
	h, err := at()
	if err != nil {
		var none T
		return none, err
	}
	return ask(h)
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
	if !ok && h.crew != nil { // until the first copy comes, and when it was wiped
		d.mu.Lock()
		d.me = team.Member{ID: h.member()}
		d.mu.Unlock()
	}
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

// Now is the computer's clock.
func (d *desk) Now() time.Time { return time.Now() }

// NewID makes a fresh ULID.
func (d *desk) NewID() string { return ulid.Make().String() }
