package collect

import (
	"context"
	"crypto/rand"
	"log/slog"
	"runtime"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
)

// The defaults: what a mailbox stands without being a burden to its server.
const (
	defaultBatch = 200
	pollEvery    = time.Minute
	streamEvery  = 15 * time.Minute
)

func withDefaults(o Options) Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Random == nil {
		o.Random = rand.Reader
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Workers == 0 {
		o.Workers = runtime.NumCPU()
	}
	if o.Batch == 0 {
		o.Batch = defaultBatch
	}
	if o.Pace == (Pace{}) {
		o.Pace = Pace{First: time.Second, Most: 5 * time.Minute}
	}
	if o.Progress == nil {
		o.Progress = func(Progress) {}
	}
	if o.Granted == nil {
		o.Granted = func(context.Context, inbox.AccountID, inbox.Caps) error { return nil }
	}
	return o
}

func (o Options) every(streams bool) time.Duration {
	switch {
	case o.Every > 0:
		return o.Every
	case streams:
		return streamEvery
	default:
		return pollEvery
	}
}

func (o Options) env(acc inbox.Account) channel.Env {
	return channel.Env{
		Now: o.Now, Random: o.Random, Log: o.Log.With("account", acc.ID, "channel", acc.Channel),
		Secrets: o.Secrets, Workers: o.Workers,
	}
}
