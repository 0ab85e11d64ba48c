package engine

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"vigie/inbox"
	"vigie/inbox/collect"
	"vigie/inbox/outbox"
	"vigie/store"
)

// defaultTenure is how long a lease lasts.
const defaultTenure = 20 * time.Second

// The names of leases: of the nodes themselves, so that each can count the
// others, and of the accounts.
const (
	nodeLease    = "node:"
	accountLease = "account:"
)

// offices are the accounts that this node collects and sends for. Each works
// with a context that carries its lease, so that the store refuses what a node
// does that lost it without noticing.
type offices struct {
	e      *Engine
	tenure time.Duration
	mu     sync.Mutex
	held   map[inbox.AccountID]*office
	good   time.Time // when the leases were last renewed
	// leaving are the accounts that are being wound up.
	leaving sync.WaitGroup
}

// office is one account at work.
type office struct {
	account   inbox.Account
	token     int64
	collector *collect.Collector
	sender    *outbox.Sender
	stop      context.CancelFunc
	done      sync.WaitGroup
	failed    atomic.Bool // a part of it ended by itself; it is to begin anew
}

func newOffices(e *Engine) *offices {
	o := &offices{e: e, tenure: e.o.Tenure, held: map[inbox.AccountID]*office{}}
	if o.tenure <= 0 {
		o.tenure = defaultTenure
	}
	return o
}

// wake has the senders look at the outbox now. Without offices it does nothing.
func (o *offices) wake() {
	if o == nil {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, f := range o.held {
		f.sender.Wake()
	}
}

// run takes and keeps a fair share of the accounts until ctx ends, and then
// gives them back.
func (o *offices) run(ctx context.Context) error {
	tick := time.NewTicker(o.tenure / 4)
	defer tick.Stop()
	o.good = time.Now()
	for ctx.Err() == nil {
		if err := o.round(ctx); err != nil && ctx.Err() == nil {
			o.e.o.Log.Warn("the leases of the accounts were not renewed", "err", err)
			if time.Since(o.good) > o.tenure {
				o.leave(ctx, slices.Collect(maps.Keys(o.held)))
			}
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
	end, stop := context.WithTimeout(context.WithoutCancel(ctx), o.tenure)
	defer stop()
	o.leave(end, slices.Collect(maps.Keys(o.held)))
	o.leaving.Wait()
	_, err := o.e.o.Workspace.Leases(end, []string{nodeLease + o.e.o.Node}, o.e.o.Node, 0)
	return errors.Join(err, ctx.Err())
}

// round renews what is held, gives back what is too much and takes what is
// free, up to this node's share.
func (o *offices) round(ctx context.Context) error {
	w, node := o.e.o.Workspace, o.e.o.Node
	accounts, err := w.Accounts(ctx)
	if err != nil {
		return fmt.Errorf("read the accounts: %w", err)
	}
	accounts = slices.DeleteFunc(accounts, func(a inbox.Account) bool { return a.Retired })
	names := []string{nodeLease + node}
	for id := range o.held {
		names = append(names, accountLease+string(id))
	}
	tokens, err := w.Leases(ctx, names, node, o.tenure)
	if err != nil {
		return fmt.Errorf("renew: %w", err)
	}
	o.good = time.Now()
	o.leave(ctx, o.gone(accounts, tokens))
	o.refresh(accounts)
	live, err := w.LiveLeases(ctx, "")
	if err != nil {
		return fmt.Errorf("look at the others: %w", err)
	}
	return o.balance(ctx, accounts, live)
}

// gone lists the accounts that went to another node, were retired, or stopped
// for a fault and are to begin anew.
func (o *offices) gone(accounts []inbox.Account, tokens map[string]int64) []inbox.AccountID {
	var out []inbox.AccountID
	for id, f := range o.held {
		there := slices.ContainsFunc(accounts, func(a inbox.Account) bool { return a.ID == id })
		if !there || f.failed.Load() || tokens[accountLease+string(id)] != f.token {
			out = append(out, id)
		}
	}
	return out
}

// refresh has the collectors take up accounts that were changed.
func (o *offices) refresh(accounts []inbox.Account) {
	for _, acc := range accounts {
		if f := o.held[acc.ID]; f != nil && !reflect.DeepEqual(f.account, acc) {
			f.account = acc
			f.collector.Changed(acc)
		}
	}
}

// balance brings what is held to this node's share.
func (o *offices) balance(ctx context.Context, accounts []inbox.Account, live map[string]string) error {
	nodes := 0
	for name := range live {
		if strings.HasPrefix(name, nodeLease) {
			nodes++
		}
	}
	most := (len(accounts) + nodes - 1) / max(nodes, 1)
	if extra := len(o.held) - most; extra > 0 {
		o.leave(ctx, slices.Sorted(maps.Keys(o.held))[:extra])
		return nil
	}
	for _, acc := range accounts {
		name := accountLease + string(acc.ID)
		if _, taken := live[name]; taken || len(o.held) >= most {
			continue
		}
		token, ok, err := o.e.o.Workspace.Lease(ctx, name, o.e.o.Node, o.tenure)
		if err != nil {
			return fmt.Errorf("take %s: %w", acc.ID, err)
		}
		if ok {
			o.take(ctx, acc, token)
		}
	}
	return nil
}

// take begins to work for an account.
func (o *offices) take(ctx context.Context, acc inbox.Account, token int64) {
	e := o.e
	view := share{e.o.Workspace, acc.ID}
	f := &office{account: acc, token: token}
	ctx, f.stop = context.WithCancel(store.WithLease(ctx, accountLease+string(acc.ID), token))
	f.collector = collect.New(collect.Options{
		Store: view, Ingest: e.ingest, Connector: e.o.Connector, Secrets: e.o.Secrets, Now: e.o.Now, Log: e.o.Log,
		Progress: e.o.Progress, Granted: e.granted,
	})
	f.sender = outbox.New(outbox.Options{
		Store: view, End: e.end, Connector: e.o.Connector, Secrets: e.o.Secrets, Now: e.o.Now, Log: e.o.Log,
	})
	parts := map[string]func(context.Context) error{"collect": f.collector.Run, "index": e.index}
	if !e.o.NoSend {
		parts["send"] = f.sender.Run
	}
	for name, run := range parts {
		f.done.Go(func() {
			if err := run(ctx); err != nil && ctx.Err() == nil {
				e.o.Log.Error("an account stopped", "account", acc.ID, "part", name, "err", err)
				f.failed.Store(true)
			}
		})
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.held[acc.ID] = f
	e.o.Log.Info("this node looks after an account", "account", acc.ID, "lease", token)
}

// leave ends the work for accounts and gives their leases back.
func (o *offices) leave(ctx context.Context, ids []inbox.AccountID) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, id := range ids {
		f := o.held[id]
		delete(o.held, id)
		f.stop()
		// A reply under way may take its time; the other leases are renewed
		// meanwhile.
		o.leaving.Go(func() {
			f.done.Wait()
			o.giveBack(context.WithoutCancel(ctx), f)
		})
	}
}

// giveBack lets another node have an account at once. What cannot be given
// back runs out by itself.
func (o *offices) giveBack(ctx context.Context, f *office) {
	ctx, stop := context.WithTimeout(ctx, o.tenure)
	defer stop()
	if err := o.e.o.Workspace.EndLease(ctx, accountLease+string(f.account.ID), f.token); err != nil {
		o.e.o.Log.Warn("a lease was not given back", "account", f.account.ID, "err", err)
	}
	o.e.o.Log.Info("this node leaves an account", "account", f.account.ID)
}
