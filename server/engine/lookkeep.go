package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"vigie/crisis/radar"
	"vigie/store"
)

// When a detector is written down: a start reads again what came since.
const (
	keepAfter = 2000 // mentions
	keepDaily = 24 * time.Hour
)

// remembered is what stands beside the memory of a detector.
type remembered struct {
	Material string
	Key      string
	Own      string
	Made     time.Time // its messages were read whole
	AsOf     time.Time
	Hits     int // of the watch in the weeks before AsOf, as they were known
}

// lateHits is how many hits may have come late, besides one in fifty, before
// the messages are read again at once.
const lateHits = 50

// keep writes down what the base of a post knows, now and then.
func (l *lookout) keep(ctx context.Context, p *post) error {
	if !p.kept.AsOf.IsZero() && p.since < keepAfter && p.from.Sub(p.kept.AsOf) < keepDaily {
		return nil
	}
	hits, err := l.hits(ctx, p, p.from)
	if err != nil {
		return err
	}
	r := remembered{Material: p.by.material, Key: p.by.key, Own: p.by.own, Made: p.made, AsOf: p.from, Hits: hits}
	mark, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("mark the memory of a detector: %w", err)
	}
	body, err := p.base.Remember()
	if err != nil {
		return err
	}
	p.kept, p.since = r, 0
	err = l.store.PutRadarMemory(ctx, p.id, store.RadarMemory{Mark: string(mark), AsOf: p.from, Body: body, Erasures: p.by.erasures})
	if err != nil && ctx.Err() == nil { // it costs the next start a minute, and no alert
		l.log.Warn("the memory of a detector is not kept", "watch", p.id, "err", err)
		return nil
	}
	return err
}

// hits counts those of the weeks before a time that are known by now.
func (l *lookout) hits(ctx context.Context, p *post, before time.Time) (int, error) {
	hours, err := l.store.WatchHours(ctx, p.id, before.Add(-LookBack))
	if err != nil {
		return 0, err
	}
	n, last := 0, before.Unix()/3600
	for h, of := range hours {
		if h < last {
			n += of
		}
	}
	return n, nil
}

// recall gives a post the detector that was there before it, or the one that
// was written down, and from when on messages are to be fed; without one that
// fits it stays without.
func (l *lookout) recall(ctx context.Context, p, had *post, now time.Time) (begin time.Time, err error) {
	d, r := (*radar.Detector)(nil), remembered{}
	asOf := time.Time{}
	if had != nil {
		d, r, asOf = had.base.Clone(), had.kept, had.from // that one works on meanwhile
		r.Material, r.Key, r.Own, r.Made = had.by.material, had.by.key, had.by.own, had.made
	} else if d, r, err = l.written(ctx, p); err != nil || d == nil {
		return begin, err
	} else {
		asOf = r.AsOf
	}
	fits, err := l.fits(ctx, p, r, asOf, now)
	if err != nil || !fits {
		return begin, err
	}
	p.kept, p.made = r, r.Made
	p.by.own = r.Own                  // what was taught since waits for its day
	if now.Sub(p.made) >= anewEvery { // and nothing came late: it is as good as new
		p.made = now
	}
	if had != nil {
		p.since = had.since
	}
	if r.Key == p.by.key {
		p.base, p.gapped = d, asOf
		p.tell(l.ears.gaps)
		return asOf, nil
	}
	until := p.from.Add(-storiesBack)
	if asOf.Before(until) {
		until = asOf
	}
	p.base, p.kept = d.Under(p.by.settings(), l.ears.gaps, until), remembered{} // to be written down anew
	for _, g := range l.ears.gaps {
		p.gapped = g.To
	}
	return until.Truncate(radar.Bin), nil
}

// written reads what was written down of a watch; one that cannot be read is
// none.
func (l *lookout) written(ctx context.Context, p *post) (*radar.Detector, remembered, error) {
	var r remembered
	m, ok, err := l.store.RadarMemory(ctx, p.id)
	if err != nil || !ok {
		return nil, r, err
	}
	if err := json.Unmarshal([]byte(m.Mark), &r); err != nil || r.Material != p.by.material {
		return nil, r, nil
	}
	d, err := radar.Recall(p.by.settings(), m.Body)
	if err != nil {
		l.log.Warn("a detector is made from the messages again", "watch", p.id, "err", err)
		return nil, r, nil
	}
	return d, r, nil
}

// fits reports that what a detector remembers is what the messages say: no more
// than a few came late, and what people taught is not older than a day.
func (l *lookout) fits(ctx context.Context, p *post, r remembered, asOf, now time.Time) (bool, error) {
	if r.Material != p.by.material || asOf.After(p.from) || now.Sub(asOf) > LookBack {
		return false, nil
	}
	hits, err := l.hits(ctx, p, r.AsOf)
	if err != nil {
		return false, err
	}
	late, old := hits-r.Hits, now.Sub(r.Made)
	if late < 0 {
		late = -late
	}
	switch {
	case late > lateHits+r.Hits/50:
		return false, nil
	case old >= anewEvery && late > 0, old >= taughtEvery && r.Own != p.by.own:
		return false, nil
	}
	return true, nil
}
