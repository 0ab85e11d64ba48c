package settings

import (
	"context"
	"strconv"
	"time"

	"fyne.io/fyne/v2"

	"vigie/inbox"
	"vigie/ui/kit"
)

// general is what the window does on this computer, and the house's rules.
type general struct {
	s     *Screen
	rules inbox.Rules // as shown
	theme string      // as shown: a key can change it too
}

func newGeneral(s *Screen) *general { return &general{s: s} }

func (g *general) load(ctx context.Context) (func() bool, error) {
	rules, err := g.s.desk.Rules(ctx)
	return func() bool {
		theme := g.s.host.Preferences().Theme
		changed := g.rules != rules || g.theme != theme // what was chosen here is shown already
		g.rules, g.theme = rules, theme
		return changed
	}, err
}

func (g *general) minds(n inbox.Notice) bool { return n.Team }

func (g *general) draw() fyne.CanvasObject {
	t := g.s.t
	return kit.NewColumn(16,
		newHeader(t("settings.general-title"), t("settings.general-text")),
		g.group("settings.this-computer", g.language(), g.themeRow(), g.after(), g.notify(), g.tray()),
		g.group("settings.house-rules", g.undoDelay(), g.replyWithin(), g.handoverDue(), g.reopenWithin(), g.keepOwner()),
	)
}

// group is a framed set of rows under a heading.
func (g *general) group(title string, rows ...fyne.CanvasObject) fyne.CanvasObject {
	return kit.NewColumn(6, kit.NewLine(g.s.t(title), kit.Strong(), kit.Ink), kit.NewBox(kit.NewColumn(14, rows...)))
}

const labelColumn = 250

func (g *general) row(label string, field fyne.CanvasObject) *kit.FormRow {
	return kit.NewFormRow(g.s.t(label), field).Column(labelColumn)
}

// prefer changes the preferences.
func (g *general) prefer(change func(p *Preferences)) {
	p := g.s.host.Preferences()
	change(&p)
	g.theme = p.Theme
	g.s.host.Prefer(p)
}

// system stands for an empty choice, which chips cannot have as an id.
const system = "system"

func orSystem(s string) string {
	if s == "" {
		return system
	}
	return s
}

func (g *general) language() fyne.CanvasObject {
	options := []kit.Option{{ID: "fr", Text: "Français"}, {ID: "en", Text: "English"}, {ID: system, Text: g.s.t("settings.as-system")}}
	return g.row("settings.language", kit.NewChoiceChips(options, orSystem(g.s.host.Preferences().Language), func(id string) {
		g.prefer(func(p *Preferences) { p.Language = fromSystem(id) })
	}))
}

func fromSystem(id string) string {
	if id == system {
		return ""
	}
	return id
}

func (g *general) themeRow() fyne.CanvasObject {
	options := []kit.Option{
		{ID: "light", Text: g.s.t("settings.theme-light")}, {ID: "dark", Text: g.s.t("settings.theme-dark")},
		{ID: system, Text: g.s.t("settings.as-system")},
	}
	return g.row("settings.theme", kit.NewChoiceChips(options, orSystem(g.s.host.Preferences().Theme), func(id string) {
		g.prefer(func(p *Preferences) { p.Theme = fromSystem(id) })
	}))
}

func (g *general) after() fyne.CanvasObject {
	chosen := string(g.s.host.Preferences().After)
	if chosen == "" {
		chosen = "next"
	}
	var options []kit.Option
	for _, id := range []string{"next", string(ToList), string(StayThere)} {
		options = append(options, kit.Option{ID: id, Text: g.s.t("settings.after-" + id)})
	}
	return g.row("settings.after", kit.NewChoiceChips(options, chosen, func(id string) {
		g.prefer(func(p *Preferences) {
			if p.After = AfterAct(id); id == "next" {
				p.After = OpenNext
			}
		})
	}))
}

func (g *general) notify() fyne.CanvasObject {
	on := kit.NewToggle(g.s.t("settings.on"), g.s.t("settings.off"), !g.s.host.Preferences().Quiet, func(on bool) {
		g.prefer(func(p *Preferences) { p.Quiet = !on })
	})
	return g.offered("settings.notify", "settings.notify-help", Notify, on)
}

