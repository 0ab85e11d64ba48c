package app

import (
	"context"
	"time"

	"github.com/oklog/ulid/v2"

	"vigie/inbox"
	"vigie/inbox/watch"
)

// watchDesk is the desk as the screen of the watches and places sees it.
type watchDesk struct{ triageDesk }

// mostTrial is how many hits end a trial.
const mostTrial = 5000

// Watches gives each watch with its numbers.
func (d watchDesk) Watches(ctx context.Context) ([]watch.Standing, error) {
	return inside(d.at, func(h *house) ([]watch.Standing, error) {
		return h.store.WatchStandings(ctx, h.member(), time.Now())
	})
}

// WatchHits gives a page of hits.
func (d watchDesk) WatchHits(ctx context.Context, id watch.ID, after watch.HitPlace, limit int) ([]watch.Hit, error) {
	return inside(d.at, func(h *house) ([]watch.Hit, error) { return h.store.WatchHits(ctx, id, after, limit) })
}

// PutWatch saves a watch and gives its id.
func (d watchDesk) PutWatch(ctx context.Context, w watch.Watch) (watch.ID, error) {
	if w.ID == "" {
		w.ID = watch.ID(ulid.Make().String())
	}
	return inside(d.at, func(h *house) (watch.ID, error) { return w.ID, h.store.PutWatch(ctx, w, h.member()) })
}

// RemoveWatch forgets a watch.
func (d watchDesk) RemoveWatch(ctx context.Context, id watch.ID) error {
	return d.with(func(h *house) error { return h.store.RemoveWatch(ctx, id, h.member()) })
}

// FillWatch marks the hits among what is stored.
func (d watchDesk) FillWatch(ctx context.Context, id watch.ID, progress func(done, total int)) error {
	return d.with(func(h *house) error { return h.store.FillWatch(ctx, id, progress) })
}

// TryWatch runs a query on what is stored.
func (d watchDesk) TryWatch(ctx context.Context, w watch.Watch) (watch.Trial, error) {
	return inside(d.at, func(h *house) (watch.Trial, error) { return h.store.TryWatch(ctx, w, mostTrial, time.Now()) })
}

// SeenWatch notes that all hits were looked at.
func (d watchDesk) SeenWatch(ctx context.Context, id watch.ID) error {
	return d.with(func(h *house) error { return h.store.SeenWatch(ctx, id, h.member()) })
}

// Promote brings the conversation of a hit to the inbox.
func (d watchDesk) Promote(ctx context.Context, id inbox.ConversationID) error {
	_, err := d.Do(ctx, id, inbox.Reopen{})
	return err
}

// Places is the register.
func (d watchDesk) Places(ctx context.Context) ([]watch.Entry, error) {
	h, err := d.at()
	if err != nil {
		return nil, err
	}
	now := time.Now()
	r := watch.Readings{Gaps: map[inbox.AccountID]time.Duration{}}
	if r.Accounts, err = h.store.Accounts(ctx); err != nil {
		return nil, err
	}
	if r.Health, err = h.store.Health(ctx); err != nil {
		return nil, err
	}
	for _, a := range r.Accounts {
		at, err := h.store.Arrivals(ctx, a.ID, now.Add(-inbox.SilencePeriod))
		if err != nil {
			return nil, err
		}
		if gap, ok := inbox.NormalGap(at); ok {
			r.Gaps[a.ID] = gap
		}
	}
	places, err := h.store.Places(ctx)
	return watch.Register(places, r, now), err
}

// PutPlace keeps a place.
func (d watchDesk) PutPlace(ctx context.Context, p watch.Place) error {
	if p.ID == "" {
		p.ID = watch.PlaceID(ulid.Make().String())
	}
	return d.with(func(h *house) error { return h.store.PutPlace(ctx, p, h.member()) })
}

// WatchOnly says whether what an account brings stays out of the inbox.
func (d watchDesk) WatchOnly(ctx context.Context, id inbox.AccountID, on bool) error {
	return d.with(func(h *house) error {
		a, err := h.store.Account(ctx, id)
		if err != nil {
			return err
		}
		a.WatchOnly = on
		return h.store.PutAccount(ctx, a, h.member())
	})
}

// with does something in the open house, or says that there is none.
func (d watchDesk) with(do func(*house) error) error {
	h, err := d.at()
	if err != nil {
		return err
	}
	return do(h)
}
