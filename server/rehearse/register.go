package rehearse

import (
	"context"
	"time"

	"vigie/server/gate"
	"vigie/store"
	"vigie/store/wire"
)

// register is the house's, for the gate of an exercise: who comes in there is
// asked of the house each time, and taken along. What a device brings, and that
// it is at work there, is noted in the exercise.
type register struct {
	*store.Workspace // of the house
	exercise         *store.Workspace
}

var _ gate.Register = register{}

// Seat gives a device of the house, and lets it take part.
func (r register) Seat(ctx context.Context, device string) (store.Seat, error) {
	s, err := r.Workspace.Seat(ctx, device)
	if err != nil || s.Ended() {
		return s, err
	}
	return s, r.exercise.Welcome(ctx, s)
}

// SeenDevice notes in the exercise that a device is at work there.
func (r register) SeenDevice(ctx context.Context, device string) error {
	return r.exercise.SeenDevice(ctx, device)
}

// Uploaded tells what a device brought into the exercise.
func (r register) Uploaded(ctx context.Context, device, sha256 string) (int64, bool, error) {
	return r.exercise.Uploaded(ctx, device, sha256)
}

// PutUpload notes what a device brought into the exercise.
func (r register) PutUpload(ctx context.Context, device, sha256 string, size int64) error {
	return r.exercise.PutUpload(ctx, device, sha256, size)
}

// Hangs tells whether a file hangs on something of the exercise.
func (r register) Hangs(ctx context.Context, sha256, on, id string) (bool, error) {
	return r.exercise.Hangs(ctx, sha256, on, id)
}

// UploadedSince counts what a device brought into the exercise.
func (r register) UploadedSince(ctx context.Context, device string, since time.Time) (int64, error) {
	return r.exercise.UploadedSince(ctx, device, since)
}

// ownEpoch takes the orders of its own workspace alone: an exercise never comes
// from a backup, so that its epoch is always the same. Orders of a copy that is
// not there yet have none.
type ownEpoch struct {
	*store.Workspace
	epoch string
}

// Push refuses orders that were given in another workspace.
func (w ownEpoch) Push(ctx context.Context, c store.Caller, p wire.Push) (wire.Pushed, error) {
	if p.Epoch != "" && p.Epoch != w.epoch {
		return wire.Pushed{}, &wire.Problem{Code: wire.CodeInvalid}
	}
	return w.Workspace.Push(ctx, c, p)
}

// real is the house, which takes no order that was given in an exercise.
type real struct {
	*store.Workspace
	host *Host
}

// Push refuses orders that were given in an exercise of this server.
func (w real) Push(ctx context.Context, c store.Caller, p wire.Push) (wire.Pushed, error) {
	w.host.mu.Lock()
	rehearsed := w.host.epochs[p.Epoch]
	w.host.mu.Unlock()
	if rehearsed {
		return wire.Pushed{}, &wire.Problem{Code: wire.CodeInvalid}
	}
	return w.Workspace.Push(ctx, c, p)
}

// House is the house as its own gate serves it: what was ordered in an exercise
// does not get in.
func (h *Host) House() gate.House { return real{h.o.House, h} }
