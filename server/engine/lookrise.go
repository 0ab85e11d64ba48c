package engine

import (
	"context"
	"fmt"
	"slices"
	"time"

	"vigie/crisis/radar"
	"vigie/inbox"
	"vigie/inbox/watch"
	"vigie/store"
)

// A detector is made from the messages a slice a look, so that the other
// watches are looked after meanwhile.
const (
	sliceMentions = 10_000 // about a second
	slicePage     = 4000
	breath        = 200 * time.Millisecond // between two slices
	keepRising    = 50_000                 // mentions that are read again at most after a stop
)

// stale lists the watches whose detector is not there or was made from
// something else: those that nobody looks after first.
func (l *lookout) stale(tasks []task, now time.Time) []task {
	var blind, dim, well []task
	for _, t := range tasks {
		switch p := l.posts[t.by.id]; {
		case !p.stale(t.by, t.total, now):
			delete(l.rising, t.by.id)
		case p == nil:
			blind = append(blind, t)
		case !p.works(t.by):
			dim = append(dim, t)
		default:
			well = append(well, t)
		}
	}
	return slices.Concat(blind, dim, well)
}

// renew goes on making the detector of a watch, as far as this look may. The one
// that was there before works on until it is made, whatever it was made from.
func (l *lookout) renew(ctx context.Context, t task, now time.Time) error {
	p, err := l.raise(ctx, t, now)
	if err != nil {
		return err
	}
	if had := l.posts[t.by.id]; p == nil && (had == nil || had.works(t.by)) {
		return nil // nobody looks, or it was looked after
	}
	if p != nil {
		l.posts[t.by.id] = p
		delete(l.rising, t.by.id)
	}
	return l.attend(ctx, t.by, now)
}

// raise reads a slice for the detector of a watch; nil is one that is not made
// yet. After an error it goes on where it stands.
func (l *lookout) raise(ctx context.Context, t task, now time.Time) (*post, error) {
	if l.left <= 0 {
		l.haste = true
		return nil, nil
	}
	p := l.rising[t.by.id]
	if p == nil || p.by.material != t.by.material || p.by.key != t.by.key || p.by.own != t.by.own && now.Sub(p.made) >= taughtEvery {
		var err error
		if p, err = l.begin(ctx, t, p, now); err != nil {
			return nil, err
		}
		l.rising[t.by.id] = p
	}
	goal := now.Add(-lateBy).Truncate(radar.Bin)
	for p.from.Before(goal) {
		if l.left <= 0 {
			l.haste = true
			return nil, l.underWay(ctx, p, now)
		}
		n, err := l.readOn(ctx, p, goal)
		if err != nil {
			return nil, err
		}
		l.left -= n
	}
	p.live, p.upto = p.base.Clone(), p.from
	return p, l.keep(ctx, p)
}

// begin begins the detector of a watch: from what it remembers where that is of
// the same messages, else from all that is stored. What was said by two hours ago
// rings nothing any more. begun is one that was begun and is not whole.
func (l *lookout) begin(ctx context.Context, t task, begun *post, now time.Time) (*post, error) {
	m := t.by
	p := &post{
		id: m.id, set: m.set, by: m, total: t.total, made: now, from: now.Add(-lateBy).Truncate(radar.Bin),
		fed: map[inbox.MessageID]time.Time{},
	}
	had := l.posts[m.id]
	if begun != nil && begun.by.material == m.material {
		had = begun
	}
	from, err := l.recall(ctx, p, had, now)
	if err != nil {
		return nil, err
	}
	if p.base == nil {
		if from, err = l.unread(ctx, p, now); err != nil {
			return nil, err
		}
	}
	p.from, p.begun = from, from
	return p, nil
}

// readOn feeds a post the next page of what was said before goal, in whole bins,
// so that it can go on from there, and gives how much was read.
func (l *lookout) readOn(ctx context.Context, p *post, goal time.Time) (int, error) {
	p.tell(l.ears.gaps)
	var list []store.Said
	most := min(slicePage, l.left)
	page, err := l.store.SaidOn(ctx, p.id, p.from, goal, watch.HitPlace{}, most)
	if err != nil {
		return 0, fmt.Errorf("read a watch for its detector: %w", err)
	}
	n, end := len(page), goal
	if n == most {
		end = page[n-1].Message.SentAt.Truncate(radar.Bin)
	}
	if end.After(p.from) {
		list = slices.DeleteFunc(page, func(s store.Said) bool { return !s.Message.SentAt.Before(end) || !p.hears(s) })
	} else { // one bin has more
		end = p.from.Truncate(radar.Bin).Add(radar.Bin)
		if err := l.said(ctx, p, p.from, end, func(s store.Said) { list = append(list, s) }); err != nil {
			return 0, err
		}
		n += len(list)
	}
	for _, s := range list {
		p.base.Feed(MentionOf(s, l.tones))
		p.since++
	}
	p.base.Advance(end)
	p.from = end
	return max(n, 1), nil
}

// underWay writes down how far a detector is that is being made, and tells
// people so with each tenth of it.
func (l *lookout) underWay(ctx context.Context, p *post, now time.Time) error {
	if p.since >= keepRising {
		if err := l.keep(ctx, p); err != nil {
			return err
		}
	}
	percent := max(1, int(100*p.from.Sub(p.begun)/now.Sub(p.begun)))
	if p.percent > 0 && percent/10 == p.percent/10 {
		return nil
	}
	p.percent = percent
	l.log.Info("the early warning reads what was said on a watch", "watch", p.id, "percent", percent)
	all, err := l.store.RadarStandings(ctx)
	if err != nil {
		return err
	}
	s := all[p.id]
	s.Watch, s.Reading = p.id, percent
	return l.store.PutRadarStanding(ctx, s)
}
