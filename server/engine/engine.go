// Package engine runs a workspace: it collects what arrives, sends what was
// released and keeps the time of handovers and snoozes. The desktop runs it
// in-process, the headless program and the shared server run it without a
// window.
package engine

import (
	"context"
	"log/slog"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/channel/email"
	"vigie/inbox/channel/feed"
	"vigie/inbox/channel/mastodon"
	"vigie/inbox/clockwork"
	"vigie/inbox/collect"
	"vigie/inbox/outbox"
	"vigie/store"
)

// Options are what an engine works with. Workspace and Secrets must be set.
type Options struct {
	Workspace *store.Workspace
	Secrets   channel.Secrets
	Now       func() time.Time // nil is the computer's clock
	Log       *slog.Logger     // nil discards
	// Progress is told of long first readings, from several goroutines.
	Progress func(collect.Progress)
	// NoSend keeps what was released in the outbox, and does nothing else on
	// the networks.
	NoSend bool
	// Connector gives the connector of a channel; nil is Connector, the real
	// ones. The sample workspace plays its networks with its own.
	Connector func(inbox.Channel) (channel.Connector, bool)
	// Node is the name of this program among several that run engines on one
	// workspace: it then collects and sends only for the accounts of which it
	// has the lease, and they share them. "" is alone.
	Node string
	// Tenure is how long a lease lasts: within it, and a quarter more, another
	// node takes over the accounts of one that died. 0 is 20 s.
	Tenure time.Duration
}

// Engine runs one workspace. Its methods are safe for concurrent use; Run is
// called once.
type Engine struct {
	o         Options
	collector *collect.Collector
	sender    *outbox.Sender
	clock     *clockwork.Clockwork
	moderator *moderator
	alone     bool     // an exercise: nothing is collected, nothing sent
	teller    teller   // nil tells no language
	offices   *offices // nil is alone
	lookout   *lookout // nil when the word lists cannot be read
}

// Connector gives the connector of a channel, for those that exist.
func Connector(ch inbox.Channel) (channel.Connector, bool) {
	switch ch {
	case inbox.ChannelEmail:
		return email.New(), true
	case inbox.ChannelMastodon:
		return mastodon.New(), true
	case inbox.ChannelFeed:
		return feed.New(), true
	default:
		return nil, false
	}
}

// noConnector is the connector of every channel where nothing may leave.
func noConnector(inbox.Channel) (channel.Connector, bool) { return nil, false }

// Channels lists the channels that accounts can be added for, the commonest
// first.
func Channels() []inbox.Channel {
	return []inbox.Channel{inbox.ChannelEmail, inbox.ChannelMastodon, inbox.ChannelFeed}
}

// New makes an engine. It does nothing before Run.
func New(o Options) *Engine {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Connector == nil {
		o.Connector = Connector
	}
	alone := false
	// No option undoes what the workspace itself says: in an exercise there is no
	// network. A workspace that cannot be asked is taken for one.
	if id, err := o.Workspace.Exercise(context.Background()); err != nil || id != "" {
		o.Connector, o.NoSend, alone = noConnector, true, true
	}
	e := &Engine{o: o, alone: alone}
	e.collector = collect.New(collect.Options{
		Store: o.Workspace, Ingest: e.ingest, Connector: o.Connector, Secrets: o.Secrets, Now: o.Now, Log: o.Log,
		Progress: o.Progress, Granted: e.granted,
	})
	e.sender = outbox.New(outbox.Options{
		Store: o.Workspace, End: e.end, Connector: o.Connector, Secrets: o.Secrets, Now: o.Now, Log: o.Log,
	})
	e.clock = clockwork.New(clockwork.Options{Store: o.Workspace, Now: o.Now, Log: o.Log})
	e.moderator = newModerator(o)
	if t, err := Tongues(); err != nil {
		o.Log.Error("languages are not told", "err", err)
	} else {
		e.teller = t
	}
	if l, err := newLookout(o); err != nil {
		o.Log.Error("there is no early warning", "err", err)
	} else {
		e.lookout = l
	}
	if o.Node != "" {
		e.offices = newOffices(e)
	}
	return e
}

// Collector gives the collector, to pause, resume and hurry accounts.
func (e *Engine) Collector() *collect.Collector { return e.collector }

// Sender gives the sender, to wake it.
func (e *Engine) Sender() *outbox.Sender { return e.sender }

// Run works until ctx ends, and returns when everything has stopped. A part
// that fails ends the others and is the error.
func (e *Engine) Run(ctx context.Context) error {
	unsubscribe := e.o.Workspace.Subscribe(func(n inbox.Notice) {
		if n.Outbox || n.All {
			e.sender.Wake()
			e.moderator.Wake()
			e.offices.wake()
		}
		if len(n.Conversations) > 0 || n.All {
			e.clock.Wake()
		}
		if arrived(n) {
			e.lookout.Wake()
		}
	})
	defer unsubscribe()
	parts := map[string]func(context.Context) error{"keep time": e.clock.Run, "index": e.index, "forget": e.forget}
	if !e.o.NoSend {
		parts["send"] = e.sender.Run
		parts["moderate"] = e.moderator.Run
	}
	parts["seal"] = func(ctx context.Context) error { return sealLogs(ctx, e.o.Workspace, e.o.Log) }
	if !e.alone { // an exercise has no network, and the playbooks of its house
		parts["collect"] = e.collector.Run
		parts["bring playbooks"] = func(ctx context.Context) error { return stockShelf(ctx, e.o.Workspace, e.o.Log) }
	}
	if e.lookout != nil {
		parts["look out"] = e.lookout.run
	}
	if e.offices != nil {
		delete(parts, "collect")
		delete(parts, "send")
		parts["share the accounts"] = e.offices.run
		for _, name := range []string{"moderate", "look out"} { // one node does it
			if run := parts[name]; run != nil {
				term := Term{Leases: e.o.Workspace, Name: name, Holder: e.o.Node, TTL: e.offices.tenure, Log: e.o.Log}
				parts[name] = func(ctx context.Context) error { return term.Run(ctx, run) }
			}
		}
	}
	return Together(ctx, parts)
}

// index catches up with what a crash left out of the search index.
func (e *Engine) index(ctx context.Context) error {
	for {
		n, err := e.o.Workspace.IndexPending(ctx, 1000)
		if err != nil || n == 0 {
			return err
		}
	}
}

func (e *Engine) ingest(ctx context.Context, acc inbox.AccountID, b channel.Batch) (int, error) {
	e.tell(b.Events)
	in, err := e.o.Workspace.Ingest(ctx, acc, b)
	return in.Inserted, err
}

// granted keeps what a network allows an account, as it said at sign-in.
func (e *Engine) granted(ctx context.Context, id inbox.AccountID, caps inbox.Caps) error {
	acc, err := e.account(ctx, id)
	if err != nil {
		return err
	}
	acc.Caps = caps
	return e.o.Workspace.PutAccount(ctx, acc, "")
}

func (e *Engine) end(ctx context.Context, id inbox.OutboxID, ended outbox.Ended) error {
	// How a sending ended is kept also by a node that lost the account meanwhile.
	return e.o.Workspace.EndSending(store.WithoutLease(ctx), id, store.SendResult{
		State: ended.State, Again: ended.Again, Receipt: ended.Receipt, Err: ended.Err,
	})
}
