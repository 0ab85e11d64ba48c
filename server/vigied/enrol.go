package main

import (
	"crypto/rand"
	"fmt"
	"os"

	"vigie/inbox/team"
	"vigie/server/gate"
	"vigie/store"
	"vigie/store/wire"
)

// firstCoordinator shows a way in when no computer ever signed in: a code for
// the coordinator that there is, or for one that is made.
func (s *server) firstCoordinator() error {
	chiefs, entered, err := s.w.Coordinators(s.j.ctx)
	if err != nil || entered {
		return err
	}
	var m team.Member
	if len(chiefs) > 0 {
		m = chiefs[0]
	} else {
		id, err := s.j.newID()
		if err != nil {
			return err
		}
		m = team.Member{ID: team.MemberID(id), Name: s.j.texts.T("cli.coordinator", nil), Handle: "coordinator", Profile: team.Coordinator}
		if err := s.w.PutMember(s.j.ctx, m, ""); err != nil {
			return err
		}
	}
	plate, err := readDoorplate(s.j.dir, "")
	if err != nil {
		return err
	}
	return s.j.invite(s.w, plate, m, "")
}

// invite makes a code and shows it: the address, what to type, and a picture
// for a telephone or another screen.
func (j *job) invite(w *store.Workspace, plate wire.Invitation, m team.Member, by team.MemberID) error {
	i, err := gate.Invite(j.ctx, w, gate.Guest{To: plate, Member: m.ID, By: by, Now: j.now(), Random: rand.Reader})
	if err != nil {
		return err
	}
	until := j.now().Add(gate.CodeLife)
	words := map[string]any{"Member": m.Name, "Text": i.String(), "Server": i.Server, "Code": i.Code, "Pin": i.Pin, "Until": when(until)}
	text := j.texts.T("cli.invited", words)
	if blocks, err := gate.Blocks(i); err == nil && !j.json {
		text += "\n\n" + blocks
	}
	return j.say(map[string]any{
		"member": m.ID, "text": i.String(), "server": i.Server, "code": i.Code, "pin": i.Pin, "until": until.UTC(),
	}, text)
}

type memberEnrolCmd struct {
	Member string `arg:"" help:"${member_who}"`
	Server string `placeholder:"URL" help:"${member_enrol_server}"`
	PNG    string `name:"png" type:"path" placeholder:"FILE" help:"${member_enrol_png}"`
	As     string `placeholder:"MEMBER" help:"${as}"`
}

// Run makes a one-time code for a member.
func (c *memberEnrolCmd) Run(j *job) error {
	return j.with(j.open, func(w *store.Workspace) error {
		roster, err := w.Roster(j.ctx)
		if err != nil {
			return err
		}
		m, err := member(roster, c.Member)
		if err != nil {
			return err
		}
		who, err := by(roster, c.As)
		if err != nil {
			return err
		}
		plate, err := readDoorplate(j.dir, c.Server)
		if err != nil {
			return err
		}
		if c.PNG == "" {
			return j.invite(w, plate, m, who)
		}
		i, err := gate.Invite(j.ctx, w, gate.Guest{To: plate, Member: m.ID, By: who, Now: j.now(), Random: rand.Reader})
		if err != nil {
			return err
		}
		picture, err := gate.Picture(i, 512)
		if err != nil {
			return fmt.Errorf("draw the code: %w", err)
		}
		if err := os.WriteFile(c.PNG, picture, 0o600); err != nil {
			return fmt.Errorf("write the picture: %w", err)
		}
		return j.say(map[string]any{"member": m.ID, "png": c.PNG}, c.PNG)
	})
}
