package app

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel/secret"
	"vigie/inbox/fault"
	"vigie/server/guest"
	"vigie/store"
	"vigie/store/replica"
	"vigie/store/wire"
	"vigie/ui/setup"
)

// LookAtTeam reads an invitation, or the address of a server, and asks the
// server who it is. Nothing secret is said.
func (d *desk) LookAtTeam(ctx context.Context, typed string) (setup.FoundTeam, error) {
	i, err := readInvitation(typed)
	if err != nil {
		return setup.FoundTeam{}, err
	}
	s, err := guest.Look(ctx, guest.Door{Server: i.Server, Pin: i.Pin})
	if err != nil {
		return setup.FoundTeam{}, err
	}
	f := setup.FoundTeam{
		Server: i.Server, Brand: s.Hello.Brand, Workspace: s.Hello.Workspace, Pin: s.Pin, Fingerprint: guest.Fingerprint(s.Pin),
		Code: i.Code, Browser: slices.Contains(s.Hello.Features, wire.ByOIDC), Computer: computerName(), Known: setup.Unknown,
	}
	switch {
	case i.Pin != "":
		f.Known = setup.ByInvitation
	case s.Trusted:
		f.Known, f.Pin = setup.BySystem, ""
	}
	return f, nil
}

// readInvitation takes what invitations look like, and the bare address of a
// server, for who signs in by name.
func readInvitation(typed string) (wire.Invitation, error) {
	typed = strings.Join(strings.Fields(typed), " ")
	if i, err := wire.ParseInvitation(typed); err == nil {
		return i, nil
	}
	if typed == "" || strings.ContainsAny(typed, " /?#@") {
		return wire.Invitation{}, fault.New(fault.Invalid, "fault.team-invitation")
	}
	if !strings.Contains(strings.TrimLeft(typed[strings.LastIndex(typed, "]")+1:], "]"), ":") {
		typed += ":8443" // what a server listens on unless it is told otherwise
	}
	return wire.Invitation{Server: typed}, nil
}

func computerName() string {
	name, err := os.Hostname()
	if err != nil || name == "" {
		return "Vigie"
	}
	name, _, _ = strings.Cut(name, ".")
	return name
}

// JoinTeam makes this computer the member's, and returns when the first part
// of the copy is there. Broken off, nothing is left behind.
func (d *desk) JoinTeam(ctx context.Context, j setup.Join, tell func(come, coming int)) error {
	dir := d.teamDir()
	if h, err := d.at(); err == nil && h.exercise != nil {
		return fault.New(fault.Conflict, "exercise.inside")
	}
	b, belongs, err := readSeat(dir)
	switch {
	case err != nil:
		return err
	case belongs && b.Workspace == j.Team.Workspace:
		return d.signInAgain(ctx, b, j)
	case belongs:
		return fault.New(fault.Conflict, "fault.team-already")
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fault.Wrap(err, fault.Full, "fault.file-not-written", "Path", dir)
	}
	d.asker.move(dir)
	kept, err := d.secretsIn(ctx, dir)
	if err != nil {
		return err
	}
	b, err = d.signInto(ctx, j, kept)
	if err != nil {
		return err
	}
	keep := seatSecrets{kept, b.Secrets}
	h, err := enterCrew(ctx, dir, b, kept, d.log)
	if err != nil {
		return err
	}
	if err := h.first(ctx, tell); err != nil {
		late, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		if err := h.crew.guest.Revoke(late, b.Device); err != nil {
			d.log.Info("the server does not know that the joining was broken off", "error", err)
		}
		return errors.Join(err, h.close(), keep.forget(late), putAway(dir, time.Now()))
	}
	if j.Password != "" && j.Handle == "" {
		if err := h.crew.guest.Password(ctx, "", j.Password); err != nil {
			d.log.Warn("the password was not set", "error", err)
		}
	}
	return d.settleIn(ctx, dir, h)
}

// signInto signs in, by the code, by name and password, or in the browser. The
// key is kept before: what a person does not want to keep uses up no code.
func (d *desk) signInto(ctx context.Context, j setup.Join, kept secret.Store) (belonging, error) {
	b := belonging{Brand: j.Team.Brand, Secrets: d.NewID()}
	b.Door, b.Workspace = guest.Door{Server: j.Team.Server, Pin: j.Team.Pin}, j.Team.Workspace
	seed, err := guest.NewKey()
	if err != nil {
		return b, err
	}
	keep := seatSecrets{kept, b.Secrets}
	if err := keep.put(ctx, guest.Secrets{Key: seed}); err != nil {
		return b, err
	}
	s, err := d.proof(ctx, b.Door, j)
	if err != nil {
		return b, errors.Join(err, keep.forget(ctx))
	}
	var secrets guest.Secrets
	if b.Seat, secrets, err = guest.SignIn(ctx, b.Seat, seed, s); err != nil {
		return b, errors.Join(err, keep.forget(ctx))
	}
	return b, keep.put(ctx, secrets)
}

