package settings

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"vigie/inbox/team"
	"vigie/ui/kit"
	"vigie/ui/place"
)

// Duty reads and changes who is on duty.
type Duty interface {
	Duty(ctx context.Context) (team.Duty, error)
	PutDuty(ctx context.Context, d team.Duty) error
	// Zone is this computer's time zone by its IANA name; it does not block.
	Zone() string
}

// watchers are the shifts of those who hear of alerts, on the page of the team.
type watchers struct {
	p    *crew
	duty team.Duty
	rows shelf
	add  *kit.Button
}

func (d *watchers) load(ctx context.Context) (func(), error) {
	duty, err := d.p.s.desk.Duty(ctx)
	return func() { d.duty = duty }, err
}

func (d *watchers) draw() []fyne.CanvasObject {
	t := d.p.s.t
	if d.add == nil {
		d.add = kit.NewButton(kit.Secondary, t("settings.shift-add"), func() { d.edit(-1) })
	}
	out := []fyne.CanvasObject{newHeader(t("settings.duty-title"), d.now(), d.add)}
	if len(d.duty.Shifts) == 0 {
		return out
	}
	var lines []*line
	for i, s := range d.duty.Shifts {
		lines = append(lines, d.line(i, s))
	}
	return append(out, newTable([]column{{title: t("settings.col-member"), share: 3}, {title: t("settings.col-days"), share: 4}, {title: t("settings.col-hours"), share: 2}}, lines...))
}

// now says who would hear of an alert that rises at this moment.
func (d *watchers) now() string {
	texts := d.p.s.host.Texts()
	var names []string
	for _, id := range d.duty.At(d.p.s.host.Now()) {
		if m, ok := d.p.roster.Member(id); ok && !m.Away && !m.Retired {
			names = append(names, m.Name)
		}
	}
	switch {
	case len(d.duty.Shifts) == 0:
		return texts.T("settings.duty-none", nil)
	case len(names) == 0:
		return texts.T("settings.duty-nobody", nil)
	}
	return texts.T("settings.duty-now", map[string]any{"Names": strings.Join(names, ", ")})
}

func (d *watchers) line(i int, s team.Shift) *line {
	t := d.p.s.t
	name := t("settings.nobody")
	if m, ok := d.p.roster.Member(s.Member); ok {
		name = m.Name
	}
	hours := d.p.s.host.Texts().T("settings.duty-hours", map[string]any{"From": clockOf(s.From), "To": clockOf(s.To)})
	cells := []cell{{title: name}, {text: d.days(s.Days)}, {text: hours}}
	return d.rows.line(strconv.Itoa(i), fmt.Sprint(s), cells, func() *line {
		return newLine(kit.NewAvatar(kit.Person{Name: name}, 34), cells,
			kit.NewButton(kit.Secondary, t("settings.shift-remove"), func() { d.remove(i) }),
			kit.NewButton(kit.Secondary, t("settings.edit"), func() { d.edit(i) }))
	})
}

// week are the days as the week is lived here, from Monday on.
func week() []time.Weekday {
	return []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday}
}

func (d *watchers) days(days []time.Weekday) string {
	if len(days) == 7 {
		return d.p.s.t("settings.days-all")
	}
	if slices.Equal(days, week()[:5]) {
		return d.p.s.t("settings.days-week")
	}
	var out []string
	for _, day := range days {
		out = append(out, d.p.s.t("time.weekday-"+strconv.Itoa(int(day))))
	}
	return strings.Join(out, ", ")
}

func clockOf(minutes int) string { return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60) }

// minutesOf reads hours and minutes as people write them: 8, 8:30, 8h30, 24:00.
func minutesOf(s string) (int, bool) {
	h, m, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(strings.TrimSpace(s)), "h", ":"), ":")
	hours, err := strconv.Atoi(strings.TrimSpace(h))
	minutes, merr := strconv.Atoi(strings.TrimSpace(m))
	if strings.TrimSpace(m) == "" {
		minutes, merr = 0, nil
	}
	at := hours*60 + minutes
	return at, err == nil && merr == nil && hours >= 0 && minutes >= 0 && minutes < 60 && at <= 24*60
}

