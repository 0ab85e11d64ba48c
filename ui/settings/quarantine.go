package settings

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"

	"vigie/assets/icon"
	"vigie/inbox"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// aside is the page of what could not be read and was kept as it came.
type aside struct {
	s        *Screen
	list     []inbox.Quarantined
	accounts map[inbox.AccountID]string
	rows     shelf
}

func newQuarantine(s *Screen) *aside { return &aside{s: s} }

func (p *aside) load(ctx context.Context) (func() bool, error) {
	list, err := p.s.desk.Quarantine(ctx)
	if err != nil {
		return nil, err
	}
	accounts, err := p.s.desk.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	names := map[inbox.AccountID]string{}
	for _, a := range accounts {
		names[a.ID] = accountName(a)
	}
	return func() bool {
		p.list, p.accounts = list, names
		return true
	}, nil
}

func (p *aside) minds(n inbox.Notice) bool { return len(n.Accounts) > 0 || n.Arrived > 0 }

// mostAside is how many are listed: what is wrong with the first hundred is
// wrong with the rest.
const mostAside = 100

func (p *aside) draw() fyne.CanvasObject {
	t := p.s.t
	head := newHeader(t("settings.quarantine-title"), t("settings.quarantine-text"))
	if len(p.list) == 0 {
		return kit.NewColumn(16, head, newHollow(kit.NewEmpty(icon.Shield, t("settings.quarantine-empty"), t("settings.quarantine-empty-text"), nil)))
	}
	var lines []*line
	for _, q := range p.list[:min(len(p.list), mostAside)] {
		lines = append(lines, p.line(q))
	}
	columns := []column{{title: t("settings.col-cause"), share: 4}, {title: t("settings.col-account"), share: 2}, {title: t("settings.col-size"), share: 1, spare: true}, {title: t("settings.col-when"), share: 1.4, spare: true}}
	out := []fyne.CanvasObject{head, newTable(columns, lines...)}
	if len(p.list) > mostAside {
		out = append(out, kit.NewParagraph(p.s.host.Texts().N("settings.quarantine-more", len(p.list)-mostAside, nil), kit.Body(), kit.Mute))
	}
	return kit.NewColumn(14, out...)
}

func (p *aside) line(q inbox.Quarantined) *line {
	t, fm := p.s.t, p.s.formats()
	cells := []cell{
		{title: q.Native, text: shortened(q.Cause, 160)},
		{text: p.accounts[q.Account]}, {text: fm.Size(q.Size)}, {text: fm.Moment(q.At, p.s.host.Now())},
	}
	return p.rows.line(q.ID, q.Cause, cells, func() *line {
		again := kit.NewButton(kit.Secondary, t("settings.quarantine-again"), func() { p.tryAgain(q) })
		save := kit.NewButton(kit.Secondary, t("settings.quarantine-save"), func() { p.save(q) })
		return newLine(nil, cells, save, again)
	})
}

// shortened puts a text on one line of at most n characters.
func shortened(s string, n int) string {
	return vm.Clipped(strings.Join(strings.Fields(s), " "), n)
}

func (p *aside) tryAgain(q inbox.Quarantined) {
	p.s.do(func(ctx context.Context) error { return p.s.desk.TryAgain(ctx, q.ID) }, func() {
		p.s.host.Toast(p.s.t("settings.quarantine-read"))
	})
}

// save asks where the bytes go. The place can be typed or pasted; what is
// there is never overwritten.
func (p *aside) save(q inbox.Quarantined) {
	t := p.s.t
	path := kit.NewEntry("")
	path.SetText(filepath.Join(homeOr("."), fileName(q)))
	var d *kit.Dialog
	save := func() bool {
		to := strings.TrimSpace(path.Text())
		if to == "" {
			path.SetError(t("settings.required"))
			d.Fit()
			return false
		}
		p.s.host.Scheduler().Go(func(ctx context.Context) {
			err := p.s.desk.SaveRaw(ctx, q.ID, to)
			p.s.host.Scheduler().UI(func() {
				if err != nil {
					path.SetError(p.s.host.Texts().Fault(err))
					d.Fit()
					return
				}
				d.Close()
				p.s.host.Toast(p.s.host.Texts().T("settings.quarantine-saved", map[string]any{"Path": to}))
			})
		})
		return false
	}
	path.OnSubmitted = func(string) { save() }
	d = kit.NewDialog(kit.DialogSpec{
		Title: t("settings.quarantine-save-title"), Width: 620, First: path.Focusable(),
		Body:    kit.NewColumn(10, kit.NewFormRow(t("settings.quarantine-path"), path).Help(t("settings.quarantine-path-help"))),
		Primary: t("settings.save"), PrimaryKey: "⏎", Cancel: t("settings.cancel"), Act: save,
	})
	d.Open(p.s.host.Canvas())
}

func homeOr(otherwise string) string {
	if home, err := os.UserHomeDir(); err == nil {
		return home
	}
	return otherwise
}

// fileName makes a name that every file system takes.
func fileName(q inbox.Quarantined) string {
	name := strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`<>:"/\|?*`, r) {
			return '-'
		}
		return r
	}, "vigie-"+q.ID)
	return name + ".eml"
}
