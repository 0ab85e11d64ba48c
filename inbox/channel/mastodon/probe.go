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
	none := func(try func(context.Context) error) func(context.Context, *channel.Probed) error {
		return func(ctx context.Context, _ *channel.Probed) error { return try(ctx) }
	}
	stages := []struct {
		stage channel.Stage
		try   func(context.Context, *channel.Probed) error
	}{
		{channel.StageReach, none(s.reach)},
		{channel.StageSignIn, s.sayWho},
		{channel.StageMailbox, s.countNews},
		{channel.StageSendIn, none(s.mayPublish)},
	}
	for _, st := range stages {
		tell(channel.Probed{Stage: st.stage})
		said := channel.Probed{Stage: st.stage, Done: true}
		if err := st.try(ctx, &said); err != nil {
			return err
		}
		tell(said)
	}
	return nil
}

// sayWho signs in and tells as whom.
func (s *Session) sayWho(ctx context.Context, said *channel.Probed) error {
	err := s.signIn(ctx)
	said.Found = channel.Identity{Handle: s.me.handle, Name: s.name}
	return err
}

// countNews counts the mentions of the newest page.
func (s *Session) countNews(ctx context.Context, said *channel.Probed) error {
	p, err := s.page(ctx, s.news(), "", "", mostNews)
	said.Count = len(p.entries)
	return err
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
