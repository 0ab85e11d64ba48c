package engine

import (
	"context"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/channel/archive"
	"vigie/inbox/fault"
	"vigie/store"
)

// Release reads a quarantined message again, as a newer version of the program
// may be able to, and stores it. One that still cannot be read is Invalid and
// stays where it is.
func Release(ctx context.Context, w *store.Workspace, q inbox.Quarantined) error {
	raw, err := w.QuarantinedRaw(ctx, q.ID)
	if err != nil {
		return err
	}
	accounts, err := w.Accounts(ctx)
	if err != nil {
		return err
	}
	acc := inbox.Account{ID: q.Account}
	for _, a := range accounts {
		if a.ID == q.Account {
			acc = a
		}
	}
	u, err := readerOf(acc).Read(acc, raw, q.At)
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "fault.still-unreadable")
	}
	_, err = w.ReleaseQuarantined(ctx, q.ID, u)
	return err
}

// readerOf gives what reads the payloads of an account: its connector, or,
// where there is none, what reads files.
func readerOf(acc inbox.Account) channel.Reader {
	if c, ok := Connector(acc.Channel); ok {
		if r, can := c.(channel.Reader); can {
			return r
		}
	}
	var mail channel.Reader
	if c, ok := Connector(inbox.ChannelEmail); ok {
		mail, _ = c.(channel.Reader)
	}
	return archive.Reader{Mail: mail}
}
