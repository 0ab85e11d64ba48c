package settings

import (
	"context"
	"fmt"
	"strings"

	"fyne.io/fyne/v2"

	"vigie/assets/icon"
	"vigie/inbox"
	"vigie/ui/kit"
	"vigie/ui/setup"
	"vigie/ui/vm"
)

// ledger is the page of the team's server: how this desktop stands with it,
// what it does not have yet, and what it refused.
type ledger struct {
	s      *Screen
	shared bool
	sync   vm.Sync
	list   []Change

	refused, waiting shelf
}

func newLedger(s *Screen) *ledger { return &ledger{s: s} }

func (p *ledger) load(ctx context.Context) (func() bool, error) {
	sync, shared := p.s.desk.Sync()
	var list []Change
	var err error
	if shared {
		list, err = p.s.desk.Changes(ctx)
	}
	return func() bool {
		p.sync, p.shared, p.list = sync, shared, list
		return true
	}, err
}

// minds is always: how the desktop stands is told by a notice of nothing else.
func (p *ledger) minds(inbox.Notice) bool { return true }

func (p *ledger) draw() fyne.CanvasObject {
	if !p.shared {
		return p.drawAlone()
	}
	t := p.s.t
	var chips []kit.ChipSpec
	for _, c := range p.s.formats().SyncChips(p.sync, p.s.host.Now()) {
		chips = append(chips, kit.ChipSpec{Text: c.Text, Icon: icon.Name(c.Icon), Tone: kit.Tone(c.Tone)})
	}
	state := kit.NewColumn(8, kit.Chips(chips...),
		kit.NewParagraph(p.s.host.Texts().T("sync.text-"+string(p.sync.Phase), map[string]any{"Server": p.sync.Server}), kit.Body(), kit.Ink),
	)
	now := kit.NewButton(kit.Secondary, t("sync.now"), func() { p.s.do(p.s.desk.SyncNow, nil) })
	leave := kit.NewButton(kit.Secondary, t("sync.leave"), p.leave)
	out := []fyne.CanvasObject{newHeader(t("sync.title"), t("sync.text"), now), kit.NewBox(state)}
	if p.sync.Phase == vm.SyncSignIn {
		out = append(out, kit.NewActs(kit.NewButton(kit.Primary, t("sync.sign-in-again"), func() { p.join(p.sync.Server) })))
	}
	out = append(out, p.drawRefused()...)
	out = append(out, p.drawWaiting()...)
	return kit.NewColumn(14, append(out, kit.NewActs().Left(leave))...)
}

func (p *ledger) drawAlone() fyne.CanvasObject {
	t := p.s.t
	join := kit.NewButton(kit.Primary, t("sync.join"), func() { p.join("") })
	return kit.NewColumn(16, newHeader(t("sync.title"), t("sync.alone-text"), join),
		newHollow(kit.NewEmpty(icon.Users, t("sync.alone"), t("sync.alone-more"), nil)))
}

// drawRefused lists what needs a person: each with what it was, why it was
// refused, and what can be done.
func (p *ledger) drawRefused() []fyne.CanvasObject {
	out := []fyne.CanvasObject{kit.NewLine(p.s.t("sync.refused-title"), kit.Strong(), kit.Ink)}
	n := 0
	for _, c := range p.list {
		if c.Refused {
			out = append(out, p.refusedBox(c))
			n++
		}
	}
	if n == 0 {
		out = append(out, kit.NewParagraph(p.s.t("sync.refused-none"), kit.Body(), kit.Mute))
	}
	return out
}

func (p *ledger) refusedBox(c Change) fyne.CanvasObject {
	t, fm, now := p.s.t, p.s.formats(), p.s.host.Now()
	objs := []fyne.CanvasObject{
		kit.NewParagraph(p.what(c), kit.Strong(), kit.Ink),
		kit.NewParagraph(fm.Moment(c.At, now), kit.Small(), kit.Mute),
		kit.NewParagraph(p.why(c), kit.Body(), kit.Red),
	}
	if c.Text != "" {
		objs = append(objs, kit.NewNote(c.Text))
	}
	for _, m := range lastOf(c.News, 3) {
		args := map[string]any{"Name": m.Author.Name, "Time": fm.Amid(m.SentAt, now), "Text": shortened(m.Text, 300)}
		objs = append(objs, kit.NewParagraph(p.s.host.Texts().T("sync.came-since", args), kit.Body(), kit.Ink))
	}
	var acts, left []fyne.CanvasObject
	if c.Text != "" {
		left = append(left, kit.NewLinkButton(t("sync.copy"), func() { p.copy(c.Text) }))
	}
	drop := kit.NewButton(kit.Secondary, t("sync.drop"), func() { p.drop(c) })
	again := kit.NewButton(kit.Secondary, t(againText(c)), func() { p.s.do(func(ctx context.Context) error { return p.s.desk.DoAgain(ctx, c.ID, false) }, nil) })
	acts = append(acts, drop)
	if c.On != "" {
		acts = append(acts, kit.NewButton(kit.Secondary, t(openText(c)), func() { p.s.host.Open(c.On) }))
	}
	if c.Anyway == "" || c.Late {
		acts = append(acts, again)
	}
	if c.Anyway != "" {
		anyway := kit.NewButton(kit.Primary, t("sync."+c.Anyway), func() { p.anyway(c) })
		if !c.Barred.OK {
			anyway.DisableFor(p.s.host.Texts().T(c.Barred.Key, c.Barred.Args))
		}
		acts = append(acts, anyway)
	}
	return kit.NewBox(kit.NewColumn(8, append(objs, kit.NewActs(acts...).Left(left...))...))
}

