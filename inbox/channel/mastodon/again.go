package mastodon

import (
	"context"
	"encoding/json"
	"net/url"
	"strconv"

	"vigie/inbox/channel"
)

// mostMissing is how many messages one poll looks for that are no longer in
// their list.
const mostMissing = 20

// again looks at the newest page of a list once more. What changed is told;
// what came late, between messages that are known, is taken; and what is gone
// from the list is asked for by its id.
func (r *round) again(ctx context.Context, l list) error {
	p, err := r.session.page(ctx, l, "", "", l.most)
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	var late []entry
	reached := -1 // the oldest mark that the page shows
	for _, raw := range p.entries {
		e, ok := r.entry(l, raw)
		if !ok || seen[e.native] {
			continue
		}
		seen[e.native] = true
		at := r.place.index(e.native)
		switch {
		case at < 0 && reached >= 0: // older ones belong to the first reading, which may end before them
			late = append(late, e)
		case at >= 0:
			if reached < 0 || at < reached {
				reached = at
			}
			if err := r.changed(ctx, e); err != nil {
				return err
			}
		}
	}
	if p.last {
		reached = -1
	}
	if err := r.absent(ctx, l, seen, reached); err != nil {
		return err
	}
	for _, e := range late {
		m, err := r.emit(ctx, l.from, e)
		if err != nil {
			return err
		}
		r.place.note([]mark{m}, false)
	}
	return nil
}

func (p *place) index(native string) int {
	for i, m := range p.Marks {
		if m.ID == native {
			return i
		}
	}
	return -1
}

// changed tells of an edit, or of new counts.
func (r *round) changed(ctx context.Context, e entry) error {
	m := r.place.find(e.native)
	print := printOf(e.status)
	if e.fault != nil || m.Print == print {
		return nil
	}
	where, err := r.around(ctx, e.status)
	if err != nil {
		return err
	}
	s := r.session
	msg := message(s.account, s.me, e.status, where, s.env.Now())
	if e.status.EditedAt != nil {
		if msg.Revision, err = s.revision(ctx, e.status.ID); err != nil {
			return err
		}
	}
	r.events = append(r.events, channel.Upsert{Message: msg, Raw: e.raw})
	answers := m.Answers
	m.Print, m.Answers = print, e.status.Replies
	if s.me.is(e.status.Author) && e.status.Replies > answers {
		return r.unnamed(ctx, e.status.ID)
	}
	return nil
}

// unnamed brings the answers to a status of ours that do not mention us, of
// which nobody notifies.
func (r *round) unnamed(ctx context.Context, native id) error {
	s := r.session
	var c struct {
		Descendants []json.RawMessage `json:"descendants"`
	}
	err := s.client.decode(ctx, "read the answers to a status", statusPath(native, "/context"), &c)
	if err != nil {
		if answered(err) {
			return nil
		}
		return err
	}
	for _, raw := range c.Descendants {
		e, _ := r.entry(list{from: fromAside}, raw)
		if e.fault != nil || s.toUs(e.status) || e.status.InReplyToPerson != s.me.id || r.place.find(e.native) != nil {
			continue
		}
		if len(r.events) >= r.limit {
			break
		}
		m, err := r.emit(ctx, fromAside, e)
		if err != nil {
			return err
		}
		r.place.note([]mark{m}, false)
	}
	return nil
}

// hint is what a push said of a status that is known perhaps.
type hint struct {
	native string // deleted
	raw    []byte // edited
}

// heed looks into what a push said.
func (r *round) heed(ctx context.Context, hints []hint) error {
	for _, h := range hints {
		if h.native != "" {
			if err := r.lookUp(ctx, h.native); err != nil {
				return err
			}
			continue
		}
		e, _ := r.entry(list{from: fromAside}, h.raw)
		switch {
		case e.fault != nil:
		case r.place.find(e.native) != nil:
			if err := r.changed(ctx, e); err != nil {
				return err
			}
		case r.session.toUs(e.status):
			m, err := r.emit(ctx, fromAside, e)
			if err != nil {
				return err
			}
			r.place.note([]mark{m}, false)
		}
	}
	return nil
}

// revision counts the edits of a status; at least one where the instance keeps
// no history.
func (s *Session) revision(ctx context.Context, native id) (int, error) {
	var history []json.RawMessage
	err := s.client.decode(ctx, "read the history of a status", statusPath(native, "/history"), &history)
	if err != nil && !answered(err) {
		return 0, err
	}
	return max(1, len(history)-1), nil
}

// absent asks for the messages that should be in the page and are not. One
// that is still there was only taken off the list (notifications can be
// cleared) and is left alone from then on.
func (r *round) absent(ctx context.Context, l list, seen map[string]bool, reached int) error {
	var missing []string
	for i, m := range r.place.Marks {
		if m.From == l.from && !seen[m.ID] && (i > reached) {
			missing = append(missing, m.ID)
		}
	}
	for i, native := range missing {
		if i == mostMissing || len(r.events) >= r.limit {
			r.more = true
			break
		}
		if err := r.lookUp(ctx, native); err != nil {
			return err
		}
	}
	return nil
}

// lookUp asks for a status by its id: gone, changed, or merely elsewhere.
func (r *round) lookUp(ctx context.Context, native string) error {
	raw, err := r.session.fetch(ctx, id(native))
	switch {
	case channel.ReasonOf(err) == channel.Gone:
		r.events = append(r.events, channel.Removed{Native: native})
		r.place.forget(native)
		return nil
	case err != nil && !answered(err):
		return err
	}
	if m := r.place.find(native); m != nil {
		m.From = fromAside
	}
	if err != nil {
		return nil // refused for another reason: it is not proven to be gone
	}
	e, _ := r.entry(list{from: fromAside}, raw)
	if e.fault != nil || r.place.find(e.native) == nil {
		return nil
	}
	return r.changed(ctx, e)
}

// direct looks at the newest direct conversations for messages of which there
// was no notification.
func (r *round) direct(ctx context.Context) error {
	q := url.Values{"limit": {strconv.Itoa(20)}}
	a, err := r.session.client.get(ctx, "read conversations", "/api/v1/conversations", q)
	if quiet(err) {
		return nil
	}
	if err != nil {
		return err
	}
	var all []json.RawMessage
	if err := r.session.client.parse("read conversations", a, &all); err != nil {
		return err
	}
	known := map[string]bool{}
	for _, native := range r.place.Direct {
		known[native] = true
	}
	var now []string
	for i := len(all) - 1; i >= 0; i-- {
		var c conversation
		if err := json.Unmarshal(all[i], &c); err != nil || missing(c.Last) {
			continue
		}
		e, _ := r.entry(list{from: fromAside}, c.Last)
		if r.place.find(e.native) == nil && !known[e.native] {
			if len(r.events) >= r.limit {
				r.more = true
				continue
			}
			m, err := r.emit(ctx, fromAside, e)
			if err != nil {
				return err
			}
			r.place.note([]mark{m}, false)
		}
		now = append(now, e.native)
	}
	r.place.Direct = now
	return nil
}
