package feed

import (
	"context"
	"slices"

	"vigie/inbox"
	"vigie/inbox/channel"
)

// Probe fetches the feed: StageReach has passed when its server answers,
// StageSignIn (only with a user name) when it lets us in, StageMailbox, with
// the number of items, what the feed calls itself and its newest items, when
// what is there is a feed, or a page that links to one.
func (c *Connector) Probe(ctx context.Context, acc inbox.Account, env channel.Env, tell func(channel.Probed)) error {
	s, err := open(ctx, acc, env)
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	tell(channel.Probed{Stage: channel.StageReach})
	p := place{V: placeVersion, From: s.set.url.String(), Seen: map[string]string{}}
	f, err := s.fetch(ctx, &p)
	reached := f.status != 0
	if !reached && err != nil {
		return err
	}
	tell(channel.Probed{Stage: channel.StageReach, Done: true})
	if s.set.user != "" {
		tell(channel.Probed{Stage: channel.StageSignIn})
		if r := channel.ReasonOf(err); r == channel.AuthRevoked || r == channel.Forbidden {
			return err
		}
		tell(channel.Probed{Stage: channel.StageSignIn, Done: true})
	}
	tell(channel.Probed{Stage: channel.StageMailbox})
	if err != nil {
		return err
	}
	newest, err := s.newest(ctx, p, f)
	if err != nil {
		return err
	}
	tell(channel.Probed{
		Stage: channel.StageMailbox, Done: true, Count: len(f.items), Newest: newest,
		Found: channel.Identity{Handle: p.address(s.set.url).String(), Name: oneLine(f.head.title)},
	})
	return nil
}

// mostShown is how many items a probe shows: enough to know a place again.
const mostShown = 5

// newest gives the newest items of a feed that was fetched, newest first.
func (s *Session) newest(ctx context.Context, p place, f found) ([]inbox.Message, error) {
	all, err := s.readAll(ctx, &p, f)
	if err != nil {
		return nil, err
	}
	var out []inbox.Message
	for _, c := range all {
		if u, ok := c.event.(channel.Upsert); ok {
			out = append(out, u.Message)
		}
	}
	slices.SortStableFunc(out, func(a, b inbox.Message) int { return b.SentAt.Compare(a.SentAt) })
	return out[:min(len(out), mostShown)], nil
}
