package replica

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/store"
	"vigie/store/wire"
)

// Server is the team's server as a desktop talks to it. Errors are
// *wire.Problem where the server answered, *Pause where it wants time, and any
// other where it is out of reach.
type Server interface {
	Hello(context.Context) (wire.Hello, error)
	Push(context.Context, wire.Push) (wire.Pushed, error)
	Pull(context.Context, wire.Pull) (wire.Page, error)
	Bootstrap(ctx context.Context, b wire.Bootstrap, take func(wire.Chunk) error) error
	Fetch(context.Context, wire.Fetch) (wire.Fetched, error)
	// Wait calls told for each poke until ctx or the connection ends. nil is an
	// end without a fault.
	Wait(ctx context.Context, since int64, told func(wire.Poke)) error
	// Upload brings a file, going on where an earlier try broke off.
	Upload(ctx context.Context, sha256 string, open func() (File, error)) error
}

// Options is what a replica works with. Server and Member must be set.
type Options struct {
	Server Server
	Member team.MemberID
	Now    func() time.Time // nil is the computer's clock
	Chance func() float64   // in [0, 1); nil is the system's
	Log    *slog.Logger     // nil discards
	// Horizon is how far back closed conversations are copied; 0 is 90 days.
	Horizon time.Duration
	// ConfirmAfter is how long a reply may be on its way; one that the server
	// gets later waits for a person. 0 is ten minutes.
	ConfirmAfter time.Duration
	// Lease is how long the copy may be shown without having heard from the
	// server; 0 is 30 days.
	Lease time.Duration
	// Hook is called at named points, for tests that kill the program there; an
	// error is what a crash leaves undone. nil is none.
	Hook func(point string) error
	// Disk is what the files of attachments are kept on; nil is the computer's.
	Disk store.Disk
}

// Replica is a desktop's side of the team. It is safe for concurrent use.
type Replica struct {
	dir   string
	o     Options
	out   *outbox
	house *store.Workspace

	mu      sync.Mutex // guards machine and what the state is made of
	machine Machine
	state   State
	told    State // the last that was told
	present []wire.Presence
	watch   map[int]func(State)
	nextID  int

	step sync.Mutex // one step at a time
	// caughtUp is that all was searchable when it was last looked. Guarded by
	// step; what a crash left behind is looked for at the start.
	caughtUp bool
	// whole is where the last chain of pages ended, erasing that pages since then
	// have bytes removed, came the conversations that they put. Guarded by step.
	whole   int64
	erasing bool
	came    []string
	// retelling is that a server of another epoch is being told all that is
	// kept. Guarded by step.
	retelling bool
	// doubting is that a server that knows another order under one of our numbers
	// is being shown all that is kept. Guarded by step.
	doubting bool
	wake     chan struct{}
	offset   time.Duration // the server's clock before ours
}

// The points at which a hook is called.
const (
	AfterOutbox   = "after outbox commit"
	BeforePage    = "before a page"
	AfterPage     = "after a page"
	BeforeAnswers = "before the answers are kept"
	MidRefill     = "between chunks"
)

// Open opens the replica of a directory, or makes one. A copy that is corrupt,
// or of another shape, or that was not in touch with the server for the length
// of its lease, is emptied: it comes back with the first contact. Orders that
// wait are carried out again where a crash kept them from the copy.
func Open(ctx context.Context, dir string, o Options) (*Replica, error) {
	r := &Replica{dir: dir, o: withDefaults(o), wake: make(chan struct{}, 1), watch: map[int]func(State){}}
	r.machine.Chance = r.o.Chance
	if err := os.MkdirAll(filepath.Join(dir, "copy"), 0o700); err != nil {
		return nil, fmt.Errorf("open replica: %w", err)
	}
	var err error
	if r.out, err = openOutbox(ctx, dir); err != nil {
		return nil, err
	}
	if err := r.openCopy(ctx); err != nil {
		return nil, errors.Join(err, r.Close())
	}
	if err := r.heal(ctx); err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return r, nil
}

func withDefaults(o Options) Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Chance == nil {
		o.Chance = rand.Float64
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	for _, d := range []struct {
		value *time.Duration
		usual time.Duration
	}{{&o.Horizon, 90 * 24 * time.Hour}, {&o.ConfirmAfter, 10 * time.Minute}, {&o.Lease, 30 * 24 * time.Hour}} {
		if *d.value == 0 {
			*d.value = d.usual
		}
	}
	if o.Hook == nil {
		o.Hook = func(string) error { return nil }
	}
	return o
}

