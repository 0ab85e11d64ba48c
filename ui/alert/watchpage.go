package alert

import (
	"context"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"vigie/assets/icon"
	domain "vigie/crisis/alert"
	"vigie/crisis/radar"
	"vigie/inbox/watch"
	"vigie/ui/kit"
)

// watchPage says how the early warning of a watch stands.
func (s *Screen) watchPage(w watch.Standing) {
	p := s.formats().WatchPageOf(s.known, w, s.host.Now())
	set := kit.NewButton(kit.Secondary, s.t("alert.settings-short"), s.set).WithIcon(icon.Gear).WithKey("S")
	head := kit.NewColumn(6, kit.NewTitled(p.Title, set))
	if p.Hour != "" {
		head.Set(append(head.Objects(), kit.NewParagraph(p.Hour, kit.Body(), kit.Ink))...)
	}
	col := kit.NewColumn(14).Pad(20, 14)
	var objs []fyne.CanvasObject
	if p.Learning != "" {
		objs = append(objs, kit.NewNote(p.Learning))
	}
	for _, c := range p.Charts {
		objs = append(objs, s.curveBox(c.Title, c.Text, c.Curve, c.Threshold))
	}
	objs = append(objs, kit.NewParagraph(p.Precision, kit.Body(), kit.Ink))
	objs = append(objs, s.listed("alert.campaigns", p.Campaigns)...)
	objs = append(objs, s.listed("alert.set-deaf", p.Deaf)...)
	var past []string
	for _, l := range p.Past {
		past = append(past, strings.Join([]string{l.Right, l.Under}, " · "))
	}
	objs = append(objs, s.listed("alert.past", past)...)
	col.Set(objs...)
	s.posts, s.of = nil, ""
	s.right.SetCentre(kit.NewDock(kit.NewScroll(col)).Head(kit.NewSheet(kit.Background, head).Pad(20, 12).Lines(false, true)))
}

// listed is a heading with lines, or nothing.
func (s *Screen) listed(key string, lines []string) []fyne.CanvasObject {
	if len(lines) == 0 {
		return nil
	}
	out := []fyne.CanvasObject{s.heading(key)}
	for _, l := range lines {
		out = append(out, kit.NewParagraph(l, kit.Body(), kit.Mute))
	}
	return out
}

// budgets are the choices of how many false alerts are accepted.
func (s *Screen) budgets(now float64) ([]kit.Option, string) {
	list := []struct {
		value float64
		key   string
	}{{0.23, "alert.budget-month"}, {radar.DefaultBudget, "alert.budget-fortnight"}, {1, "alert.budget-week"}, {3, "alert.budget-three"}}
	var out []kit.Option
	chosen := ""
	for _, b := range list {
		id := strconv.FormatFloat(b.value, 'g', -1, 64)
		out = append(out, kit.Option{ID: id, Text: s.t(b.key)})
		if b.value == now {
			chosen = id
		}
	}
	return out, chosen
}

// set opens the settings of a watch's early warning.
func (s *Screen) set() {
	w, ok := s.watch()
	if !ok {
		return
	}
	was := s.known.Set(w.ID)
	options, chosen := s.budgets(was.Asked())
	budget := kit.NewSelect(options, chosen, strconv.FormatFloat(was.Asked(), 'g', 3, 64), "", nil)
	on := kit.NewToggle(s.t("alert.set-on"), s.t("alert.set-off"), !was.Silent, func(v bool) { was.Silent = !v })
	holidays := s.holidays(was)
	name, days, times := kit.NewEntry(""), kit.NewEntry("7"), kit.NewEntry("3")
	body := kit.NewColumn(10, kit.NewFormRow(s.t("alert.set-budget"), budget), kit.NewParagraph(s.t("alert.set-help"), kit.Small(), kit.Mute),
		kit.NewFormRow(s.t("alert.set-holidays"), holidays).Help(s.t("alert.set-holidays-help")), on,
		s.heading("alert.set-campaign"), kit.NewParagraph(s.t("alert.set-campaign-help"), kit.Small(), kit.Mute),
		kit.NewFormRow(s.t("alert.campaign-name"), name), kit.NewFormRow(s.t("alert.campaign-days"), days), kit.NewFormRow(s.t("alert.campaign-times"), times))
	if len(was.Deaf) > 0 {
		hear := kit.NewCheck(s.t("alert.set-hear"), false, func(v bool) {
			if was.Deaf = s.known.Set(w.ID).Deaf; v {
				was.Deaf = nil
			}
		})
		body.Set(append(body.Objects(), s.heading("alert.set-deaf"), kit.NewParagraph(strings.Join(was.Deaf, ", "), kit.Small(), kit.Mute), hear)...)
	}
	kit.NewDialog(kit.DialogSpec{
		Title: s.host.Texts().T("alert.set-title", map[string]any{"Name": w.Name}), Width: 520, Body: body,
		Primary: s.t("alert.keep"), PrimaryKey: "Ctrl ⏎", Cancel: s.t("alert.cancel"),
		Act: func() bool {
			if v, err := strconv.ParseFloat(budget.Selected(), 64); err == nil {
				was.Budget = v
			}
			if was.NoHolidays = holidays.Selected() == ""; !was.NoHolidays {
				was.Country = holidays.Selected()
			}
			kept, ok := s.withCampaign(was, name, days, times)
			if ok {
				s.do(s.t("alert.kept"), func(ctx context.Context) error { return s.desk.PutRadar(ctx, kept) })
			}
			return ok
		},
	}).Open(s.host.Canvas())
}

// holidays are the countries whose public holidays may count as weekends.
func (s *Screen) holidays(now domain.Settings) *kit.Select {
	options := []kit.Option{{ID: "", Text: s.t("alert.set-holidays-no")}}
	for _, c := range domain.Countries() {
		options = append(options, kit.Option{ID: c, Text: s.t("alert.country-" + strings.ToLower(c))})
	}
	return kit.NewSelect(options, now.Holidays(), "", "", nil)
}

// withCampaign adds the campaign that was written, if one was; what is wrong is
// said at its field.
func (s *Screen) withCampaign(set domain.Settings, name, days, times *kit.Entry) (domain.Settings, bool) {
	title := strings.TrimSpace(name.Text())
	if title == "" {
		return set, true
	}
	now := s.host.Now()
	set.Campaigns = append(append([]radar.Campaign{}, set.Campaigns...), radar.Campaign{
		Name: title, Span: radar.Span{From: now, To: InDays(now, days.Text(), 7)}, Factor: Factor(times.Text(), 3),
	})
	clean, err := set.Clean()
	if err != nil {
		times.SetError(s.host.Texts().Fault(err))
		return set, false
	}
	return clean, true
}
