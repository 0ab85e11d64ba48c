package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
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
	sleep       = 12 * time.Hour // after which what was missed is read in slices
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

	rising map[watch.ID]*post // detectors that are being made (lookrise.go)
	slice  int                // mentions of them that one look reads, about
	left   int                // of those
	read   bool               // a detector was begun anew from all messages in this look
	haste  bool               // there was more to read than one look may
}

func newLookout(o Options) (*lookout, error) {
	tones, err := Tones()
	if err != nil {
		return nil, fmt.Errorf("read the word lists: %w", err)
	}
	return &lookout{
		store: o.Workspace, now: o.Now, log: o.Log, tones: tones, lists: ListsMark(), posts: map[watch.ID]*post{}, rising: map[watch.ID]*post{},
		slice: sliceMentions, wake: make(chan struct{}, 1),
	}, nil
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
		if l.haste {
			pause(ctx, breath, nil)
			continue
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
	l.left, l.haste = l.slice, false
	tasks, err := l.tasks(house)
	if err != nil {
		return err
	}
	for _, t := range tasks {
		if p := l.posts[t.by.id]; p.works(t.by) && !p.slept(now) {
			l.say(t, l.attend(ctx, t.by, now))
		}
	}
	for _, t := range l.stale(tasks, now) {
		l.say(t, l.renew(ctx, t, now))
	}
	return nil
}

// say notes that a watch was not looked after; the next look tries again.
func (l *lookout) say(t task, err error) {
	if err != nil {
		l.log.Error("a watch was not looked after", "watch", t.by.id, "err", err)
	}
}

// task is a watch to be looked after, and how many hits it has.
type task struct {
	by    making
	total int
}

// tasks lists the watches whose history is whole, and drops what is known of
// others.
func (l *lookout) tasks(h lookedAt) ([]task, error) {
	var out []task
	there := map[watch.ID]bool{}
	for _, s := range h.watches {
		if s.Filling {
			continue
		}
		there[s.ID] = true
		set := h.settings[s.ID]
		set.Watch = s.ID
		m, err := l.making(s, set, h)
		if err != nil {
			return nil, err
		}
		out = append(out, task{m, s.Total})
	}
	maps.DeleteFunc(l.posts, func(id watch.ID, _ *post) bool { return !there[id] })
	maps.DeleteFunc(l.rising, func(id watch.ID, _ *post) bool { return !there[id] })
	return out, nil
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
	if h.ownMark, err = MarkOf(h.own); err != nil {
		return h, err
	}
	h.erasures, err = l.store.ErasuresMark(ctx)
	return h, err
}

// attend brings the detector of one watch up to now.
func (l *lookout) attend(ctx context.Context, m making, now time.Time) error {
	p := l.posts[m.id]
	p.set = m.set // who no longer counts is not heard any more, however it was made
	p.tell(l.ears.gaps)
	if err := p.follow(ctx, l, now); err != nil {
		delete(l.posts, m.id) // half fed
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
	for {
		if err := e.lookout.look(ctx); err != nil || !e.lookout.haste {
			return err
		}
	}
}
