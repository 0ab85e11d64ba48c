package app

import (
	"context"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel/feed"
	"vigie/inbox/fault"
	"vigie/inbox/team"
)

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
	return inside(d.at, func(h *house) ([]inbox.Health, error) { return h.store.Health(ctx) })
}

// Arrivals says when messages of people came to an account since a time.
func (d *desk) Arrivals(ctx context.Context, id inbox.AccountID, since time.Time) ([]time.Time, error) {
	return inside(d.at, func(h *house) ([]time.Time, error) { return h.store.Arrivals(ctx, id, since) })
}

// feedPeriod is how far back the silence of a feed is judged from: many have a
// post a week.
const feedPeriod = 365 * 24 * time.Hour

// NormalGap gives the longest silence that is still normal for an account;
// false is too little history to say.
func (d *desk) NormalGap(ctx context.Context, a inbox.Account) (time.Duration, bool, error) {
	if a.Channel != inbox.ChannelFeed {
		arrivals, err := d.Arrivals(ctx, a.ID, d.Now().Add(-inbox.SilencePeriod))
		gap, known := inbox.NormalGap(arrivals)
		return gap, known, err
	}
	arrivals, err := d.Arrivals(ctx, a.ID, d.Now().Add(-feedPeriod))
	patience := feed.Patience(arrivals)
	return patience, patience > 0, err
}

// Roster gives every member and department.
func (d *desk) Roster(ctx context.Context) (team.Roster, error) {
	return inside(d.at, func(h *house) (team.Roster, error) { return h.store.Roster(ctx) })
}

// Counts gives every counter that is not zero.
func (d *desk) Counts(ctx context.Context) (map[inbox.Counter]int, error) {
	return inside(d.at, func(h *house) (map[inbox.Counter]int, error) { return h.store.Counts(ctx) })
}

// Tags gives every tag in use.
func (d *desk) Tags(ctx context.Context) (map[string]int, error) {
	return inside(d.at, func(h *house) (map[string]int, error) { return h.store.Tags(ctx) })
}

// CheckNow asks an account for news at once; an empty id asks all.
func (d *desk) CheckNow(ctx context.Context, id inbox.AccountID) error {
	h, err := d.at()
	if err != nil {
		return err
	}
	if h.crew != nil { // the server collects: look what it has
		return d.SyncNow(ctx)
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
		if h.engine != nil {
			h.engine.Collector().Changed(a)
		}
		return nil
	}
	return fault.New(fault.NotFound, "fault.account-gone")
}
