package collect

import (
	"context"
	"log/slog"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
)

// pulse keeps an account's health and stores it when it changes.
type pulse struct {
	store Store
	now   func() time.Time
	log   *slog.Logger
	h     inbox.Health
	known bool // h was read from the store
}

func (p *pulse) put(ctx context.Context) {
	// The last word of a reading that was stopped is worth storing.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	if err := p.store.PutHealth(ctx, p.h); err != nil {
		p.log.Error("the health of an account was not stored", "account", p.h.Account, "err", err)
	}
}

// load takes up what was known of the account, so that a fault does not make
// the last success forgotten.
func (p *pulse) load(ctx context.Context, acc inbox.AccountID) {
	if p.known {
		return
	}
	p.known, p.h = true, inbox.Health{Account: acc, State: inbox.Idle}
	all, err := p.store.Health(ctx)
	if err != nil {
		p.log.Error("the health of the accounts was not read", "err", err)
		return
	}
	for _, h := range all {
		if h.Account == acc {
			p.h = h
		}
	}
}

func (p *pulse) trying(ctx context.Context, acc inbox.AccountID) {
	p.load(ctx, acc)
	p.h.State, p.h.LastTry = inbox.Collecting, p.now()
	p.put(ctx)
}

// read notes that everything there was has been read.
func (p *pulse) read(ctx context.Context, state inbox.Liveness) {
	p.h.State, p.h.LastSuccess = state, p.now()
	p.h.FaultKey, p.h.Cause = "", ""
	p.put(ctx)
}

func (p *pulse) failed(ctx context.Context, state inbox.Liveness, err error) {
	p.h.State, p.h.FaultKey, p.h.Cause = state, channel.FaultOf(err).Key, err.Error()
	p.put(ctx)
}

func (p *pulse) stopped(ctx context.Context, acc inbox.Account) {
	p.load(ctx, acc.ID)
	p.h.State = inbox.Stopped
	p.put(ctx)
}

// rest notes that nobody reads the account any more; a fault stays visible.
func (p *pulse) rest(ctx context.Context) {
	if p.h.State == inbox.Collecting || p.h.State == inbox.Live {
		p.h.State = inbox.Idle
		p.put(ctx)
	}
}

// heard notes the arrival of new messages; it is stored with the next change.
func (p *pulse) heard(fresh int) {
	if fresh > 0 {
		p.h.LastMessage = p.now()
	}
}
