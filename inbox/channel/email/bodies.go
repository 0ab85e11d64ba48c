package email

import (
	"context"
	"errors"
	"fmt"

	"github.com/emersion/go-imap/v2"

	"vigie/inbox/channel"
)

const (
	maxMail  = 64 << 20 // bytes; a larger mail goes to the quarantine with its beginning
	maxBatch = 32 << 20 // bytes of the mails of one batch
	maxShown = 1 << 20  // bytes of a mail that is too large
)

// readBodies reads the newest mails that are left, as many as fit in a batch.
func (s *Session) readBodies(ctx context.Context, b box, m *mark, limit int) ([]channel.Event, error) {
	asked, large, err := s.choose(ctx, b, m, limit)
	if err != nil {
		return nil, err
	}
	r := s.newReading(b, m)
	defer r.stop()
	section := &imap.FetchItemBodySection{Peek: true}
	if err := s.fetchApart(ctx, r, spansOf(asked), section); err != nil {
		return nil, err
	}
	if len(large) > 0 {
		section.Partial = &imap.SectionPartial{Offset: 0, Size: maxShown}
		r.tooLarge = true
		if err := s.fetchApart(ctx, r, spansOf(large), section); err != nil {
			return nil, err
		}
	}
	events := r.events(append(asked, large...))
	done := spansOf(append(asked, large...))
	m.Bodies, m.Given = m.Bodies.minus(done), m.Given.minus(done)
	return events, nil
}

// choose asks for the sizes of the next mails and takes as many as a batch
// holds. Those that are gone are among asked: their absence is noticed then.
func (s *Session) choose(ctx context.Context, b box, m *mark, limit int) (asked, large []uint32, err error) {
	next := m.Bodies.newest(limit)
	sizes := make(map[uint32]int64, len(next))
	err = s.fetch(ctx, numbered{b.name, m.Validity}, spansOf(next), nil, func(f fetched) { sizes[f.uid] = f.size })
	if err != nil {
		return nil, nil, err
	}
	total := int64(0)
	for _, uid := range next {
		switch size := sizes[uid]; {
		case size > maxMail:
			large = append(large, uid)
			total += maxShown
		default:
			asked = append(asked, uid)
			total += size
		}
		if total > maxBatch {
			break
		}
	}
	return asked, large, nil
}

// fetchApart fetches mails and, where a mail breaks the connection, halves
// the batch until it stands alone: then it is poison, and the rest goes on.
func (s *Session) fetchApart(ctx context.Context, r *reading, uids spans, section *imap.FetchItemBodySection) error {
	if len(uids) == 0 {
		return nil
	}
	err := s.fetch(ctx, r.from(), uids, section, r.take)
	if err == nil || !s.worthHalving(ctx, err) {
		return err
	}
	if uids = uids.minus(r.taken()); uids.count() == 0 {
		return nil
	}
	if s.link != nil {
		_ = s.Close()
	}
	if uids.count() == 1 {
		return s.lastTry(ctx, r, uids, section)
	}
	all := uids.newest(uids.count())
	if err := s.fetchApart(ctx, r, spansOf(all[:len(all)/2]), section); err != nil {
		return err
	}
	return s.fetchApart(ctx, r, spansOf(all[len(all)/2:]), section)
}

// worthHalving tells a mail that cannot be fetched from a server that cannot
// be reached.
func (s *Session) worthHalving(ctx context.Context, err error) bool {
	if ctx.Err() != nil || errors.Is(err, errRenumbered) {
		return false
	}
	var e *channel.Error
	if !errors.As(err, &e) || e.Reason != channel.Temporary {
		return false
	}
	_ = s.Close()
	_, err = s.reach(ctx)
	return err == nil
}

// lastTry fetches one mail once more on a fresh connection.
func (s *Session) lastTry(ctx context.Context, r *reading, uids spans, section *imap.FetchItemBodySection) error {
	if _, err := s.ensure(ctx, r.from()); err != nil {
		return err
	}
	err := s.fetch(ctx, r.from(), uids, section, r.take)
	if err == nil || ctx.Err() != nil || uids.minus(r.taken()).count() == 0 {
		return ctx.Err()
	}
	if _, down := s.reach(ctx); down != nil {
		return down
	}
	uid := uids[0].lo
	r.spoil(uid, channel.Poison{
		Native: provisional(r.box.name, r.mark.Validity, uid), At: s.env.Now(),
		Cause: fmt.Errorf("the server cannot give the mail: %w", err),
	})
	return nil
}