func againText(c Change) string {
	if c.Late {
		return "sync.send-now"
	}
	return "sync.again"
}

// openText is what going to the conversation is for: a refused reply is a draft
// there again.
func openText(c Change) string {
	if c.Name == (inbox.Reply{}).Name() {
		return "sync.edit"
	}
	return "sync.open"
}

// why says why a change was refused, and since when somebody else has it.
func (p *ledger) why(c Change) string {
	text := p.s.host.Texts().Fault(c.Why)
	if !c.Since.IsZero() {
		text += " " + p.s.host.Texts().T("sync.since", map[string]any{"Time": p.s.formats().Amid(c.Since, p.s.host.Now())})
	}
	return text
}

func lastOf(all []inbox.Message, n int) []inbox.Message { return all[max(0, len(all)-n):] }

// what says what was done, and to which conversation.
func (p *ledger) what(c Change) string {
	texts := p.s.host.Texts()
	key := "sync.did." + c.Name
	did := texts.T(key, nil)
	if did == key {
		did = texts.T("sync.did.other", nil)
	}
	if c.Contact == "" {
		return did
	}
	return texts.T("sync.did-with", map[string]any{"Did": did, "Name": c.Contact})
}

func (p *ledger) drawWaiting() []fyne.CanvasObject {
	t := p.s.t
	var lines []*line
	for _, c := range p.list {
		if c.Refused || len(lines) == mostAside {
			continue
		}
		why := t("sync.on-its-way")
		if c.Why != nil {
			why = p.s.host.Texts().Fault(c.Why)
		}
		cells := []cell{{title: p.what(c)}, {text: shortened(c.Text, 140), role: kit.Ink}, {text: why}, {text: p.s.formats().Moment(c.At, p.s.host.Now())}}
		lines = append(lines, p.waiting.line(c.ID, fmt.Sprint(c.Why), cells, func() *line { return newLine(nil, cells) }))
	}
	out := []fyne.CanvasObject{kit.NewLine(t("sync.waiting-title"), kit.Strong(), kit.Ink)}
	if len(lines) == 0 {
		return append(out, kit.NewParagraph(t("sync.waiting-none"), kit.Body(), kit.Mute))
	}
	columns := []column{{title: t("sync.col-what"), share: 2.4}, {title: t("settings.col-text"), share: 3}, {title: t("settings.col-state"), share: 2}, {title: t("settings.col-when"), share: 1.4, spare: true}}
	return append(out, newTable(columns, lines...))
}

// copy puts a text where it can be pasted from: nothing that was written is
// lost with the change it was written in.
func (p *ledger) copy(text string) {
	fyne.CurrentApp().Clipboard().SetContent(text)
	p.s.host.Toast(p.s.t("sync.copied"))
}

func (p *ledger) drop(c Change) {
	text := p.s.t("sync.drop-text")
	if strings.TrimSpace(c.Text) != "" {
		text = p.s.t("sync.drop-written")
	}
	p.s.confirm(confirmation{title: p.s.t("sync.drop-title"), text: text, act: p.s.t("sync.drop"), danger: true,
		do: func() { p.s.do(func(ctx context.Context) error { return p.s.desk.Dismiss(ctx, c.ID) }, nil) }})
}

func (p *ledger) anyway(c Change) {
	p.s.confirm(confirmation{title: p.s.t("sync." + c.Anyway), text: p.s.t("sync." + c.Anyway + "-text"), act: p.s.t("sync." + c.Anyway),
		do: func() { p.s.do(func(ctx context.Context) error { return p.s.desk.DoAgain(ctx, c.ID, true) }, nil) }})
}

func (p *ledger) leave() {
	text := p.s.t("sync.leave-text")
	if n := p.sync.Waiting; n > 0 {
		text += " " + p.s.host.Texts().N("sync.leave-waiting", n, nil)
	}
	p.s.confirm(confirmation{title: p.s.t("sync.leave-title"), text: text, act: p.s.t("sync.leave"), danger: true, do: func() {
		p.s.do(p.s.desk.LeaveTeam, p.s.host.Moved)
	}})
}

// join opens the form with which this computer becomes one of a team's, or
// signs in to it again.
func (p *ledger) join(server string) {
	var d *kit.Dialog
	f := setup.NewJoinForm(p.s.host, p.s.desk, server, func() {
		d.Close()
		p.s.host.Moved()
	})
	f.OnHeight = func() { d.Fit() }
	d = kit.NewDialog(kit.DialogSpec{Title: p.s.t("join.title"), Width: 640, Body: f.Body(), First: f.First(), Act: func() bool { f.Go(); return false },
		KeepOpen: func() bool { return f.Back() }})
	f.Leave(d.Close)
	d.Open(p.s.host.Canvas())
}
