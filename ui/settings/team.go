package settings

import (
	"context"
	"fmt"
	"strings"

	"fyne.io/fyne/v2"

	"vigie/inbox"
	"vigie/inbox/team"
	"vigie/ui/kit"
	"vigie/ui/place"
)

// crew is the page of members and departments.
type crew struct {
	s      *Screen
	me     team.Member
	roster team.Roster

	gadgets                  *gadgets
	watchers                 *watchers
	members, departments     shelf
	addMember, addDepartment *kit.Button
}

func newTeam(s *Screen) *crew {
	p := &crew{s: s}
	p.gadgets, p.watchers = &gadgets{p: p}, &watchers{p: p}
	return p
}

func (p *crew) load(ctx context.Context) (func() bool, error) {
	me, err := p.s.desk.Me(ctx)
	if err != nil {
		return nil, err
	}
	roster, err := p.s.desk.Roster(ctx)
	if err != nil {
		return nil, err
	}
	duty, err := p.watchers.load(ctx)
	if err != nil {
		return nil, err
	}
	devices := p.gadgets.load(ctx)
	return func() bool {
		devices()
		duty()
		p.me, p.roster = me, roster
		return true
	}, nil
}

func (p *crew) minds(n inbox.Notice) bool { return n.Team }

func (p *crew) draw() fyne.CanvasObject {
	t := p.s.t
	if p.addMember == nil {
		p.addMember = kit.NewButton(kit.Primary, t("settings.member-add"), func() { p.editMember(team.Member{Profile: team.Junior}) })
		p.addDepartment = kit.NewButton(kit.Secondary, t("settings.department-add"), func() { p.editDepartment(team.Department{}) })
	}
	var members, departments []*line
	for _, m := range p.sorted() {
		members = append(members, p.memberLine(m))
	}
	for _, d := range p.roster.Departments {
		departments = append(departments, p.departmentLine(d))
	}
	return kit.NewColumn(14, append([]fyne.CanvasObject{
		newHeader(t("settings.team-title"), t("settings.team-text"), p.addMember),
		newTable([]column{{title: t("settings.col-member"), share: 3}, {title: t("settings.col-profile"), share: 2}, {title: t("settings.col-departments"), share: 3}}, members...),
		newHeader(t("settings.departments-title"), t("settings.departments-text"), p.addDepartment),
		newTable([]column{{title: t("settings.col-department"), share: 2}, {title: t("settings.col-coordinator"), share: 2}, {title: t("settings.col-reasons"), share: 4, spare: true}}, departments...),
	}, append(p.watchers.draw(), p.gadgets.draw()...)...)...)
}

// sorted puts those who have left last.
func (p *crew) sorted() []team.Member {
	var here, gone []team.Member
	for _, m := range p.roster.Members {
		if m.Retired {
			gone = append(gone, m)
			continue
		}
		here = append(here, m)
	}
	return append(here, gone...)
}

func (p *crew) memberLine(m team.Member) *line {
	t := p.s.t
	var names []string
	for _, id := range m.Departments {
		if d, ok := p.roster.Department(id); ok {
			names = append(names, d.Name)
		}
	}
	under := "@" + m.Handle
	if m.Email != "" {
		under += " · " + m.Email
	}
	name := m.Name
	if m.ID == p.me.ID {
		name += " (" + t("settings.you") + ")"
	}
	chip := kit.ChipSpec{Text: t("team.profile-" + string(m.Profile)), Tone: kit.Brand}
	switch {
	case m.Retired:
		chip = kit.ChipSpec{Text: t("settings.has-left")}
	case m.Away:
		chip = kit.ChipSpec{Text: t("settings.is-away"), Tone: kit.Caution}
	}
	cells := []cell{{title: name, text: under}, {chip: chip}, {text: strings.Join(names, ", ")}}
	invites := p.gadgets.invites(m)
	return p.members.line(string(m.ID), fmt.Sprint(m, invites), cells, func() *line {
		edit := kit.NewButton(kit.Secondary, t("settings.edit"), func() { p.editMember(m) })
		if invites {
			return newLine(kit.NewAvatar(kit.Person{Name: m.Name}, 34), cells, p.gadgets.inviteButton(m), edit)
		}
		return newLine(kit.NewAvatar(kit.Person{Name: m.Name}, 34), cells, edit)
	})
}

func (p *crew) departmentLine(d team.Department) *line {
	t := p.s.t
	who := t("settings.nobody")
	if m, ok := p.roster.Member(d.Coordinator); ok {
		who = m.Name
	}
	first := cell{title: d.Name, text: p.s.host.Texts().N("settings.members", len(p.roster.Of(d.ID)), nil)}
	if d.Retired {
		first.text = t("settings.department-closed")
	}
	cells := []cell{first, {text: who}, {text: strings.Join(d.Reasons, ", ")}}
	return p.departments.line(string(d.ID), fmt.Sprint(d), cells, func() *line {
		return newLine(nil, cells, kit.NewButton(kit.Secondary, t("settings.edit"), func() { p.editDepartment(d) }))
	})
}

func profileOptions(s *Screen) []kit.Option {
	var out []kit.Option
	for _, p := range team.Profiles() {
		out = append(out, kit.Option{ID: string(p), Text: s.t("team.profile-" + string(p)), Note: s.t("team.profile-" + string(p) + "-text")})
	}
	return out
}

func (p *crew) departmentOptions() []kit.Option {
	var out []kit.Option
	for _, d := range p.roster.Departments {
		if !d.Retired {
			out = append(out, kit.Option{ID: string(d.ID), Text: d.Name})
		}
	}
	return out
}

// memberOptions offers the members who are here, and nobody first.
func (p *crew) memberOptions(not team.MemberID) []kit.Option {
	return append([]kit.Option{{ID: nobody, Text: p.s.t("settings.nobody")}}, place.People(p.roster, not)...)
}

// nobody stands for no member, which a choice cannot have as an id.
const nobody = "-"

func orNobody(id team.MemberID) string {
	if id == "" {
		return nobody
	}
	return string(id)
}

func memberOf(id string) team.MemberID {
	if id == nobody {
		return ""
	}
	return team.MemberID(id)
}