func (d *watchers) remove(i int) {
	duty := d.changed()
	duty.Shifts = slices.Delete(duty.Shifts, i, i+1)
	d.p.s.do(func(ctx context.Context) error { return d.p.s.desk.PutDuty(ctx, duty) }, nil)
}

// changed is a copy of the duty to change; the first shift brings the zone.
func (d *watchers) changed() team.Duty {
	duty := team.Duty{Zone: d.duty.Zone, Shifts: slices.Clone(d.duty.Shifts)}
	if len(duty.Shifts) == 0 {
		duty.Zone = d.p.s.desk.Zone()
	}
	return duty
}

// edit opens the form of a shift; -1 is a new one.
func (d *watchers) edit(i int) {
	t := d.p.s.t
	duty := d.changed()
	s := team.Shift{Member: d.p.me.ID, Days: week()[:5], From: 8 * 60, To: 19 * 60}
	if i >= 0 {
		s = duty.Shifts[i]
	}
	who := kit.NewSelect(place.People(d.p.roster), string(s.Member), "", t("settings.filter"), func(id string) { s.Member = team.MemberID(id) })
	days := kit.NewCombo(d.dayOptions(), dayIDs(s.Days), t("settings.days-ghost"), func(ids []string) { s.Days = daysOf(ids) })
	from, to, zone := kit.NewEntry("08:00"), kit.NewEntry("19:00"), kit.NewEntry("Europe/Paris")
	from.SetText(clockOf(s.From))
	to.SetText(clockOf(s.To))
	zone.SetText(duty.Zone)
	body := kit.NewColumn(12,
		kit.NewFormRow(t("settings.col-member"), who), kit.NewFormRow(t("settings.col-days"), days),
		kit.NewFormRow(t("settings.shift-from"), from), kit.NewFormRow(t("settings.shift-to"), to).Help(t("settings.shift-help")),
		kit.NewFormRow(t("settings.zone"), zone).Help(t("settings.zone-help")))
	title := "settings.shift-new"
	if i >= 0 {
		title = "settings.shift-edit"
	}
	d.p.s.form(t(title), body, from, func() bool {
		duty.Zone = strings.TrimSpace(zone.Text())
		if !d.take(&s, from, to) {
			return false
		}
		if i >= 0 {
			duty.Shifts[i] = s
			return true
		}
		duty.Shifts, i = append(duty.Shifts, s), len(duty.Shifts)
		return true
	}, func(ctx context.Context) error { return d.p.s.desk.PutDuty(ctx, duty) })
}

// take reads the hours that were typed.
func (d *watchers) take(s *team.Shift, from, to *kit.Entry) bool {
	ok := true
	for _, f := range []struct {
		entry *kit.Entry
		into  *int
	}{{from, &s.From}, {to, &s.To}} {
		at, good := minutesOf(f.entry.Text())
		f.entry.SetError("")
		if !good {
			f.entry.SetError(d.p.s.t("settings.hour-odd"))
			ok = false
		}
		*f.into = at
	}
	return ok
}

func (d *watchers) dayOptions() []kit.Option {
	var out []kit.Option
	for _, day := range week() {
		out = append(out, kit.Option{ID: strconv.Itoa(int(day)), Text: d.p.s.t("settings.day-" + strconv.Itoa(int(day)))})
	}
	return out
}

func dayIDs(days []time.Weekday) []string {
	var out []string
	for _, d := range days {
		out = append(out, strconv.Itoa(int(d)))
	}
	return out
}

// daysOf are the chosen days in the order of the week.
func daysOf(ids []string) []time.Weekday {
	var out []time.Weekday
	for _, d := range week() {
		if slices.Contains(ids, strconv.Itoa(int(d))) {
			out = append(out, d)
		}
	}
	return out
}
