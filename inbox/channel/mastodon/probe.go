package mastodon

import (
	"context"

	"vigie/inbox"
	"vigie/inbox/channel"
)

// Probe tries the instance, the token, the notifications, and whether the
// token may publish. Nothing is published to find out.
func (c *Connector) Probe(ctx context.Context, acc inbox.Account, env channel.Env, tell func(channel.Probed)) error {
	s, err := c.session(ctx, acc, env)
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	none := func(try func(context.Context) error) func(context.Context) (int, error) {
		return func(ctx context.Context) (int, error) { return 0, try(ctx) }
	}
	stages := []struct {
		stage channel.Stage
		try   func(context.Context) (count int, err error)
	}{
		{channel.StageReach, none(s.reach)},
		{channel.StageSignIn, none(s.signIn)},
		{channel.StageMailbox, s.countNews},
		{channel.StageSendIn, none(s.mayPublish)},
	}
	for _, st := range stages {
		tell(channel.Probed{Stage: st.stage})
		count, err := st.try(ctx)
		if err != nil {
			return err
		}
		tell(channel.Probed{Stage: st.stage, Done: true, Count: count})
	}
	return nil
}

// countNews counts the mentions of the newest page.
func (s *Session) countNews(ctx context.Context) (int, error) {
	p, err := s.page(ctx, s.news(), "", "", mostNews)
	return len(p.entries), err
}

func (s *Session) mayPublish(ctx context.Context) error {
	if err := s.askScopes(ctx); err != nil {
		return err
	}
	if !s.granted.has("write:statuses") {
		return channel.Fail(channel.Scope, "write:statuses", nil)
	}
	return nil
}