// proof is how the person shows who they are.
func (d *desk) proof(ctx context.Context, door guest.Door, j setup.Join) (wire.SignIn, error) {
	s := wire.SignIn{Name: strings.TrimSpace(j.Computer), Way: wire.ByCode, Code: j.Team.Code}
	if s.Name == "" {
		s.Name = computerName()
	}
	switch {
	case j.InBrowser:
		return d.byBrowser(ctx, door, s, j.Page)
	case j.Handle != "":
		s.Way, s.Code, s.Handle, s.Password = wire.ByPassword, "", j.Handle, j.Password
	}
	return s, nil
}

// signInAgain has a computer that is one of the team's already prove itself
// anew: its copy and what waits to be sent go on.
func (d *desk) signInAgain(ctx context.Context, b belonging, j setup.Join) error {
	h, err := d.outsideTeam()
	if err != nil {
		return err
	}
	keep := seatSecrets{h.secrets, b.Secrets}
	before, err := keep.Load(ctx)
	if err != nil {
		return err
	}
	s, err := d.proof(ctx, b.Door, j)
	if err != nil {
		return err
	}
	_, secrets, err := guest.SignIn(ctx, b.Seat, before.Key, s)
	if err != nil {
		return err
	}
	if err := keep.put(ctx, secrets); err != nil {
		return err
	}
	h.crew.guest.Enter(secrets)
	return h.crew.replica.Settle(ctx)
}

// first waits until the inbox can be used: the member and the newest
// conversations are there.
func (h *house) first(ctx context.Context, tell func(come, coming int)) error {
	news := make(chan struct{}, 1)
	poke := func() {
		select {
		case news <- struct{}{}:
		default:
		}
	}
	defer h.crew.replica.Subscribe(func(replica.State) { poke() })()
	defer h.store.Subscribe(func(inbox.Notice) { poke() })()
	look := time.NewTicker(time.Second)
	defer look.Stop()
	for {
		roster, err := h.store.Roster(ctx)
		if err != nil {
			return err
		}
		if m, ok := roster.Member(h.me); ok && m.Name != "" {
			return nil
		}
		s := h.crew.replica.State()
		switch {
		case h.crew.stranger() != nil:
			return h.crew.stranger()
		case s.Phase == replica.Revoked, s.Phase == replica.Forked:
			return fault.New(fault.Auth, "fault.team-revoked")
		case s.Phase == replica.Outdated:
			return fault.New(fault.Unsupported, "fault.team-server-newer", "Server", h.crew.Server)
		}
		tell(int(s.Come), int(s.Coming))
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-news:
		case <-look.C:
		}
	}
}

// settleIn makes the team's copy the workspace that is open, now and from the
// next start on.
func (d *desk) settleIn(ctx context.Context, dir string, h *house) error {
	if brand, err := h.store.Setting(ctx, store.SettingBrand); err == nil && brand != "" {
		h.brand, h.crew.Brand = brand, brand
	}
	if err := writeSeat(dir, h.crew.belonging); err != nil {
		return errors.Join(err, h.close())
	}
	if err := d.shut(); err != nil {
		d.log.Warn("the workspace before was not closed cleanly", "error", err)
	}
	d.goInto(dir)
	d.takeUp(h)
	return d.refreshMe(ctx)
}

// LeaveTeam ends this computer's part in the team: its access, its copy. What
// was not sent is put away in a directory beside, with its date, and not lost.
func (d *desk) LeaveTeam(ctx context.Context) error {
	h, err := d.outsideTeam()
	if err != nil {
		return err
	}
	if err := h.crew.guest.Revoke(ctx, h.crew.Device); err != nil {
		d.log.Warn("the server does not know that this computer left", "error", err)
	}
	kept := seatSecrets{h.secrets, h.crew.Secrets}
	err = errors.Join(d.shut(), kept.forget(ctx), putAway(h.path, d.Now()))
	if err != nil {
		return err
	}
	d.goInto(d.options.workspace)
	return d.open(ctx)
}

// putAway removes the copy of a directory, and keeps its outbox under another
// name.
func putAway(dir string, now time.Time) error {
	if err := os.RemoveAll(filepath.Join(dir, "copy")); err != nil {
		return fault.Wrap(err, fault.ReadOnly, "fault.file-not-written", "Path", dir)
	}
	if err := os.Rename(filepath.Join(dir, seatName), filepath.Join(dir, seatName+".left")); err != nil && !os.IsNotExist(err) {
		return fault.Wrap(err, fault.ReadOnly, "fault.file-not-written", "Path", dir)
	}
	return os.Rename(dir, dir+"-"+now.UTC().Format("20060102-150405.000"))
}

// byBrowser has the person sign in at the house's provider.
func (d *desk) byBrowser(ctx context.Context, door guest.Door, s wire.SignIn, page func(string, error)) (wire.SignIn, error) {
	got, err := guest.SignInByBrowser(ctx, door, func(address string) {
		opened := d.browse(address)
		if page != nil {
			page(address, opened)
		}
	})
	got.Name = s.Name
	return got, err
}
