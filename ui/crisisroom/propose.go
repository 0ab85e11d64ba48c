package crisisroom

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"

	"vigie/crisis"
	"vigie/crisis/playbook"
	"vigie/inbox/team"
)

// ProposeRoles binds the roles of a playbook to people, to be accepted or
// changed: the department that the file names comes first, whoever has the
// fewest roles takes the next one, and who leads leads only. me is at the
// keyboard and takes the lead where they may.
func ProposeRoles(b playbook.Playbook, ro team.Roster, me team.Member) map[string]crisis.Binding {
	p := proposing{ro: ro, load: map[team.MemberID]int{}, writers: map[team.MemberID]bool{}, bound: map[string]team.MemberID{}}
	for _, m := range ro.Members {
		if !m.Retired && !m.Away {
			p.people = append(p.people, m)
		}
	}
	out := map[string]crisis.Binding{}
	lead := crisis.NewPlan(b).LeadRole()
	if role, ok := b.Role(lead); ok {
		p.lead = p.leader(role, me)
		out[lead] = crisis.Binding{Holder: p.lead}
		p.load[p.lead]++
		p.bound[lead] = p.lead
	}
	for _, r := range b.Roles {
		if r.ID == lead || !r.Required && !backsUp(b, r.ID) {
			continue
		}
		m := p.pick(r, b)
		if m != "" {
			out[r.ID] = crisis.Binding{Holder: m}
			p.load[m]++
			p.bound[r.ID] = m
			p.writers[m] = p.writers[m] || writes(b, r.ID)
		}
	}
	for _, r := range b.Roles { // the holder of the role that stands in
		if at, ok := out[r.ID]; ok && out[r.Backup].Holder != at.Holder {
			at.Backup = out[r.Backup].Holder
			out[r.ID] = at
		}
	}
	return out
}

type proposing struct {
	bound   map[string]team.MemberID // by role
	ro      team.Roster
	people  []team.Member
	load    map[team.MemberID]int
	writers map[team.MemberID]bool
	lead    team.MemberID
}

func backsUp(b playbook.Playbook, id string) bool {
	return slices.ContainsFunc(b.Roles, func(r playbook.Role) bool { return r.Backup == id })
}

// leader is who is at the keyboard, unless they are a novice or from outside.
func (p *proposing) leader(r playbook.Role, me team.Member) team.MemberID {
	if leads(me) && !me.Away && !me.Retired {
		return me.ID
	}
	for _, m := range p.people {
		if leads(m) && p.inDept(m, r.Dept) {
			return m.ID
		}
	}
	for _, m := range p.people {
		if leads(m) {
			return m.ID
		}
	}
	return me.ID
}

func leads(m team.Member) bool { return m.Profile == team.Senior || m.Profile == team.Coordinator }

// pick gives who suits a role best; "" when nobody is there.
func (p *proposing) pick(r playbook.Role, b playbook.Playbook) team.MemberID {
	best, least := team.MemberID(""), 1<<30
	for _, m := range p.people {
		cost := p.cost(m, r, b)
		if cost < least {
			best, least = m.ID, cost
		}
	}
	return best
}

// cost is how little a role suits a member. What the rights table refuses costs
// more than everything else.
func (p *proposing) cost(m team.Member, r playbook.Role, b playbook.Playbook) int {
	cost := p.load[m.ID] * 4
	if !p.inDept(m, r.Dept) {
		cost += 10
	}
	novice := m.Profile == team.Trainee || m.Profile == team.Junior
	if novice {
		cost += 20
	}
	if m.Profile == team.Agency && !r.Agency {
		cost += 40
	}
	if signs(b, r.ID) {
		if novice || m.Profile == team.Agency {
			cost += 200
		}
		if m.Profile != team.Adviser && m.Profile != team.Coordinator {
			cost += 2
		}
		if p.cosigns(b, r.ID, m.ID) { // one yes a member counts
			cost += 80
		}
		if p.writers[m.ID] { // nobody approves their own text
			cost += 30
		}
	}
	if m.ID == p.lead {
		cost += 60
	}
	return cost
}

// cosigns reports whether a member already holds another role whose yes a
// statement needs beside this one's.
func (p *proposing) cosigns(b playbook.Playbook, role string, m team.MemberID) bool {
	return slices.ContainsFunc(b.Statements, func(s playbook.Statement) bool {
		return slices.Contains(s.Approve.Of, role) && slices.ContainsFunc(s.Approve.Of, func(other string) bool {
			return other != role && p.bound[other] == m
		})
	})
}

// writes reports whether a role writes a statement.
func writes(b playbook.Playbook, role string) bool {
	found := false
	b.Walk(func(_ string, s *playbook.Step) { found = found || s.Type == playbook.StatementStep && s.Role == role })
	return found
}

// signs reports whether a statement needs the yes of a role.
func signs(b playbook.Playbook, role string) bool {
	return slices.ContainsFunc(b.Statements, func(s playbook.Statement) bool { return slices.Contains(s.Approve.Of, role) })
}

// inDept reports whether a member is of the department that a playbook means:
// files say "service_client", houses "Service client" or "Customer service".
func (p *proposing) inDept(m team.Member, dept string) bool {
	if dept == "" {
		return false
	}
	for _, id := range m.Departments {
		d, ok := p.ro.Department(id)
		if ok && sameDept(d.Name, dept) || sameDept(string(id), dept) {
			return true
		}
	}
	return false
}

func sameDept(name, dept string) bool {
	a, b := plainWord(name), plainWord(dept)
	if a == b || a != "" && (strings.Contains(a, b) || strings.Contains(b, a)) {
		return true
	}
	for _, group := range deptNames() {
		if slices.ContainsFunc(group, func(w string) bool { return strings.Contains(a, w) }) &&
			slices.ContainsFunc(group, func(w string) bool { return strings.Contains(b, w) }) {
			return true
		}
	}
	return false
}

// deptNames are the names that the same department has in French and English.
func deptNames() [][]string {
	return [][]string{
		{"communication", "marketing", "social", "press", "presse", "brand", "marque"},
		{"serviceclient", "customer", "care", "support", "relationclient"},
		{"juridique", "legal", "droit", "compliance", "dpo"},
		{"qualite", "quality", "product", "produit", "technique", "technical", "securite", "safety", "informatique"},
		{"direction", "executive", "management", "board"},
		{"rh", "humanresources", "ressourceshumaines", "people"},
	}
}

func plainWord(s string) string {
	t := transform.Chain(norm.NFD, runes.Remove(runes.In(unicode.Mn)), norm.NFC)
	out, _, err := transform.String(t, strings.ToLower(s))
	if err != nil {
		out = strings.ToLower(s)
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, out)
}
