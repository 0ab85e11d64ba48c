package feed

import (
	"context"

	"vigie/inbox"
	"vigie/inbox/channel"
)

// Probe fetches the feed: StageReach has passed when its server answers,
// StageSignIn (only with a user name) when it lets us in, StageMailbox, with
// the number of items, when what is there is a feed.
func (c *Connector) Probe(ctx context.Context, acc inbox.Account, env channel.Env, tell func(channel.Probed)) error {
	s, err := open(ctx, acc, env)
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	tell(channel.Probed{Stage: channel.StageReach})
	f, err := s.find(ctx)
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
	tell(channel.Probed{Stage: channel.StageMailbox, Done: true, Count: len(f.items)})
	return nil
}
