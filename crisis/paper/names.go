package paper

import (
	"strconv"
	"strings"
	"time"

	"vigie/crisis/playbook"
)

func (w *writer) roleName(id string) string {
	if r, ok := w.p.Role(id); ok {
		return r.Label
	}
	return id
}

func (w *writer) roleNames(ids []string) string {
	var out []string
	for _, id := range ids {
		out = append(out, w.roleName(id))
	}
	return strings.Join(out, ", ")
}

// duration says how long in the largest unit that fits.
func (w *writer) duration(d time.Duration) string {
	short := playbook.FormatDuration(d)
	n, unit := short[:len(short)-1], short[len(short)-1]
	return w.t(map[byte]string{'m': "paper.minutes", 'h': "paper.hours", 'd': "paper.days"}[unit], "Count", n)
}

// condition says a condition in words.
func (w *writer) condition(text string) string {
	c, err := playbook.ParseCondition(text)
	if err != nil {
		return text
	}
	return w.holds(c, true)
}

func (w *writer) holds(c playbook.Condition, outermost bool) string {
	switch c.Op {
	case "and", "or":
		var parts []string
		for _, p := range c.Parts {
			parts = append(parts, w.holds(p, false))
		}
		text := strings.Join(parts, " "+w.t("paper.word."+c.Op)+" ")
		if outermost {
			return text
		}
		return "(" + text + ")"
	case "not":
		return w.t("paper.word.not", "Condition", w.holds(c.Parts[0], false))
	}
	text := w.about(c.Name)
	if c.Op != "is" {
		sign := map[string]string{"==": "=", "!=": "≠", ">=": "≥", "<=": "≤"}[c.Op]
		if sign == "" {
			sign = c.Op
		}
		text += " " + sign + " " + w.meant(c.Name, c.Value)
	}
	if c.For > 0 {
		text = w.t("paper.word.for", "Condition", text, "Duration", w.duration(c.For))
	}
	return text
}

// about names what a condition asks.
func (w *writer) about(name string) string {
	switch name {
	case playbook.NameSeverity:
		return w.t("paper.word.severity")
	case playbook.NameCleared:
		return w.t("paper.word.cleared")
	}
	if v, ok := w.p.Variable(name); ok {
		return v.Label
	}
	return name
}

// meant names a value: a severity by its label, a choice by what it is called
// where it is chosen.
func (w *writer) meant(name, value string) string {
	if at := w.p.SeverityRank(value); name == playbook.NameSeverity && at >= 0 {
		return w.p.Severity[at].Label
	}
	return w.choice(name, value)
}

func (w *writer) choice(variable, value string) string {
	said := value
	w.p.Walk(func(_ string, s *playbook.Step) {
		if s.Type != playbook.Decision || s.Sets != variable {
			return
		}
		for _, o := range s.Options {
			if o.ID == value {
				said = o.Label
			}
		}
	})
	return said
}

// approvers says whose yes a statement needs.
func (w *writer) approvers(s playbook.Statement) string {
	names := w.roleNames(s.Approve.Of)
	n, _ := s.Approve.Need.Count(len(s.Approve.Of))
	switch {
	case len(s.Approve.Of) < 2 || n >= len(s.Approve.Of):
		return w.t("paper.approve-all", "Roles", names)
	case n == 1:
		return w.t("paper.approve-any", "Roles", names)
	default:
		return w.t("paper.approve-some", "Count", strconv.Itoa(n), "Roles", names)
	}
}

func join(a, b, between string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + between + b
}

// split gives the parts of a text that are not empty.
func split(text, by string) []string {
	var out []string
	for _, part := range strings.Split(text, by) {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}
