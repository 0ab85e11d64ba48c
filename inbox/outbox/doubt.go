package outbox

import (
	"context"
	"fmt"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
)

// lookup is an entry of unknown fate that is looked for on its channel.
type lookup struct {
	at    time.Time
	tries int
}

// lookups are the waits between looking for a reply; a copy may turn up late.
// After the last one a person decides.
func lookups() []time.Duration {
	return []time.Duration{0, 10 * time.Second, time.Minute, 10 * time.Minute, time.Hour}
}

// recover takes up what was left open when the program last ended: what was
// being sent is unknown now, and everything unknown is looked up.
func (s *Sender) recover(ctx context.Context) error {
	interrupted, err := s.o.Store.Interrupted(ctx)
	if err != nil {
		return fmt.Errorf("recover the outbox: %w", err)
	}
	for _, e := range interrupted {
		s.o.Log.Warn("a reply was being sent when the program ended", "reply", e.ID, "account", e.Account)
	}
	unknown, err := s.o.Store.Replies(ctx, inbox.Unknown)
	if err != nil {
		return fmt.Errorf("recover the outbox: %w", err)
	}
	for _, e := range unknown {
		s.unsure[e.ID] = &lookup{at: s.o.Now()}
	}
	return nil
}

func (s *Sender) nextLookup() time.Time {
	var next time.Time
	for _, u := range s.unsure {
		if next.IsZero() || u.at.Before(next) {
			next = u.at
		}
	}
	return next
}

// lookupsDue gives the unknown entries whose time has come. What a person settled meanwhile is not unknown any more and is forgotten.
func (s *Sender) lookupsDue(ctx context.Context) (due []inbox.OutboxEntry) {
	if len(s.unsure) == 0 {
		return nil
	}
	unknown, err := s.o.Store.Replies(ctx, inbox.Unknown)
	if err != nil {
		s.o.Log.Error("the outbox was not read", "err", err)
		return nil
	}
	still := map[inbox.OutboxID]*lookup{}
	for _, e := range unknown {
		u := s.unsure[e.ID]
		if u == nil {
			continue
		}
		still[e.ID] = u
		if !u.at.After(s.o.Now()) {
			due = append(due, e)
		}
	}
	s.unsure = still
	return due
}

// postpone puts off the lookups among the entries of an account that cannot be
// reached: until a time, or to their next turn.
func (s *Sender) postpone(entries []inbox.OutboxEntry, until time.Time) {
	for _, e := range entries {
		switch u := s.unsure[e.ID]; {
		case u == nil || e.State != inbox.Unknown:
		case !until.IsZero():
			u.at = until
		case !u.later(s.o.Now()):
			delete(s.unsure, e.ID)
		}
	}
}

// later plans the next lookup and reports whether there is one.
func (u *lookup) later(now time.Time) bool {
	waits := lookups()
	if u.tries++; u.tries >= len(waits) {
		return false
	}
	u.at = now.Add(waits[u.tries])
	return true
}

// lookUp looks for a reply on its channel and reports whether its fate is
// known now. Not finding it proves nothing: it stays unknown for a person.
func (l *line) lookUp(ctx context.Context, e inbox.OutboxEntry) bool {
	if err := l.open(ctx); err != nil {
		l.log.Warn("an unknown reply was not looked up", "reply", e.ID, "err", err)
		return false
	}
	finder, ok := l.session.(channel.Finder)
	if !ok {
		return false
	}
	out, err := l.o.Store.Outgoing(ctx, e.ID)
	if err != nil {
		l.log.Error("a reply was not loaded", "reply", e.ID, "err", err)
		return false
	}
	var found *channel.Receipt
	err = guard(l.log, func() (err error) {
		found, err = finder.FindSent(ctx, out)
		return err
	})
	if err != nil {
		l.close()
		l.log.Warn("an unknown reply was not looked up", "reply", e.ID, "err", err)
		return false
	}
	l.used = l.o.Now()
	if found == nil {
		l.log.Warn("an unknown reply was not found on its channel", "reply", e.ID)
		return false
	}
	return l.record(ctx, e.ID, Ended{State: inbox.Sent, Receipt: *found})
}
