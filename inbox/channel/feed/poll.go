package feed

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"vigie/inbox/channel"
)

const (
	defaultLimit = 200

	// How long a feed that is not there is left alone: 410 is said on purpose,
	// 404 may be a mistake.
	goneFor    = 24 * time.Hour
	missingFor = time.Hour
)

// Poll brings the items that are new or were edited since, oldest first. It
// fetches once and conditionally; a poll before the feed is due (the
// account's interval, or what the feed wishes) brings nothing. A feed that is
// not there is told as Gone once its absence is noted in the cursor, and asked
// for again hours later.
func (s *Session) Poll(ctx context.Context, cur channel.Cursor, limit int) (channel.Batch, error) {
	if err := ctx.Err(); err != nil {
		return channel.Batch{}, err
	}
	p, err := readPlace(cur, s.set.url)
	if err != nil {
		return channel.Batch{}, err
	}
	now, hurried := s.env.Now(), s.hurried
	s.hurried = false
	switch {
	case hurried:
	case p.Dead != nil && now.Before(p.Dead.Until):
		return channel.Batch{}, channel.Fail(channel.Gone, p.Dead.Why, nil)
	case len(cur) > 0 && now.Before(s.due) && bytes.Equal(cur, s.last):
		return channel.Batch{Next: cur}, nil
	}
	if limit <= 0 {
		limit = defaultLimit
	}
	f, err := s.fetch(ctx, &p)
	var e *channel.Error
	if errors.As(err, &e) && e.Reason == channel.Gone {
		return p.buried(e, f.status, now)
	}
	if err != nil {
		return channel.Batch{}, err
	}
	return s.batch(ctx, p, f, limit)
}

// buried gives the batch that keeps the absence; the poll that follows it
// tells.
func (p place) buried(e *channel.Error, status int, now time.Time) (channel.Batch, error) {
	p.Dead = &dead{Why: e.Detail, Until: now.Add(missingFor)}
	if status == 410 {
		p.Dead.Until = now.Add(goneFor)
	}
	next, err := p.cursor()
	return channel.Batch{Next: next, More: true}, err
}

// batch makes events of a feed that was fetched.
func (s *Session) batch(ctx context.Context, p place, f found, limit int) (channel.Batch, error) {
	p.Dead = nil
	b := channel.Batch{}
	if !f.same {
		p.Read = true
		n, err := s.news(ctx, &p, f)
		if err != nil {
			return channel.Batch{}, err
		}
		b.Events, b.More = n.take(&p, limit)
		b.Total = n.total
		b.Done = n.total - n.left
		if b.More {
			p.ETag, p.Modified, p.Sum = "", "", ""
		} else {
			p.ETag, p.Modified, p.Sum = f.etag, f.modified, f.sum
			p.settle(n.there)
		}
	}
	next, err := p.cursor()
	if err != nil {
		return channel.Batch{}, err
	}
	b.Next = next
	if !b.More {
		s.rest(f, next)
	}
	return b, nil
}

// news is what of a feed is not known yet.
type news struct {
	changed []change
	there   map[string]bool // the keys of all that is in the feed
	total   int
	left    int
}

// change is an event with what the cursor is to remember of it.
type change struct {
	key, said string
	event     channel.Event
	at        time.Time
}

// take gives at most limit events and notes them in the place.
func (n *news) take(p *place, limit int) ([]channel.Event, bool) {
	count := min(limit, len(n.changed))
	var events []channel.Event
	for _, c := range n.changed[:count] {
		p.Seen[c.key] = c.said
		events = append(events, c.event)
	}
	n.left = len(n.changed) - count
	return events, n.left > 0
}

// news reads every item and keeps what is new or says something else than
// before.
func (s *Session) news(ctx context.Context, p *place, f found) (*news, error) {
	read, err := s.readAll(ctx, p, f)
	if err != nil {
		return nil, err
	}
	n := &news{there: map[string]bool{}}
	for _, c := range read {
		if n.there[c.key] {
			continue // the same item twice
		}
		n.there[c.key] = true
		n.total++
		if p.said(c.key) != c.said {
			n.changed = append(n.changed, c)
		} else if p.Seen[c.key] == "" {
			p.Seen[c.key] = c.said // it is back
		}
	}
	slices.Reverse(n.changed) // a feed has its newest first
	slices.SortStableFunc(n.changed, func(a, b change) int { return a.at.Compare(b.at) })
	for _, id := range f.gone {
		native := nativeOf(item{}, id, false)
		key := keyOf(native)
		n.there[key] = true
		if said := p.said(key); said != "" && said != saidGone {
			n.changed = append(n.changed, change{key: key, said: saidGone, event: channel.Removed{Native: native}})
		}
	}
	return n, nil
}

// saidGone is what the cursor remembers of an item that was deleted.
const saidGone = "gone"

// readAll reads the items in the order of the feed.
func (s *Session) readAll(ctx context.Context, p *place, f found) ([]change, error) {
	all := make([]change, 0, len(f.items))
	type reading struct {
		envelope
		item
		err error
	}
	readings := make([]reading, 0, len(f.items))
	owners := map[string]string{} // of an id, the hash of the first that has it
	for i, sl := range f.items {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		r := reading{envelope: s.envelope(f, sl)}
		if sl.open && f.cut && i == len(f.items)-1 {
			continue // what broke off at our own limit
		}
		if r.item, r.err = r.envelope.read(); r.err == nil && r.GUID != "" {
			who := hash(6, r.Link, r.Title)
			if first, taken := owners[r.GUID]; taken && first != who {
				p.share(r.GUID)
			} else {
				owners[r.GUID] = who
			}
		}
		readings = append(readings, r)
	}
	for _, r := range readings {
		switch {
		case errors.Is(r.err, errEmpty):
		case r.err != nil:
			all = append(all, s.poison(r.envelope, r.err))
		default:
			r.envelope.Shared = p.shares(r.GUID)
			all = append(all, s.upsert(r.envelope, r.item))
		}
	}
	return all, nil
}

func (s *Session) upsert(e envelope, it item) change {
	m := message(s.account, e, it, s.env.Now())
	return change{key: keyOf(m.Native), said: saidBy(m), event: channel.Upsert{Message: m, Raw: e.seal()}, at: m.SentAt}
}

func (s *Session) poison(e envelope, cause error) change {
	native, now := "poison:"+hash(12, e.Item), s.env.Now()
	event := channel.Poison{Native: native, Raw: e.seal(), Cause: fmt.Errorf("read an item of %s: %w", e.URL, cause), At: now}
	return change{key: keyOf(native), said: "poison", event: event, at: now}
}

func (s *Session) envelope(f found, sl slip) envelope {
	return envelope{
		V: envelopeVersion, URL: f.at.String(), Title: oneLine(f.head.title), Site: f.head.site, Language: f.head.language,
		Author: oneLine(f.head.author), Comments: s.comments(f), JSON: sl.json, Item: sl.text,
	}
}

// share notes an id that several items have.
func (p *place) share(id string) {
	if key := hash(6, id); !slices.Contains(p.Shared, key) {
		p.Shared = append(p.Shared, key)
		p.Shared = p.Shared[max(0, len(p.Shared)-maxShared):]
	}
}

func (p place) shares(id string) bool { return id != "" && slices.Contains(p.Shared, hash(6, id)) }
