package settings

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"vigie/assets/icon"
	"vigie/inbox"
	"vigie/inbox/team"
	"vigie/ui/kit"
	"vigie/ui/setup"
	"vigie/ui/vm"
)

// accounts is the page of mailboxes, profiles and feeds, with how each fares.
type accounts struct {
	s       *Screen
	list    []inbox.Account
	health  map[inbox.AccountID]inbox.Health
	roster  team.Roster
	secrets string // where they are kept, as a translation key
	kept    int    // messages in quarantine
	shared  bool   // in a team, the server keeps them
	gaps    gaps
	menus   map[inbox.AccountID]*kit.IconButton
	rows    shelf
	add     *kit.Button
}

func newAccounts(s *Screen) *accounts {
	return &accounts{s: s, menus: map[inbox.AccountID]*kit.IconButton{}}
}

func (p *accounts) load(ctx context.Context) (func() bool, error) {
	list, err := p.s.desk.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	health, err := p.s.desk.Health(ctx)
	if err != nil {
		return nil, err
	}
	roster, err := p.s.desk.Roster(ctx)
	if err != nil {
		return nil, err
	}
	secrets, err := p.s.desk.SecretsIn(ctx)
	if err != nil {
		return nil, err
	}
	kept, err := p.s.desk.Quarantine(ctx)
	if err != nil {
		return nil, err
	}
	gaps, err := p.normal(ctx, list)
	if err != nil {
		return nil, err
	}
	_, shared := p.s.desk.Sync()
	of := map[inbox.AccountID]inbox.Health{}
	for _, h := range health {
		of[h.Account] = h
	}
	return func() bool {
		p.list, p.health, p.roster, p.secrets, p.kept, p.shared, p.gaps = list, of, roster, secrets, len(kept), shared, gaps
		return true
	}, nil
}

func (p *accounts) minds(n inbox.Notice) bool { return len(n.Accounts) > 0 || n.Arrived > 0 }

func (p *accounts) draw() fyne.CanvasObject {
	t := p.s.t
	if p.add == nil {
		p.add = kit.NewButton(kit.Primary, t("settings.account-add"), func() { p.edit(inbox.Account{}) })
	}
	head := newHeader(t("settings.accounts-title"), t("settings.accounts-text"), p.add)
	if len(p.list) == 0 {
		return kit.NewColumn(16, head, newHollow(kit.NewEmpty(icon.Mail, t("settings.no-account"), t("settings.no-account-text"), kit.NewButton(kit.Secondary, t("settings.account-add"), func() { p.edit(inbox.Account{}) }))))
	}
	var lines []*line
	for _, a := range p.list {
		if !a.Retired {
			lines = append(lines, p.line(a))
		}
	}
	columns := []column{
		{title: t("settings.col-account"), share: 2.7}, {title: t("settings.col-state"), share: 2.7},
		{title: t("settings.col-can"), share: 2.4, spare: true}, {title: t("health.col-quota"), share: 1.2, spare: true}, {title: t("settings.col-last"), share: 1.9},
	}
	foot := []fyne.CanvasObject{p.note("health.not-watched", p.unwatched(), "", nil)}
	if far := p.aside(); p.shared && far > 0 {
		foot = append(foot, p.note("settings.page-quarantine", p.s.host.Texts().N("settings.quarantine-server", far, nil), "", nil))
	} else if p.kept > 0 {
		foot = append(foot, p.note("settings.page-quarantine", p.s.host.Texts().N("settings.quarantine-some", p.kept, nil), t("settings.look-at-it"), func() { p.s.Turn("quarantine") }))
	}
	foot = append(foot, p.note("settings.secrets", t(p.secrets), "", nil))
	return kit.NewColumn(14, append([]fyne.CanvasObject{head, newTable(columns, lines...)}, foot...)...)
}

// aside counts what could not be read, by the health of the accounts: in a team
// it is kept on the server.
func (p *accounts) aside() (n int) {
	for _, h := range p.health {
		n += h.Quarantined
	}
	return n
}

// note is a small box under the table.
func (p *accounts) note(title, text, act string, do func()) fyne.CanvasObject {
	rows := []fyne.CanvasObject{kit.NewLine(p.s.t(title), kit.Strong(), kit.Ink), kit.NewParagraph(text, kit.Body(), kit.Mute)}
	if do != nil {
		rows = append(rows, kit.NewActs().Left(kit.NewLinkButton(act, do)))
	}
	return kit.NewBox(kit.NewColumn(2, rows...))
}

func (p *accounts) line(a inbox.Account) *line {
	net := vm.NetworkOf(a.Channel)
	lead := kit.NewAvatar(kit.Person{Name: string(a.Channel), Initials: net.Letter, Color: net.Color}, 34)
	h := p.health[a.ID]
	chip, trouble := p.state(a, h)
	cells := []cell{
		{title: accountName(a), text: p.under(a)},
		{chip: chip, text: trouble},
		{text: strings.Join(p.canDo(a), ", ")},
		{text: p.quota(h)}, {text: p.lastMessage(h), role: kit.Ink},
	}
	return p.rows.line(string(a.ID), fmt.Sprint(h.State == inbox.Refused, h.State == inbox.Retrying, dead(a, h), a), cells, func() *line {
		return newLine(lead, cells, p.acts(a, h)...)
	})
}

// acts are what can be done with an account; what is broken is mended first.
func (p *accounts) acts(a inbox.Account, h inbox.Health) []fyne.CanvasObject {
	more := p.more(a.ID)
	if mend := p.reconnect(a, h); mend != nil {
		return []fyne.CanvasObject{mend, more}
	}
	return []fyne.CanvasObject{more}
}

