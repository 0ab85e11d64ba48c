package mastodon

import (
	"bytes"
	"context"
	"encoding/json"

	"vigie/inbox/channel"
)

const (
	usualLimit = 80
	mostNews   = 80 // notifications that an instance gives at once
	mostOwn    = 40 // statuses
	// surelyLast is less than any instance gives at once while it has more.
	surelyLast = 15
)

// Poll reads what is new in both lists, then a page of what was there before;
// when nothing is left of either it looks again at the newest messages.
func (s *Session) Poll(ctx context.Context, cur channel.Cursor, limit int) (channel.Batch, error) {
	return s.poll(ctx, cur, limit, wanted{again: true})
}

// wanted is what a poll is for.
type wanted struct {
	again bool   // look again at what is known
	hints []hint // what a push said
}

func (s *Session) poll(ctx context.Context, cur channel.Cursor, limit int, w wanted) (channel.Batch, error) {
	p, err := readPlace(cur, s.set.history)
	if err != nil {
		return channel.Batch{}, err
	}
	if limit <= 0 {
		limit = usualLimit
	}
	r := &round{session: s, place: &p, room: limit, limit: limit}
	if err := r.read(ctx, w); err != nil {
		return channel.Batch{}, err
	}
	b := channel.Batch{Events: r.events, More: r.more}
	if !p.Over {
		p.Done += len(r.events)
		b.Done, b.Total = p.Done, p.Done // how much there is the network does not tell
		if r.more {
			b.Total += limit
		}
		p.Over = !r.more
	}
	b.Next, err = p.cursor()
	return b, err
}

// round is one poll.
type round struct {
	session *Session
	place   *place
	events  []channel.Event
	limit   int
	room    int    // how much may still be read
	more    bool   // something is left to read
	fresh   []mark // of the page that is being read
}

func (r *round) read(ctx context.Context, w wanted) error {
	for _, l := range []list{r.session.news(), r.session.own()} {
		at := &r.place.News
		if l.from == fromOwn {
			at = &r.place.Own
		}
		if err := r.forward(ctx, l, at); err != nil {
			return err
		}
		if err := r.back(ctx, l, at); err != nil {
			return err
		}
	}
	if err := r.heed(ctx, w.hints); err != nil {
		return err
	}
	if r.more || !w.again {
		return nil
	}
	for _, l := range []list{r.session.news(), r.session.own()} {
		if err := r.again(ctx, l); err != nil {
			return err
		}
	}
	return r.direct(ctx)
}

// forward reads what is new. A short page proves nothing: an instance filters
// after it has counted, so only an empty one is the end.
func (r *round) forward(ctx context.Context, l list, at *lane) error {
	if at.Fore == "" {
		return r.begin(ctx, l, at)
	}
	for r.room > 0 {
		p, err := r.session.page(ctx, l, "min_id", at.Fore, r.room)
		if err != nil {
			return err
		}
		if len(p.entries) == 0 || p.newer == at.Fore || p.newer == "" {
			return nil
		}
		if err := r.take(ctx, l, p.entries, false); err != nil {
			return err
		}
		at.Fore = p.newer
	}
	r.more = true
	return nil
}

// begin reads the newest page, from which the others are found.
func (r *round) begin(ctx context.Context, l list, at *lane) error {
	if r.room <= 0 {
		r.more = true
		return nil
	}
	p, err := r.session.page(ctx, l, "", "", r.room)
	if err != nil || len(p.entries) == 0 {
		return err
	}
	if err := r.take(ctx, l, p.entries, false); err != nil {
		return err
	}
	at.Fore = p.newer
	if at.Pages--; at.Pages > 0 {
		at.Back = p.older
	}
	return nil
}

// back reads one page of what was there before.
func (r *round) back(ctx context.Context, l list, at *lane) error {
	switch {
	case at.Back == "":
		return nil
	case r.room <= 0:
		r.more = true
		return nil
	}
	p, err := r.session.page(ctx, l, "max_id", at.Back, r.room)
	if err != nil {
		return err
	}
	if err := r.take(ctx, l, p.entries, true); err != nil {
		return err
	}
	if at.Pages--; at.Pages <= 0 || len(p.entries) == 0 || p.older == at.Back {
		at.Back = ""
		return nil
	}
	at.Back, r.more = p.older, true
	return nil
}

// take makes events of the entries of a page.
func (r *round) take(ctx context.Context, l list, entries []json.RawMessage, old bool) error {
	r.room -= len(entries)
	known := map[string]bool{}
	r.fresh = nil
	for _, raw := range entries {
		e, ok := r.entry(l, raw)
		if !ok || known[e.native] || r.place.find(e.native) != nil {
			continue
		}
		known[e.native] = true
		m, err := r.emit(ctx, l.from, e)
		if err != nil {
			return err
		}
		r.fresh = append(r.fresh, m)
	}
	r.place.note(r.fresh, old)
	return nil
}

// entry is a status in a list, read or unreadable.
type entry struct {
	native string
	status status
	raw    []byte
	fault  error
}

// entry reads one entry; false is one that says nothing to us.
func (r *round) entry(l list, raw json.RawMessage) (entry, bool) {
	if l.from == fromNews {
		var n notification
		if err := json.Unmarshal(raw, &n); err != nil {
			return entry{native: poisonName(raw), raw: compact(raw), fault: err}, true
		}
		if n.Type != "mention" || missing(n.Status) {
			return entry{}, false
		}
		raw = n.Status
	}
	raw = compact(raw)
	st, err := readStatus(raw)
	if err != nil {
		return entry{native: poisonName(raw), raw: raw, fault: err}, true
	}
	return entry{native: string(st.ID), status: st, raw: raw}, true
}

// emit makes the event of an entry and gives its mark.
func (r *round) emit(ctx context.Context, from source, e entry) (mark, error) {
	s := r.session
	now := s.env.Now()
	if e.fault != nil {
		r.events = append(r.events, channel.Poison{Native: e.native, Raw: e.raw, Cause: e.fault, At: now})
		return mark{ID: e.native, From: fromPoison}, nil
	}
	where, err := r.around(ctx, e.status)
	if err != nil {
		return mark{}, err
	}
	m := message(s.account, s.me, e.status, where, now)
	r.events = append(r.events, channel.Upsert{Message: m, Raw: e.raw})
	return mark{ID: e.native, Root: m.Root, Print: printOf(e.status), From: from, Answers: e.status.Replies}, nil
}

// compact is a payload without the blanks around it, in memory of its own.
func compact(raw []byte) []byte { return bytes.Clone(bytes.TrimSpace(raw)) }
