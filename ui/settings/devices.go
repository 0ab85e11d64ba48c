package settings

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"vigie/assets/icon"
	"vigie/inbox/team"
	"vigie/ui/kit"
)

// gadgets are the computers of a team, as the server lists them.
type gadgets struct {
	p      *crew
	shared bool
	list   []Device
	failed error
	rows   shelf
}

// load asks the server; that it does not answer is no reason to show nothing
// of the team.
func (g *gadgets) load(ctx context.Context) func() {
	_, shared := g.p.s.desk.Sync()
	var list []Device
	var err error
	if shared {
		ctx, cancel := context.WithTimeout(ctx, devicesPatience)
		defer cancel()
		list, err = g.p.s.desk.Devices(ctx)
	}
	return func() {
		g.shared, g.failed = shared, err
		if err == nil {
			g.list = list
		}
	}
}

// devicesPatience is how long the page waits for the server.
const devicesPatience = 4 * time.Second

func (g *gadgets) draw() []fyne.CanvasObject {
	if !g.shared {
		return nil
	}
	t := g.p.s.t
	text := "settings.devices-own-text"
	if g.p.me.Profile.May(team.Manage) {
		text = "settings.devices-text"
	}
	out := []fyne.CanvasObject{newHeader(t("settings.devices-title"), t(text))}
	if g.failed != nil {
		return append(out, kit.NewParagraph(g.p.s.host.Texts().T("settings.devices-unread", map[string]any{"Why": g.p.s.host.Texts().Fault(g.failed)}), kit.Body(), kit.Mute))
	}
	var lines []*line
	for _, d := range g.list {
		lines = append(lines, g.line(d))
	}
	return append(out, newTable([]column{{title: t("settings.col-device"), share: 3}, {title: t("settings.col-member"), share: 2}, {title: t("settings.col-state"), share: 2}, {title: t("settings.col-seen"), share: 2}}, lines...))
}

func (g *gadgets) line(d Device) *line {
	t := g.p.s.t
	name := d.Name
	if d.This {
		name += " (" + t("settings.device-this") + ")"
	}
	state := kit.ChipSpec{Text: t("settings.device-active"), Tone: kit.Good}
	if d.Revoked {
		state = kit.ChipSpec{Text: t("settings.device-revoked")}
	}
	seen := t("settings.device-never")
	if !d.Seen.IsZero() {
		seen = g.p.s.formats().Moment(d.Seen, g.p.s.host.Now())
	}
	cells := []cell{{title: name}, {text: d.Member}, {chip: state}, {text: seen}}
	return g.rows.line(d.ID, fmt.Sprint(d.Revoked, d.This), cells, func() *line {
		if d.Revoked || d.This {
			return newLine(nil, cells)
		}
		return newLine(nil, cells, kit.NewButton(kit.Secondary, t("settings.revoke"), func() { g.revoke(d) }))
	})
}

func (g *gadgets) revoke(d Device) {
	s := g.p.s
	s.confirm(confirmation{
		title: s.host.Texts().T("settings.revoke-title", map[string]any{"Name": d.Name}), text: s.t("settings.revoke-text"), act: s.t("settings.revoke"), danger: true,
		do: func() { s.do(func(ctx context.Context) error { return s.desk.Revoke(ctx, d.ID) }, nil) },
	})
}

// invites reports whether this member can invite another to the team.
func (g *gadgets) invites(m team.Member) bool {
	return g.shared && !m.Retired && g.p.me.Profile.May(team.Manage)
}

// invite makes an invitation and shows it: to be sent, typed or scanned.
func (g *gadgets) invite(m team.Member) {
	s := g.p.s
	s.host.Scheduler().Go(func(ctx context.Context) {
		i, err := s.desk.Invite(ctx, string(m.ID))
		s.host.Scheduler().UI(func() {
			if err != nil {
				s.host.Fault(err)
				return
			}
			g.show(m, i)
		})
	})
}

// pictureSize is the side of the code on the screen, in units: a telephone
// reads it from an arm's length.
const pictureSize = 232

func (g *gadgets) show(m team.Member, i Invitation) {
	s := g.p.s
	texts := s.host.Texts()
	picture := canvas.NewImageFromReader(bytes.NewReader(i.Picture), "invitation.png")
	picture.FillMode = canvas.ImageFillContain
	picture.ScaleMode = canvas.ImageScalePixels
	picture.SetMinSize(fyne.NewSquareSize(pictureSize))
	address := kit.NewParagraph(i.Text, kit.Face{Size: 12, Weight: kit.Digits}, kit.Mute)
	kit.NewDialog(kit.DialogSpec{
		Title: texts.T("settings.invite-title", map[string]any{"Name": m.Name}), Width: 560,
		Body: kit.NewColumn(12,
			kit.NewParagraph(texts.T("settings.invite-text", map[string]any{"Time": s.formats().Clock(i.Until)}), kit.Body(), kit.Ink),
			container.NewCenter(picture), address,
			kit.NewFormRow(s.t("settings.invite-typed"), kit.NewParagraph(i.Short, kit.Face{Size: 13, Weight: kit.Digits}, kit.Ink)),
			kit.NewActs().Left(kit.NewLinkButton(s.t("settings.invite-copy"), func() {
				fyne.CurrentApp().Clipboard().SetContent(i.Text)
				s.host.Toast(s.t("sync.copied"))
			})),
		),
		Cancel: s.t("setup.close"),
	}).Open(s.host.Canvas())
}

// inviteButton stands in the line of a member.
func (g *gadgets) inviteButton(m team.Member) *kit.Button {
	return kit.NewButton(kit.Secondary, g.p.s.t("settings.invite"), func() { g.invite(m) }).WithIcon(icon.Users)
}