// openCopy opens the copy, and makes a new one where that one cannot be used.
func (r *Replica) openCopy(ctx context.Context) error {
	dir := filepath.Join(r.dir, "copy")
	o := store.Options{Now: r.o.Now, Log: r.o.Log, Copy: true, Relay: r, Disk: r.o.Disk}
	var err error
	r.house, err = store.Open(ctx, dir, o)
	if kind := fault.KindOf(err); kind == fault.Corrupt || kind == fault.Unsupported || kind == fault.Internal {
		r.o.Log.Warn("the copy cannot be used and is made anew", "error", err)
		if err := dropDatabase(dir); err != nil {
			return err
		}
		r.house, err = store.Open(ctx, dir, o)
	}
	if err != nil {
		return fmt.Errorf("open copy: %w", err)
	}
	return nil
}

// dropDatabase removes the database and leaves the files beside it: some may
// wait to be uploaded.
func dropDatabase(dir string) error {
	found, err := filepath.Glob(filepath.Join(dir, "vigie.db*"))
	for _, f := range found {
		err = errors.Join(err, os.Remove(f))
	}
	if err != nil {
		return fmt.Errorf("drop copy: %w", err)
	}
	return nil
}

// heal sets right what the last end of the program left, and empties a copy
// that may not be shown.
func (r *Replica) heal(ctx context.Context) error {
	facts := map[string]string{}
	for _, name := range []string{"shape", "contact", "offset", factWhole} {
		v, err := r.out.fact(ctx, name)
		if err != nil {
			return err
		}
		facts[name] = v
	}
	r.offset = time.Duration(number(facts["offset"])) * time.Millisecond
	silent := facts["contact"] != "" && r.o.Now().Sub(time.UnixMilli(number(facts["contact"]))) > r.o.Lease
	if silent || facts["shape"] != "" && facts["shape"] != store.Shape() {
		r.o.Log.Info("the copy is emptied", "silent", silent)
		if err := r.house.Reset(ctx); err != nil {
			return err
		}
	}
	if err := r.out.putFacts(ctx, map[string]string{"shape": store.Shape()}); err != nil {
		return err
	}
	entries, err := r.out.entries(ctx)
	if err != nil {
		return err
	}
	state, err := r.house.CopyState(ctx)
	if err != nil || !state.Ready {
		return err
	}
	// A chain that was broken off may have had bytes removed.
	r.whole = number(facts[factWhole])
	r.erasing = state.Cursor != r.whole
	stuck, err := r.house.Replay(ctx, ToReplay(entries, state.Taken))
	if err != nil {
		return fmt.Errorf("carry out waiting orders: %w", err)
	}
	if err := r.forget(ctx, nil); err != nil {
		return err
	}
	if err := r.noteStuck(ctx, stuck); err != nil {
		return err
	}
	return r.tell(ctx)
}

func number(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// Workspace is the copy: screens read it and act on it as on any workspace.
func (r *Replica) Workspace() *store.Workspace { return r.house }

// Member is whose desktop it is.
func (r *Replica) Member() team.MemberID { return r.o.Member }

// Hand keeps orders in the outbox: when it returns they are on the disk.
func (r *Replica) Hand(ctx context.Context, orders []wire.Order) error {
	for i, o := range orders {
		if goesOut(o.Name) {
			orders[i].Until = o.At + (r.clockOffset() + r.o.ConfirmAfter).Milliseconds()
		}
	}
	if err := r.out.add(ctx, orders); err != nil {
		return err
	}
	if err := r.o.Hook(AfterOutbox); err != nil {
		return err
	}
	r.mu.Lock()
	r.machine.Ordered()
	r.mu.Unlock()
	r.rouse()
	return nil
}

// goesOut reports an order whose effect is seen by others than the team.
func goesOut(name string) bool {
	return name == "reply.send" || name == "reply.retry" || strings.HasPrefix(name, "moderation.")
}

func (r *Replica) clockOffset() time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.offset
}

// rouse has the loop look what there is to do.
func (r *Replica) rouse() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// Close ends all use of both files. Run must have ended.
func (r *Replica) Close() error {
	var errs []error
	if r.house != nil {
		errs = append(errs, r.house.Close())
	}
	if r.out != nil {
		errs = append(errs, r.out.close())
	}
	return errors.Join(errs...)
}
