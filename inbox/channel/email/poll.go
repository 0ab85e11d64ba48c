package email

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/emersion/go-imap/v2"

	"vigie/inbox/channel"
)

const (
	usualLimit = 500
	// headersFrom is how many new mails make a stage of headers worth its
	// while; fewer are read whole at once.
	headersFrom = 100
)

// Poll looks into every mailbox for what is new, then reads one batch of what
// is left to read: headers before bodies, the inbox before the others, newest
// first.
func (s *Session) Poll(ctx context.Context, cur channel.Cursor, limit int) (channel.Batch, error) {
	if err := ctx.Err(); err != nil {
		return channel.Batch{}, err
	}
	if limit <= 0 {
		limit = usualLimit
	}
	used := s.link
	batch, err := s.poll(ctx, cur, limit)
	if err != nil && used != nil && s.link == used && dropped(ctx, err) {
		// The connection had ended while nobody asked anything of it.
		_ = s.Close()
		batch, err = s.poll(ctx, cur, limit)
	}
	if channel.ReasonOf(err) == channel.Gone {
		s.boxes = nil // a mailbox was renamed or deleted: find out again next time
	}
	if err != nil {
		return channel.Batch{}, s.lost(ctx, err)
	}
	return batch, nil
}

// dropped tells a lost connection from what a server said.
func dropped(ctx context.Context, err error) bool {
	var answer *imap.Error
	return ctx.Err() == nil && channel.ReasonOf(err) == channel.Temporary && !errors.As(err, &answer)
}

func (s *Session) poll(ctx context.Context, cur channel.Cursor, limit int) (channel.Batch, error) {
	p, err := readPlace(cur)
	if err != nil {
		return channel.Batch{}, err
	}
	k, err := s.reach(ctx)
	if err != nil {
		return channel.Batch{}, err
	}
	if s.boxes == nil {
		if err := s.findMailboxes(ctx); err != nil {
			return channel.Batch{}, err
		}
	}
	batch := channel.Batch{Events: s.forget(p)}
	for i := len(s.boxes) - 1; i >= 0; i-- { // the inbox last: it stays open
		gone, err := s.look(ctx, k, s.boxes[i], p, limit)
		if err != nil {
			return channel.Batch{}, err
		}
		batch.Events = append(batch.Events, gone...)
	}
	events, err := s.readSome(ctx, p, limit)
	if err != nil {
		return channel.Batch{}, err
	}
	batch.Events = append(batch.Events, events...)
	for _, b := range s.boxes {
		batch.More = batch.More || p.Boxes[b.name].pending()
	}
	batch.Done, batch.Total = p.progress()
	batch.Next, err = p.cursor()
	return batch, err
}

// forget drops the marks of mailboxes that are no longer read, with the headers
// that would stay pending for ever.
func (s *Session) forget(p place) []channel.Event {
	var gone []channel.Event
	for name, m := range p.Boxes {
		if !slices.ContainsFunc(s.boxes, func(b box) bool { return b.name == name }) {
			gone = append(gone, m.takeBack(name)...)
			delete(p.Boxes, name)
		}
	}
	return gone
}

// readSome reads one batch of the first mailbox that has headers left, or else
// bodies.
func (s *Session) readSome(ctx context.Context, p place, limit int) ([]channel.Event, error) {
	for _, b := range s.boxes {
		if m := p.Boxes[b.name]; len(m.Heads) > 0 {
			return s.readHeads(ctx, b, m, limit)
		}
	}
	for _, b := range s.boxes {
		if m := p.Boxes[b.name]; len(m.Bodies) > 0 {
			return s.readBodies(ctx, b, m, limit)
		}
	}
	return nil, nil
}

// state is what the server says of a mailbox without listing it.
type state struct {
	validity, next uint32
	modSeq         uint64
}

