package engine

import (
	"context"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/fault"
)

// Release reads a quarantined message again, as a newer version of the program
// may be able to, and stores it.
func (e *Engine) Release(ctx context.Context, q inbox.Quarantined) error {
	acc, err := e.account(ctx, q.Account)
	if err != nil {
		return err
	}
	c, ok := Connector(acc.Channel)
	reader, can := c.(channel.Reader)
	if !ok || !can {
		return fault.New(fault.Unsupported, "fault.channel-unsupported")
	}
	raw, err := e.o.Workspace.QuarantinedRaw(ctx, q.ID)
	if err != nil {
		return err
	}
	u, err := reader.Read(acc, raw, q.At)
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "fault.still-unreadable")
	}
	_, err = e.o.Workspace.ReleaseQuarantined(ctx, q.ID, u)
	return err
}
