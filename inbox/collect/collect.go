// Package collect brings in what is new on the accounts of a workspace. It
// runs each account on its own: a fault, or a panic, of one never touches
// another. A batch is stored together with its cursor before the next one is
// asked for from there on, so that whatever happens in between is read again
// and nothing is lost.
package collect

import (
	"context"
	"io"
	"log/slog"
	"slices"
	"sync"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
)

// Store is what the collector needs of the workspace.
type Store interface {
	Accounts(ctx context.Context) ([]inbox.Account, error)
	Cursor(ctx context.Context, acc inbox.AccountID) (channel.Cursor, error)
	Health(ctx context.Context) ([]inbox.Health, error)
	PutHealth(ctx context.Context, h inbox.Health) error
}

// Ingest stores a batch and its cursor in one transaction and says how many
// messages were new.
type Ingest func(ctx context.Context, acc inbox.AccountID, b channel.Batch) (fresh int, err error)

// Options are what a collector works with. Store, Ingest, Connector and
// Secrets must be set.
type Options struct {
	Store     Store
	Ingest    Ingest
	Connector func(inbox.Channel) (channel.Connector, bool)
	Secrets   channel.Secrets

	Now     func() time.Time // nil is the computer's clock
	Random  io.Reader        // for back-off and connectors; nil is the system's
	Log     *slog.Logger     // nil discards
	Workers int              // goroutines that a connector may parse with; 0 is one for each core

	Batch int           // messages asked for first, and twice as many later; 0 is 200
	Every time.Duration // between two polls, also of an account that streams; 0 is a minute, or 15 where it streams
	Pace  Pace          // of trying again; the zero value is 1 s doubling up to 5 min

	// Progress is told of a long first reading, from several goroutines.
	Progress func(Progress)
	// Granted is told when an account's capability sheet is not the one it
	// had, so that it is stored.
	Granted func(ctx context.Context, acc inbox.AccountID, caps inbox.Caps) error
}

// Progress is how far the reading of an account has come. Total 0 is unknown;
// Finished comes once at the end.
type Progress struct {
	Account     inbox.AccountID
	Done, Total int
	Finished    bool
}

// Collector runs the accounts. Its methods are safe for concurrent use; Run
// and Once are for one caller at a time.
type Collector struct {
	o Options

	mu      sync.Mutex
	running map[inbox.AccountID]*running
	paused  map[inbox.AccountID]bool
	start   func(inbox.Account) // set while Run runs
}

// New makes a collector. It does nothing before Run or Once.
func New(o Options) *Collector {
	return &Collector{o: withDefaults(o), running: map[inbox.AccountID]*running{}, paused: map[inbox.AccountID]bool{}}
}

// Run collects until ctx ends, and returns when every account has stopped.
func (c *Collector) Run(ctx context.Context) error {
	accounts, err := c.o.Store.Accounts(ctx)
	if err != nil {
		return err
	}
	var all sync.WaitGroup
	c.mu.Lock()
	c.start = func(acc inbox.Account) { c.running[acc.ID] = c.launch(ctx, acc, &all) }
	c.mu.Unlock()
	for _, acc := range accounts {
		c.Changed(acc)
	}
	<-ctx.Done()
	c.mu.Lock()
	c.start = nil
	c.mu.Unlock()
	all.Wait()
	c.mu.Lock()
	clear(c.running)
	c.mu.Unlock()
	return ctx.Err()
}

// Result is how a single reading of an account ended.
type Result struct {
	Account inbox.Account
	Fresh   int // messages that were new
	Err     error
}

// Once reads every account to its end and returns, whatever happens to one of
// them. Accounts that are paused or retired are left out.
func (c *Collector) Once(ctx context.Context) ([]Result, error) {
	accounts, err := c.o.Store.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	accounts = slices.DeleteFunc(accounts, func(a inbox.Account) bool { return !c.wanted(a) })
	results := make([]Result, len(accounts))
	var all sync.WaitGroup
	for i, acc := range accounts {
		all.Go(func() {
			r := c.reader(ctx, acc)
			err := r.once(ctx)
			results[i] = Result{Account: acc, Fresh: r.fresh, Err: err}
		})
	}
	all.Wait()
	return results, ctx.Err()
}

// byHand reports whether people bring in what is on the account.
func byHand(acc inbox.Account) bool {
	return acc.Channel == inbox.ChannelImport || acc.Channel == inbox.ChannelClip
}

// wanted reports whether an account is to be read at all.
func (c *Collector) wanted(acc inbox.Account) bool {
	if acc.Paused || acc.Retired || byHand(acc) {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return !c.paused[acc.ID]
}
