package settings

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"vigie/inbox/team"
	"vigie/ui/kit"
)

// editMember opens the form of a member: of a new one when m has no id.
func (p *crew) editMember(m team.Member) {
	t := p.s.t
	name, handle, mail := kit.NewEntry(""), kit.NewEntry(t("settings.handle-ghost")), kit.NewEntry("")
	name.SetText(m.Name)
	handle.SetText(m.Handle)
	mail.SetText(m.Email)
	m.Departments = slices.Clone(m.Departments)
	profile := kit.NewSelect(profileOptions(p.s), string(m.Profile), "", t("settings.filter"), func(id string) { m.Profile = team.Profile(id) })
	departments := kit.NewCombo(p.departmentOptions(), idsOf(m.Departments), t("settings.departments-ghost"), func(ids []string) {
		m.Departments = departmentIDs(ids)
	})
	supervisor := kit.NewSelect(p.memberOptions(m.ID), orNobody(m.Supervisor), "", t("settings.filter"), func(id string) { m.Supervisor = memberOf(id) })
	rows := []fyne.CanvasObject{
		kit.NewFormRow(t("settings.member-name"), name),
		kit.NewFormRow(t("settings.member-handle"), handle).Help(t("settings.member-handle-help")),
		kit.NewFormRow(t("settings.member-email"), mail),
		kit.NewFormRow(t("settings.member-profile"), profile),
		kit.NewFormRow(t("settings.member-departments"), departments),
		kit.NewFormRow(t("settings.member-supervisor"), supervisor).Help(t("settings.member-supervisor-help")),
	}
	if p.gadgets.shared {
		sees := kit.NewChoiceChips([]kit.Option{{ID: seesAll, Text: t("settings.sees-all")}, {ID: string(team.Own), Text: t("settings.sees-own")}}, sightID(m.Sees), func(id string) { m.Sees = sightOf(id) })
		rows = append(rows, kit.NewFormRow(t("settings.member-sees"), sees).Help(t("settings.sees-help")))
	}
	if m.ID != "" {
		rows = append(rows, kit.NewFormRow(t("settings.member-state"), kit.NewColumn(2,
			kit.NewCheck(t("settings.member-away"), m.Away, func(on bool) { m.Away = on }),
			p.leftCheck(&m),
		)))
	}
	title := "settings.member-new"
	if m.ID != "" {
		title = "settings.member-edit"
	}
	p.s.form(t(title), kit.NewColumn(12, rows...), name, func() bool {
		m.Name, m.Handle, m.Email = strings.TrimSpace(name.Text()), handleText(handle.Text()), strings.TrimSpace(mail.Text())
		return p.memberOK(m, name, handle)
	}, func(ctx context.Context) error { return p.s.desk.PutMember(ctx, m) })
}

// seesAll stands for seeing everything, which has no word of its own.
const seesAll = "all"

func sightID(s team.Sight) string {
	if s == team.Everything {
		return seesAll
	}
	return string(s)
}

func sightOf(id string) team.Sight {
	if id == seesAll {
		return team.Everything
	}
	return team.Sight(id)
}

// leftCheck says that a member has left; the last one cannot leave.
func (p *crew) leftCheck(m *team.Member) *kit.Check {
	c := kit.NewCheck(p.s.t("settings.member-left"), m.Retired, func(on bool) { m.Retired = on })
	here := 0
	for _, other := range p.roster.Members {
		if !other.Retired && other.ID != m.ID {
			here++
		}
	}
	switch {
	case here == 0:
		c.DisableFor(p.s.t("settings.member-last"))
	case m.ID == p.me.ID:
		c.DisableFor(p.s.t("settings.member-self"))
	}
	return c
}

// handleText is a handle as it is kept: without @, in lower case.
func handleText(s string) string {
	return strings.ToLower(strings.TrimPrefix(strings.TrimSpace(s), "@"))
}

// memberOK checks what only this form can put right.
func (p *crew) memberOK(m team.Member, name, handle *kit.Entry) bool {
	name.SetError("")
	handle.SetError("")
	if m.Name == "" {
		name.SetError(p.s.t("settings.required"))
		return false
	}
	if strings.ContainsAny(m.Handle, " \t@") {
		handle.SetError(p.s.t("settings.handle-spaces"))
		return false
	}
	if other, taken := p.roster.ByHandle(m.Handle); taken && m.Handle != "" && other.ID != m.ID {
		handle.SetError(p.s.host.Texts().T("settings.handle-taken", map[string]any{"Name": other.Name}))
		return false
	}
	return true
}

// editDepartment opens the form of a department: of a new one when d has no id.
func (p *crew) editDepartment(d team.Department) {
	t := p.s.t
	name, reasons := kit.NewEntry(""), kit.NewMultiEntry(t("settings.reasons-ghost"), 6)
	name.SetText(d.Name)
	reasons.SetText(strings.Join(d.Reasons, "\n"))
	coordinator := kit.NewSelect(p.memberOptions(""), orNobody(d.Coordinator), "", t("settings.filter"), func(id string) { d.Coordinator = memberOf(id) })
	rows := []fyne.CanvasObject{
		kit.NewFormRow(t("settings.department-name"), name),
		kit.NewFormRow(t("settings.department-coordinator"), coordinator).Help(t("settings.department-coordinator-help")),
		kit.NewFormRow(t("settings.department-reasons"), reasons).Help(t("settings.department-reasons-help")),
	}
	title := "settings.department-new"
	if d.ID != "" {
		title = "settings.department-edit"
		rows = append(rows, kit.NewFormRow(t("settings.member-state"), kit.NewCheck(t("settings.department-retire"), d.Retired, func(on bool) { d.Retired = on })))
	}
	p.s.form(t(title), kit.NewColumn(12, rows...), name, func() bool {
		d.Name, d.Reasons = strings.TrimSpace(name.Text()), reasonLines(reasons.Text())
		return p.departmentOK(d, name)
	}, func(ctx context.Context) error { return p.s.desk.PutDepartment(ctx, d) })
}

func (p *crew) departmentOK(d team.Department, name *kit.Entry) bool {
	name.SetError("")
	if d.Name == "" {
		name.SetError(p.s.t("settings.required"))
		return false
	}
	for _, other := range p.roster.Departments {
		if other.ID != d.ID && strings.EqualFold(other.Name, d.Name) {
			name.SetError(p.s.t("settings.department-twice"))
			return false
		}
	}
	return true
}

// reasonLines are the reasons of a department, one a line, none twice.
func reasonLines(s string) []string {
	var out []string
	for one := range strings.SplitSeq(s, "\n") {
		if one = strings.TrimSpace(one); one != "" && !slices.Contains(out, one) {
			out = append(out, one)
		}
	}
	return out
}

func idsOf(ids []team.DepartmentID) []string {
	var out []string
	for _, id := range ids {
		out = append(out, string(id))
	}
	return out
}

func departmentIDs(ids []string) []team.DepartmentID {
	var out []team.DepartmentID
	for _, id := range ids {
		out = append(out, team.DepartmentID(id))
	}
	return out
}