// more opens the acts of an account. It stays the same button while the acts
// beside it come and go, so that it keeps the focus.
func (p *accounts) more(id inbox.AccountID) *kit.IconButton {
	if b := p.menus[id]; b != nil {
		return b
	}
	var b *kit.IconButton
	b = kit.NewIconButton(icon.More, p.s.t("settings.account-acts"), func() {
		if i := slices.IndexFunc(p.list, func(a inbox.Account) bool { return a.ID == id }); i >= 0 {
			p.menu(b, p.list[i])
		}
	})
	p.menus[id] = b
	return b
}

func accountName(a inbox.Account) string {
	if a.Name != "" {
		return a.Name
	}
	return a.Address
}

// under is what stands under an account's name.
func (p *accounts) under(a inbox.Account) string {
	s := p.s.t("settings.channel-" + string(a.Channel))
	if a.Name != "" && a.Name != a.Address {
		s = a.Address + " · " + s
	}
	if d, ok := p.roster.Department(team.DepartmentID(a.Department)); ok {
		s += " → " + d.Name
	}
	return s
}

func (p *accounts) lastMessage(h inbox.Health) string {
	if h.LastMessage.IsZero() {
		return p.s.t("settings.no-message")
	}
	return p.s.formats().Moment(h.LastMessage, p.s.host.Now())
}

func (p *accounts) menu(anchor fyne.CanvasObject, a inbox.Account) {
	t := p.s.t
	pause, mark := "settings.account-pause", icon.Pause
	if a.Paused {
		pause, mark = "settings.account-resume", icon.Play
	}
	off := ""
	if a.Paused {
		off = t("settings.account-is-paused")
	}
	kit.ShowMenu(anchor, []kit.MenuEntry{
		{Text: t("settings.account-edit"), Icon: icon.Pencil, Do: func() { p.edit(a) }},
		{Text: t("settings.account-check"), Icon: icon.Refresh, Off: off, Do: func() { p.check(a) }},
		{Text: t(pause), Icon: mark, Do: func() { p.pause(a) }},
		{Text: t("settings.account-sheet"), Icon: icon.Info, Do: func() { p.sheet(a) }},
		{Text: t("settings.account-remove"), Icon: icon.Trash, Danger: true, Rule: true, Do: func() { p.remove(a) }},
	})
}

func (p *accounts) check(a inbox.Account) {
	p.s.host.Toast(p.s.t("settings.account-checking"))
	p.s.do(func(ctx context.Context) error { return p.s.desk.CheckNow(setup.ByPerson(ctx), a.ID) }, nil)
}

func (p *accounts) pause(a inbox.Account) {
	p.s.do(func(ctx context.Context) error { return p.s.desk.PauseAccount(ctx, a.ID, !a.Paused) }, nil)
}

// remove asks first: the secrets are forgotten.
func (p *accounts) remove(a inbox.Account) {
	p.s.confirm(confirmation{
		title: p.s.t("settings.remove-title"), text: p.s.host.Texts().T("settings.remove-text", map[string]any{"Name": accountName(a)}),
		act: p.s.t("settings.remove-act"), danger: true,
		do: func() {
			p.s.do(func(ctx context.Context) error { return p.s.desk.RemoveAccount(ctx, a.ID) }, nil)
		},
	})
}

// edit opens the form: of a new account when a has no id.
func (p *accounts) edit(a inbox.Account) {
	if a.ID == "" {
		p.openForm(setup.Filled{Channel: inbox.ChannelEmail}, false)
		return
	}
	p.reopen(a, false)
}

// mend opens the form of an account that was refused: what is signed in to in
// the browser is kept by itself once that is done.
func (p *accounts) mend(a inbox.Account) { p.reopen(a, true) }

func (p *accounts) reopen(a inbox.Account, reconnect bool) {
	p.s.host.Scheduler().Go(func(ctx context.Context) {
		f, err := p.s.desk.Filled(ctx, a.ID)
		p.s.host.Scheduler().UI(func() {
			if err != nil {
				p.s.host.Fault(err)
				return
			}
			p.openForm(f, reconnect)
		})
	})
}

func (p *accounts) openForm(f setup.Filled, reconnect bool) {
	title := "settings.form-new"
	if f.ID != "" {
		title = "settings.form-edit"
	}
	var d *kit.Dialog
	form := setup.NewAccountForm(p.s.host, p.s.desk, f, func(inbox.AccountID) {
		d.Close()
		p.s.host.Toast(p.s.t("settings.account-kept"))
		p.s.read()
	})
	form.Departments, form.Reconnect = p.roster.Departments, reconnect
	body := kit.NewColumn(16, form.Body(), form.Acts())
	d = kit.NewDialog(kit.DialogSpec{
		Title: p.s.t(title), Subtitle: f.Address, Width: 640, Body: body, First: form.First(),
		KeepOpen: form.Busy,
	})
	form.OnHeight = func() {
		if d.IsOpen() {
			d.Fit()
		}
	}
	form.OnNews = d.Reveal
	d.Open(p.s.host.Canvas())
}

// lastChecked is when an account was last reached.
func (p *accounts) lastChecked(h inbox.Health, now time.Time) string {
	if h.LastSuccess.IsZero() {
		return p.s.t("settings.never")
	}
	return p.s.formats().Moment(h.LastSuccess, now)
}
