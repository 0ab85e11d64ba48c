package desktest

import (
	"context"

	"vigie/ui/settings"
	"vigie/ui/setup"
	"vigie/ui/vm"
)

// Shared is what a desk of a team has besides.
type Shared struct {
	Is       bool
	Sync     vm.Sync
	Found    setup.FoundTeam
	Come     [][2]int // of the first copy, in turn
	Changes  []settings.Change
	Devices  []settings.Device
	Invites  settings.Invitation
	Joined   setup.Join
	Entering chan struct{} // a joining waits for it; nil is at once
}

// LookAtTeam finds the server that the test set.
func (d *Desk) LookAtTeam(_ context.Context, typed string) (setup.FoundTeam, error) {
	return d.Crew.Found, d.did("LookAtTeam", typed)
}

// JoinTeam joins it.
func (d *Desk) JoinTeam(ctx context.Context, j setup.Join, tell func(come, coming int)) error {
	for _, c := range d.Crew.Come {
		tell(c[0], c[1])
	}
	if d.Crew.Entering != nil {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-d.Crew.Entering:
		}
	}
	if err := d.did("JoinTeam", j.Team.Server); err != nil {
		return err
	}
	d.Crew.Joined, d.Crew.Is, d.Open, d.In.Shared = j, true, true, true
	return nil
}

// Sync is how it stands.
func (d *Desk) Sync() (vm.Sync, bool) { return d.Crew.Sync, d.Crew.Is }

// SyncNow records that it was asked for.
func (d *Desk) SyncNow(context.Context) error { return d.did("SyncNow", "") }

// Changes lists those that the test set.
func (d *Desk) Changes(context.Context) ([]settings.Change, error) {
	return d.Crew.Changes, d.fails("Changes")
}

// DoAgain records what is done again.
func (d *Desk) DoAgain(_ context.Context, id string, anyway bool) error {
	if anyway {
		id += " anyway"
	}
	return d.did("DoAgain", id)
}

// Dismiss records what is let go.
func (d *Desk) Dismiss(_ context.Context, id string) error { return d.did("Dismiss", id) }

// Devices lists those that the test set.
func (d *Desk) Devices(context.Context) ([]settings.Device, error) {
	return d.Crew.Devices, d.fails("Devices")
}

// Revoke records it.
func (d *Desk) Revoke(_ context.Context, id string) error { return d.did("Revoke", id) }

// Invite gives the invitation that the test set.
func (d *Desk) Invite(_ context.Context, member string) (settings.Invitation, error) {
	return d.Crew.Invites, d.did("Invite", member)
}

// LeaveTeam goes back to a house of one's own.
func (d *Desk) LeaveTeam(context.Context) error {
	err := d.did("LeaveTeam", "")
	if err == nil {
		d.Crew.Is, d.In.Shared = false, false
	}
	return err
}
