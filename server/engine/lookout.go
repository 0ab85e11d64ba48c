package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"time"

	"vigie/crisis/alert"
	"vigie/crisis/radar/tone"
	"vigie/inbox"
	"vigie/inbox/watch"
	"vigie/store"
)

// LookBack is the history that a detector is made from.
const LookBack = 35 * 24 * time.Hour

// How the lookout keeps time.
const (
	lookEvery = time.Minute
	lookSoon  = 15 * time.Second   // after an arrival, at the earliest
	anewEvery = 7 * 24 * time.Hour // what was brought in late counts from then on
	// What people taught counts for new messages at once, and for the history
	// within a day.
	taughtEvery = 24 * time.Hour
	keepEvery   = 30 * time.Minute
	alertsRead  = 500
)

// lookout runs a detector for each watch and keeps the alerts.
type lookout struct {
	store *store.Workspace
	now   func() time.Time
	log   *slog.Logger
	tones *tone.Reader
	lists string // a mark of the word lists
	ears  ears
	posts map[watch.ID]*post
	wake  chan struct{}
	// read says that the history of a watch was read whole in this look: others
	// that work well wait for the next one.
	read bool
}

func newLookout(o Options) (*lookout, error) {
	tones, err := Tones()
	if err != nil {
		return nil, fmt.Errorf("read the word lists: %w", err)
	}
	return &lookout{store: o.Workspace, now: o.Now, log: o.Log, tones: tones, lists: listsMark(), posts: map[watch.ID]*post{}, wake: make(chan struct{}, 1)}, nil
}

// Wake has it look again soon.
func (l *lookout) Wake() {
	if l == nil {
		return
	}
	select {
	case l.wake <- struct{}{}:
	default: // it will
	}
}

// run looks once a minute, and sooner when something arrived. What cannot be
// read now is read the next time.
func (l *lookout) run(ctx context.Context) error {
	for ctx.Err() == nil {
		if err := l.look(ctx); err != nil && ctx.Err() == nil {
			l.log.Error("the early warning did not look", "err", err)
		}
		if !pause(ctx, lookSoon, nil) || !pause(ctx, lookEvery-lookSoon, l.wake) {
			break
		}
	}
	return ctx.Err()
}

// pause waits, or less when woken; false is the end.
func pause(ctx context.Context, d time.Duration, wake <-chan struct{}) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-wake:
	case <-ctx.Done():
		return false
	}
	return true
}

// look brings every detector up to now.
func (l *lookout) look(ctx context.Context) error {
	now := l.now()
	house, err := l.house(ctx, now)
	if err != nil {
		return err
	}
	l.tones, l.read = l.tones.With(house.own), false
	if err := l.ears.listen(ctx, l.store, now); err != nil {
		return err
	}
	there := map[watch.ID]bool{}
	for _, s := range house.watches {
		there[s.ID] = true
		if s.Filling {
			delete(l.posts, s.ID) // its history is not whole
			continue
		}
		if err := l.tend(ctx, s, house, now); err != nil {
			l.log.Error("a watch was not looked after", "watch", s.ID, "err", err)
		}
	}
	for id := range l.posts {
		if !there[id] {
			delete(l.posts, id)
		}
	}
	return nil
}

// lookedAt is what the detectors are set by.
type lookedAt struct {
	watches  []watch.Standing
	settings map[watch.ID]alert.Settings
	alerts   []alert.Alert
	own      *tone.Own
	ownMark  string
	erasures string
}

func (l *lookout) house(ctx context.Context, now time.Time) (h lookedAt, err error) {
	if h.watches, err = l.store.WatchStandings(ctx, "", now); err != nil {
		return h, err
	}
	if h.settings, err = l.store.RadarSettings(ctx); err != nil {
		return h, err
	}
	if h.alerts, err = l.store.Alerts(ctx, now.Add(-LookBack), alertsRead); err != nil {
		return h, err
	}
	if h.own, err = l.store.OwnTones(ctx); err != nil {
		return h, err
	}
	if h.ownMark, err = markOf(h.own); err != nil {
		return h, err
	}
	h.erasures, err = l.store.ErasuresMark(ctx)
	return h, err
}

// tend brings the detector of one watch up to now, made anew where what it is
// set by is new.
func (l *lookout) tend(ctx context.Context, s watch.Standing, h lookedAt, now time.Time) error {
	set := h.settings[s.ID]
	set.Watch = s.ID
	m, err := l.making(s, set, h)
	if err != nil {
		return err
	}
	p := l.posts[s.ID]
	if p.stale(m, s.Total, now) && !(p.works(m) && l.read) {
		if p, err = l.man(ctx, m, p, now); err != nil {
			delete(l.posts, s.ID) // what it knew may be half fed
			return err
		}
		p.total = s.Total
		l.posts[s.ID] = p
	}
	p.tell(l.ears.gaps)
	if err := p.follow(ctx, l, now); err != nil {
		delete(l.posts, s.ID) // half fed
		return err
	}
	return l.report(ctx, p, now)
}

// report keeps the alert of a detector, and now and then how it stands.
func (l *lookout) report(ctx context.Context, p *post, now time.Time) error {
	stands := p.live.Now()
	a := stands.Alert
	if p.set.Silent || a != nil && now.Sub(a.RaisedAt) > LookBack {
		a = nil
	}
	raw, err := json.Marshal(a)
	if err != nil {
		return fmt.Errorf("mark the alert: %w", err)
	}
	fresh := string(raw) != p.told
	if fresh {
		if err := l.store.FollowAlert(ctx, p.id, a); err != nil {
			return err
		}
		p.told = string(raw)
	}
	if !fresh && now.Sub(p.when) < keepEvery {
		return nil
	}
	stands.Alert = nil // it has a place of its own
	rounded(&stands)
	p.when = now
	return l.store.PutRadarStanding(ctx, alert.Standing{Watch: p.id, AsOf: now.UnixMilli(), Radar: stands})
}

// arrived reports a notice of messages.
func arrived(n inbox.Notice) bool { return n.Arrived > 0 || n.All }

// Look brings the early warning up to now. Run does it by itself; it is not to
// be called meanwhile.
func (e *Engine) Look(ctx context.Context) error {
	if e.lookout == nil {
		return nil
	}
	return e.lookout.look(ctx)
}
