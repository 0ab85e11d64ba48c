package engine

import (
	"context"
	"fmt"
	"math"
	"time"

	"vigie/crisis/alert"
	"vigie/crisis/radar"
	"vigie/inbox"
	"vigie/inbox/watch"
	"vigie/store"
)

// What is recomputed: a detector stays two to three hours behind, so that late
// messages count as of when they were sent.
const (
	lateBy   = 2 * time.Hour
	latest   = 3 * time.Hour
	saidPage = 1000
)

// post is the detector of one watch, in two: base knows everything before from,
// live everything by now.
type post struct {
	id    watch.ID
	set   alert.Settings
	by    making
	total int // hits of the watch when it was made
	made  time.Time

	base, live *radar.Detector
	from       time.Time
	upto       time.Time                     // live was advanced to
	fed        map[inbox.MessageID]time.Time // what live knows since from
	gapped     time.Time                     // the end of the last gap that it was told of

	kept  remembered
	since int // mentions that base took in since it was kept

	begun   time.Time // while it is being made: its messages are read from then on
	percent int       // of them that were read, as people were told

	told string // the alert as it was last kept
	when time.Time
}

// works reports that a post may do for another while: what it was made from is
// still what is asked for.
func (p *post) works(m making) bool {
	return p != nil && p.by.material == m.material && p.by.key == m.key
}

// stale reports that a post is not there or was made from something else. Much
// that was brought in since counts as history.
func (p *post) stale(m making, total int, now time.Time) bool {
	return !p.works(m) || now.Sub(p.made) >= anewEvery || p.slept(now) || p.by.own != m.own && now.Sub(p.made) >= taughtEvery ||
		total > p.total+p.total/4+200 && now.Sub(p.made) > 10*time.Minute
}

// slept reports that the clock went on far without a look, or back.
func (p *post) slept(now time.Time) bool { return now.Before(p.upto) || now.Sub(p.from) >= sleep }

// tell has the detectors know when nobody listened; live may not be there yet.
func (p *post) tell(gaps []radar.Span) {
	for _, g := range gaps {
		if g.To.After(p.gapped) {
			p.base.Missed(g)
			if p.live != nil {
				p.live.Missed(g)
			}
			p.gapped = g.To
		}
	}
}

// said gives what counts of what was said on a watch.
func (l *lookout) said(ctx context.Context, p *post, from, to time.Time, take func(store.Said)) error {
	var after watch.HitPlace
	for {
		page, err := l.store.SaidOn(ctx, p.id, from, to, after, saidPage)
		if err != nil {
			return fmt.Errorf("read a watch for its detector: %w", err)
		}
		for _, s := range page {
			if p.hears(s) {
				take(s)
			}
		}
		if len(page) < saidPage {
			return nil
		}
		last := page[len(page)-1].Message
		after = watch.HitPlace{At: last.SentAt, Message: last.ID}
	}
}

// hears reports whether what somebody said counts.
func (p *post) hears(s store.Said) bool {
	return s.Message.Class == inbox.Person && p.set.Hears(alert.Voice(s.Channel, s.Message.Author.Handle))
}

// follow brings the post up to now: what is new is fed; when some of it was
// sent before the bin that is open, the last hours are judged anew.
func (p *post) follow(ctx context.Context, l *lookout, now time.Time) error {
	places, err := l.store.HitPlaces(ctx, p.id, p.from, now)
	if err != nil {
		return err
	}
	from, settling := p.unseen(places, now), now.Sub(p.from) >= latest
	if from.Before(p.upto.Truncate(radar.Bin)) {
		p.live, p.upto = p.base.Clone(), p.from
		clear(p.fed)
		from = p.from
	}
	if settling {
		from = p.from
	}
	var list []store.Said
	if from.Before(now) {
		if err := l.said(ctx, p, from, now, func(s store.Said) { list = append(list, s) }); err != nil {
			return err
		}
	}
	for _, s := range list {
		if _, known := p.fed[s.Message.ID]; !known {
			p.live.Feed(MentionOf(s, l.tones))
		}
	}
	for _, at := range places {
		p.fed[at.Message] = at.At
	}
	p.live.Advance(now)
	p.upto = now
	if !settling {
		return nil
	}
	p.settle(list, now, l)
	if l.rising[p.id] != nil {
		return nil // what takes its place is kept
	}
	return l.keep(ctx, p)
}

// unseen is when the first of the places was said that live does not know; now
// when it knows all.
func (p *post) unseen(places []watch.HitPlace, now time.Time) time.Time {
	from := now
	for _, at := range places {
		if _, known := p.fed[at.Message]; !known && at.At.Before(from) {
			from = at.At
		}
	}
	return from
}

// settle brings base nearer: what comes for before it is too late.
func (p *post) settle(list []store.Said, now time.Time, l *lookout) {
	from := now.Add(-lateBy).Truncate(radar.Bin)
	for _, s := range list {
		if s.Message.SentAt.Before(from) {
			p.base.Feed(MentionOf(s, l.tones))
			p.since++
		}
	}
	p.base.Advance(from)
	p.from = from
	for id, at := range p.fed {
		if at.Before(from) {
			delete(p.fed, id)
		}
	}
}

// spansOf are stretches as far as they matter: an open crisis does not make a
// detector anew each time it goes on.
func spansOf(known []radar.Span) []int64 {
	var out []int64
	for _, k := range known {
		out = append(out, k.From.Unix())
	}
	return out
}

// rounded cuts digits that nobody needs off a standing.
func rounded(s *radar.Standing) {
	two := func(v float64) float64 { return math.Round(v*100) / 100 }
	for name, p := range s.Streams {
		for i, v := range p.Curve {
			p.Curve[i] = two(v)
		}
		p.Threshold, p.Sum = two(p.Threshold), two(p.Sum)
		s.Streams[name] = p
	}
	for name, h := range s.Hour {
		h.Expected = two(h.Expected)
		s.Hour[name] = h
	}
}