func (g *general) tray() fyne.CanvasObject {
	on := kit.NewToggle(g.s.t("settings.on"), g.s.t("settings.off"), g.s.host.Preferences().Tray, func(on bool) {
		g.prefer(func(p *Preferences) { p.Tray = on })
	})
	return g.offered("settings.tray", "settings.tray-help", Tray, on)
}

// offered greys out what this system does not have, and says why.
func (g *general) offered(label, help string, a Ability, toggle *kit.Toggle) fyne.CanvasObject {
	row := g.row(label, toggle)
	if v := g.s.host.Can(a); !v.OK {
		why := g.s.host.Texts().T(v.Key, v.Args)
		toggle.SetOn(false)
		toggle.DisableFor(why)
		return row.Help(why)
	}
	return row.Help(g.s.t(help))
}

// put keeps the rules as changed; the page keeps its focus.
func (g *general) put(change func(r *inbox.Rules)) {
	change(&g.rules)
	r := g.rules
	g.s.host.Scheduler().Go(func(ctx context.Context) {
		err := g.s.desk.PutRules(ctx, r)
		g.s.host.Scheduler().UI(func() {
			if err != nil {
				g.s.host.Fault(err)
				g.s.read()
			}
		})
	})
}

// span offers lengths of time, the one of now among them whatever it is.
func (g *general) span(now time.Duration, zero string, offered []time.Duration, chosen func(time.Duration)) fyne.CanvasObject {
	var options []kit.Option
	there := false
	add := func(d time.Duration) {
		text := g.s.length(d)
		if d == 0 {
			text = g.s.t(zero)
		}
		options = append(options, kit.Option{ID: strconv.FormatInt(int64(d), 10), Text: text})
	}
	for _, d := range offered {
		there = there || d == now
		add(d)
	}
	if !there {
		add(now)
	}
	return newShort(kit.NewSelect(options, strconv.FormatInt(int64(now), 10), "", g.s.t("settings.filter"), func(id string) {
		if d, err := strconv.ParseInt(id, 10, 64); err == nil {
			chosen(time.Duration(d))
		}
	}))
}

func (g *general) undoDelay() fyne.CanvasObject {
	offered := []time.Duration{0, 5 * time.Second, 10 * time.Second, 20 * time.Second, 30 * time.Second, time.Minute}
	return g.row("settings.undo-delay", g.span(g.rules.UndoDelay, "settings.undo-none", offered, func(d time.Duration) {
		g.put(func(r *inbox.Rules) { r.UndoDelay = d })
	})).Help(g.s.t("settings.undo-delay-help"))
}

func (g *general) replyWithin() fyne.CanvasObject {
	offered := []time.Duration{0, time.Hour, 2 * time.Hour, 4 * time.Hour, 8 * time.Hour, 24 * time.Hour, 48 * time.Hour}
	return g.row("settings.reply-within", g.span(g.rules.ReplyWithin, "settings.reply-none", offered, func(d time.Duration) {
		g.put(func(r *inbox.Rules) { r.ReplyWithin = d })
	})).Help(g.s.t("settings.reply-within-help"))
}

func (g *general) handoverDue() fyne.CanvasObject {
	offered := []time.Duration{30 * time.Minute, time.Hour, 2 * time.Hour, 4 * time.Hour, 8 * time.Hour, 24 * time.Hour}
	return g.row("settings.handover-due", g.span(g.rules.HandoverDue, "settings.reply-none", offered, func(d time.Duration) {
		g.put(func(r *inbox.Rules) { r.HandoverDue = d })
	})).Help(g.s.t("settings.handover-due-help"))
}

func (g *general) reopenWithin() fyne.CanvasObject {
	const day = 24 * time.Hour
	offered := []time.Duration{0, 7 * day, 14 * day, 30 * day, 90 * day}
	return g.row("settings.reopen-within", g.span(g.rules.ReopenWithin, "settings.reopen-always", offered, func(d time.Duration) {
		g.put(func(r *inbox.Rules) { r.ReopenWithin = d })
	})).Help(g.s.t("settings.reopen-within-help"))
}

func (g *general) keepOwner() fyne.CanvasObject {
	return g.row("settings.keep-owner", kit.NewToggle(g.s.t("settings.keep-owner-on"), g.s.t("settings.keep-owner-off"), g.rules.KeepOwner, func(on bool) {
		g.put(func(r *inbox.Rules) { r.KeepOwner = on })
	}))
}
