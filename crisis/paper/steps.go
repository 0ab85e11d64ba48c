package paper

import (
	"strconv"
	"strings"

	"vigie/crisis/playbook"
)

// steps is the checklist. Steps of branches have numbers of their own, so that
// "go to 12" is never in doubt.
func (w *writer) steps() {
	w.heading(w.t("paper.steps"))
	w.put(block{{text: w.t("paper.steps-rule"), size: small, grey: true}})
	w.sequence(w.p.Steps, 0, "")
}

const branchIndent = 7

// sequence writes steps; after says where the last one leads.
func (w *writer) sequence(steps []playbook.Step, indent float64, after string) {
	for i, s := range steps {
		follows := after
		if i+1 < len(steps) {
			follows = ""
		}
		if s.Goto != "" {
			follows = w.t("paper.then", "Step", w.number(s.Goto))
		}
		w.put(w.step(s, indent, follows))
		for k, b := range s.Branches {
			name := w.t("paper.branch", "Letter", string(rune('A'+k%26)), "Name", b.ID)
			w.put(block{{text: name, bold: true, size: small, indent: indent + branchIndent, before: 2.5, keep: true}})
			w.sequence(b.Steps, indent+branchIndent, w.t("paper.branch-done", "Step", w.numbers[s.ID]))
		}
	}
}

// step is one step, never torn apart between two pages.
func (w *writer) step(s playbook.Step, indent float64, follows string) block {
	kind := w.t("paper.type." + string(s.Type))
	right := ""
	if s.Due > 0 {
		right = w.t("paper.within", "Duration", w.duration(s.Due))
	}
	b := block{{
		text: strconv.Itoa(w.numbers[s.ID]) + ". " + s.Title, bold: true, size: normal, indent: indent, box: s.Type != playbook.Parallel, right: right, before: 2.2,
	}}
	in := indent + boxWidth
	add := func(text string) {
		if text != "" {
			b = append(b, line{text: text, size: small + 0.5, indent: in})
		}
	}
	b = append(b, line{text: join(kind, w.who(s), " · "), size: small, grey: true, indent: in, right: w.t("paper.done-at")})
	if s.When != "" {
		add(w.t("paper.only-if", "Condition", w.condition(s.When)))
	}
	add(s.Help)
	for _, c := range s.Checklist {
		b = append(b, line{text: c, size: small + 0.5, indent: in, box: true, before: 0.8})
	}
	for _, text := range w.details(s) {
		add(text)
	}
	for _, o := range s.Options {
		text := o.Label
		if o.Goto != "" {
			text += " → " + w.number(o.Goto)
		}
		b = append(b, line{text: text, size: small + 0.5, indent: in, box: true, before: 0.8})
	}
	if s.Type != playbook.End && s.Type != playbook.Decision && s.Type != playbook.Repeat {
		add(follows)
	}
	return b
}

func (w *writer) who(s playbook.Step) string {
	who := w.roleName(s.Role)
	if s.Type == playbook.Approval && who == "" {
		if st, ok := w.p.Statement(s.Of); ok {
			who = w.approvers(st)
		}
	}
	if s.Confirm != "" {
		who = join(who, w.t("paper.confirms", "Role", w.roleName(s.Confirm)), " · ")
	}
	return who
}

// details says what a step's type adds.
func (w *writer) details(s playbook.Step) []string {
	var out []string
	if s.Evidence == "required" {
		out = append(out, w.t("paper.evidence"))
	}
	if s.Overdue.Escalate != "" {
		to := w.roleName(s.Overdue.Escalate)
		if r, ok := w.p.Role(s.Role); ok && s.Overdue.Escalate == "backup" {
			to = w.roleName(r.Backup)
		}
		after := "0"
		if s.Overdue.After > 0 {
			after = w.duration(s.Overdue.After)
		}
		out = append(out, w.t("paper.overdue", "Duration", after, "Role", to))
	}
	if id := s.Statement + s.Of; id != "" {
		out = append(out, w.t("paper.see-statement", "Name", w.statementName(id)))
	}
	if s.OnReject != "" {
		out = append(out, w.t("paper.rejected", "Step", w.number(s.OnReject)))
	}
	if len(s.To) > 0 {
		out = append(out, w.t("paper.tell", "Roles", w.roleNames(s.To)))
	}
	switch s.Type {
	case playbook.Repeat:
		out = append(out, w.repeat(s)...)
	case playbook.Wait:
		out = append(out, w.waiting(s))
	case playbook.RouteStep:
		out = append(out, w.t("paper.route", "Topic", s.Topic, "Queue", s.Queue))
	case playbook.SubPlaybook:
		out = append(out, w.t("paper.other-playbook", "Name", s.Playbook))
	case playbook.Parallel:
		key := "paper.join-all"
		if s.Join == "any" {
			key = "paper.join-any"
		}
		out = append(out, w.t(key))
	}
	return append(out, w.needs(s)...)
}

func (w *writer) needs(s playbook.Step) []string {
	var numbers []string
	for _, id := range s.Needs {
		numbers = append(numbers, w.number(id))
	}
	if len(numbers) == 0 {
		return nil
	}
	return []string{w.t("paper.needs", "Steps", strings.Join(numbers, ", "))}
}

func (w *writer) repeat(s playbook.Step) []string {
	until := ""
	if s.Until != "" {
		until = w.condition(s.Until)
	}
	out := []string{w.t("paper.repeat", "Duration", w.duration(s.Every), "Max", s.Max, "Until", until)}
	if s.Then.Done != "" {
		out = append(out, w.t("paper.repeat-done", "Step", w.number(s.Then.Done)))
	}
	if s.Then.Raised != "" {
		out = append(out, w.t("paper.repeat-raised", "Step", w.number(s.Then.Raised)))
	}
	return out
}

func (w *writer) waiting(s playbook.Step) string {
	duration, until := "", ""
	if s.For > 0 {
		duration = w.duration(s.For)
	}
	if s.Until != "" {
		until = w.condition(s.Until)
	}
	return w.t("paper.wait", "Duration", duration, "Until", until)
}

// number names a step as the paper does.
func (w *writer) number(id string) string {
	if n := w.numbers[id]; n > 0 {
		return strconv.Itoa(n)
	}
	return id
}
