package store

import (
	"context"

	"vigie/inbox/fault"
)

// Idle refuses a workspace that somebody has open, as fault.Busy: its directory
// is about to be removed. One that is torn is idle.
func Idle(ctx context.Context, dir string) error {
	w, err := Open(ctx, dir, Options{})
	switch {
	case fault.KindOf(err) == fault.Busy:
		return err
	case err != nil:
		return nil
	}
	return w.Close()
}
