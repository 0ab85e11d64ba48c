package email

import (
	"context"

	"vigie/inbox"
	"vigie/inbox/channel"
)

// Probe tries both servers step by step.
func (c *Connector) Probe(ctx context.Context, acc inbox.Account, env channel.Env, tell func(channel.Probed)) error {
	s, err := c.session(ctx, acc, env)
	if err != nil {
		return err
	}
	var in *link
	var out *submission
	defer func() {
		if in != nil {
			in.close()
		}
		if out != nil {
			out.close()
		}
	}()
	stages := []struct {
		stage channel.Stage
		try   func() (count int, err error)
	}{
		{channel.StageReach, func() (int, error) { in, err = s.dialIMAP(ctx); return 0, err }},
		{channel.StageSignIn, func() (int, error) { return 0, s.signIn(ctx, in) }},
		{channel.StageMailbox, func() (int, error) { return s.countMails(ctx, in) }},
		{channel.StageSend, func() (int, error) { out, err = s.dialSMTP(ctx); return 0, err }},
		{channel.StageSendIn, func() (int, error) { return 0, s.signInSMTP(ctx, out) }},
	}
	for _, st := range stages {
		tell(channel.Probed{Stage: st.stage})
		count, err := st.try()
		if err != nil {
			return ended(ctx, err)
		}
		tell(channel.Probed{Stage: st.stage, Done: true, Count: count})
	}
	return nil
}

// countMails opens every mailbox that is to be read.
func (s *Session) countMails(ctx context.Context, in *link) (int, error) {
	total := 0
	for _, name := range s.set.mailboxes {
		data, err := in.examine(ctx, name)
		if err != nil {
			return 0, err
		}
		total += int(data.NumMessages)
	}
	return total, nil
}
