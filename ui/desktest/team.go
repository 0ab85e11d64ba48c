package desktest

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/png"
	"time"

	"vigie/inbox"
	"vigie/inbox/fault"
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

// Crewed is Acme as the desktop of a team: three computers, two changes on
// their way, two that the server refused.
func Crewed() *Desk {
	d, now := Acme(), Now()
	d.In.Shared = true
	d.Crew = Shared{
		Is: true, Sync: vm.Sync{Phase: vm.SyncOffline, Server: "vigie.acme.example:8443", Waiting: 2, Review: 2, Since: now.Add(-12 * time.Minute)},
		Devices: []settings.Device{
			{ID: "v1", Name: "lea-portable", Member: d.Member.Name, Made: now.AddDate(0, -1, 0), Seen: now, This: true},
			{ID: "v2", Name: "accueil", Member: d.Team.Members[1].Name, Made: now.AddDate(0, 0, -3), Seen: now.Add(-2 * time.Hour)},
			{ID: "v3", Name: "ancien-portable", Member: d.Member.Name, Made: now.AddDate(0, -5, 0), Revoked: true},
		},
		Invites: settings.Invitation{
			Text:  "vigie://vigie.acme.example:8443/K7QM-4T2X-9PRA-M3ZD-00AB?pin=CgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgo",
			Short: "vigie.acme.example:8443 K7QM-4T2X-9PRA-M3ZD-00AB", Until: now.Add(15 * time.Minute), Picture: chequered(),
		},
		Changes: []settings.Change{
			{ID: "c1", Name: "reply.send", On: "1", Contact: "Marc Petit", At: now.Add(-9 * time.Minute), Refused: true, Anyway: "send-anyway", Barred: vm.Can(),
				Text: "Bonjour Marc, votre colis est parti ce matin. Vous le recevrez demain.", Why: fault.New(fault.Conflict, "fault.conversation-moved", "New", 1),
				News: []inbox.Message{{Author: inbox.Author{Name: "Marc Petit"}, Text: "Finalement je l’ai reçu, merci !", SentAt: now.Add(-7 * time.Minute)}}},
			{ID: "c2", Name: "conversation.claim", On: "2", Contact: "Ana Lopes", At: now.Add(-11 * time.Minute), Refused: true, Anyway: "take-over", Barred: vm.Can(),
				Why: fault.New(fault.Conflict, "fault.conversation-taken", "Name", "Karim")},
			{ID: "c3", Name: "note.add", On: "2", Contact: "Ana Lopes", At: now.Add(-2 * time.Minute), Text: "Elle rappelle demain matin.", Barred: vm.Can()},
			{ID: "c4", Name: "conversation.label", On: "1", Contact: "Marc Petit", At: now.Add(-time.Minute), Barred: vm.Can()},
		},
	}
	return d
}

// chequered is a picture where a code would be.
func chequered() []byte {
	m := image.NewGray(image.Rect(0, 0, 33, 33))
	for i := range m.Pix {
		m.Pix[i] = 255
		if x, y := i%33, i/33; (x*x+y*y+x*y)%3 == 0 {
			m.SetGray(x, y, color.Gray{})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		return nil
	}
	return b.Bytes()
}

// Invited is the server of an invitation.
func Invited() setup.FoundTeam {
	return setup.FoundTeam{
		Server: "vigie.acme.example:8443", Brand: "Acme", Workspace: "w", Code: "K7QM-4T2X-9PRA-M3ZD-00AB", Known: setup.ByInvitation, Computer: "lea-portable",
		Fingerprint: "0A1B 2C3D 4E5F 6071 8293 A4B5 C6D7 E8F9 0A1B 2C3D 4E5F 6071 8293 A4B5 C6D7 E8F9", Browser: true,
	}
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