// look brings a mailbox's mark up to what the server has. It returns the
// headers that are taken back because the mailbox was renumbered.
func (s *Session) look(ctx context.Context, k *link, b box, p place, limit int) ([]channel.Event, error) {
	m := p.Boxes[b.name]
	if k.selected != b.name && m != nil { // of an open mailbox STATUS is stale
		st, err := k.status(ctx, b.name)
		if err != nil {
			return nil, err
		}
		if m.upToDate(st) {
			return nil, nil
		}
	}
	data, err := k.examine(ctx, b.name)
	if err != nil {
		return nil, err
	}
	st := state{data.UIDValidity, uint32(data.UIDNext), data.HighestModSeq}
	var gone []channel.Event
	again := false
	switch {
	case m == nil:
		m = &mark{Validity: st.validity, Next: 1}
	case m.Validity != st.validity:
		gone = m.takeBack(b.name)
		m, again = &mark{Validity: st.validity, Next: 1}, true
	case m.upToDate(st):
		return nil, nil
	}
	p.Boxes[b.name] = m
	found, err := k.since(ctx, m.Next)
	if err != nil {
		return nil, err
	}
	m.add(found, st, again, limit)
	return gone, nil
}

// upToDate tells whether nothing arrived since the mark was made.
func (m *mark) upToDate(st state) bool {
	return m.Validity == st.validity && st.next != 0 && m.Next >= st.next
}

// takeBack gives the headers that will never be completed under their names.
func (m *mark) takeBack(name string) []channel.Event {
	var gone []channel.Event
	for _, uid := range m.Given.newest(m.Given.count()) {
		gone = append(gone, channel.Removed{Native: provisional(name, m.Validity, uid)})
	}
	return gone
}

// add notes UIDs that were found. After a renumbering the mails are known
// already: headers would show each of them twice for a while.
func (m *mark) add(found spans, st state, again bool, limit int) {
	if !m.pending() {
		m.Total = 0
	}
	m.Total += found.count()
	if !again && found.count() > min(limit, headersFrom) {
		m.Heads = m.Heads.union(found)
	}
	m.Bodies = m.Bodies.union(found)
	m.Next = max(m.Next, st.next)
	if n := len(found); n > 0 {
		m.Next = max(m.Next, found[n-1].hi+1)
	}
	m.ModSeq = st.modSeq
}

// status asks for the state of a mailbox that is not open.
func (k *link) status(ctx context.Context, mailbox string) (state, error) {
	defer k.conn.ask(ctx)()
	d, err := k.client.Status(mailbox, &imap.StatusOptions{UIDNext: true, UIDValidity: true}).Wait()
	if err != nil {
		return state{}, mailboxFailure(k.at, mailbox, err)
	}
	return state{validity: d.UIDValidity, next: uint32(d.UIDNext)}, nil
}

// since lists the UIDs of the open mailbox from next on.
func (k *link) since(ctx context.Context, next uint32) (spans, error) {
	defer k.conn.ask(ctx)()
	var set imap.UIDSet
	set.AddRange(imap.UID(next), 0)
	var options *imap.SearchOptions
	if k.client.Caps().Has(imap.CapESearch) {
		options = &imap.SearchOptions{ReturnAll: true}
	}
	d, err := k.client.UIDSearch(&imap.SearchCriteria{UID: []imap.UIDSet{set}}, options).Wait()
	if err != nil {
		return nil, imapFailure(k.at, "list new mails", err)
	}
	if d.All == nil {
		return nil, nil
	}
	found, ok := d.All.(imap.UIDSet)
	if !ok || found.Dynamic() {
		return nil, channel.Fail(channel.Temporary, k.at.what+" "+k.at.host+": lists its mails in a way that is not understood", nil)
	}
	var all spans
	for _, r := range found { // "n:*" holds the last mail even where its UID is lower
		lo, hi := uint32(r.Start), uint32(r.Stop)
		if lo > hi {
			lo, hi = hi, lo
		}
		if hi >= next && hi != 0 {
			all = all.union(spans{{max(lo, next, 1), hi}})
		}
	}
	return all, nil
}

// ensure opens a mailbox unless it is open, and checks its numbering.
func (s *Session) ensure(ctx context.Context, box numbered) (*link, error) {
	k, err := s.reach(ctx)
	if err != nil {
		return nil, err
	}
	if k.selected == box.name && !k.writable {
		return k, nil
	}
	data, err := k.examine(ctx, box.name)
	if err != nil {
		return nil, err
	}
	if data.UIDValidity != box.validity {
		return nil, channel.Fail(channel.Temporary, "the mailbox was renumbered just now", fmt.Errorf("mailbox %s: %w", box.name, errRenumbered))
	}
	return k, nil
}

var errRenumbered = errors.New("its UIDVALIDITY changed")
