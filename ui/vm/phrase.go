package vm

import (
	"strconv"
	"strings"

	"vigie/inbox"
	"vigie/inbox/team"
)

// Phrase is a whole act as a person would say it: "Hand over to Marketing".
type Phrase struct {
	Text string
	Also string // the same in the other language, to be found by
	Key  string // the letter of the command that asks for it
	May  Verdict
	Act  inbox.Act // nil for a handover, which is confirmed in its form
	// To and Person are whom a handover is meant for.
	To     team.DepartmentID
	Person team.MemberID
}

// Phrases are the whole acts that can be said of the targets; typed adds those
// with words of their own, as a tag that does not exist yet. There are none
// while nothing is open or marked.
func (t *Triage) Phrases(typed string) []Phrase {
	if !t.ready || len(t.Targets()) == 0 {
		return nil
	}
	out := t.handovers()
	out = append(out, t.assignments()...)
	out = append(out, t.snoozes(typed)...)
	out = append(out, t.labels(typed)...)
	for _, c := range t.PriorityChoices() {
		p, _ := strconv.Atoi(c.ID)
		also := t.otherPriority(inbox.Priority(p))
		out = append(out, t.phrase("priority", "p", c.Text, also, inbox.Prioritise{Priority: inbox.Priority(p)}))
	}
	return out
}

// otherPriority is a priority in the language that is not spoken.
func (t *Triage) otherPriority(p inbox.Priority) string {
	if t.Formats.Texts.Language() == "fr" {
		return map[inbox.Priority]string{inbox.Low: "low", inbox.Normal: "normal", inbox.High: "high", inbox.Urgent: "urgent"}[p]
	}
	return map[inbox.Priority]string{inbox.Low: "basse", inbox.Normal: "normale", inbox.High: "haute", inbox.Urgent: "urgente"}[p]
}

func (t *Triage) phrase(name, key, said, also string, act inbox.Act) Phrase {
	texts := t.Formats.Texts
	return Phrase{
		Text: texts.T("find.act-"+name, map[string]any{"Name": said}), Also: texts.T("find.also-"+name, map[string]any{"Name": also}),
		Key: key, May: t.May(team.Triage), Act: act,
	}
}

func (t *Triage) handovers() []Phrase {
	d, _ := t.Opened.Detail()
	may := t.CanHandOver()
	var out []Phrase
	add := func(to team.Department, m team.Member) {
		said := to.Name
		if m.ID != "" {
			said = t.Formats.Texts.T("find.person-of", map[string]any{"Name": m.Name, "Department": to.Name})
		}
		p := t.phrase("hand-over", "h", said, said, nil)
		p.May, p.To, p.Person = may, to.ID, m.ID
		out = append(out, p)
	}
	for _, dep := range t.house.Departments() {
		if dep.ID == d.Conversation.Department {
			continue
		}
		add(dep, team.Member{})
		for _, m := range t.house.Roster.Of(dep.ID) {
			add(dep, m)
		}
	}
	return out
}

func (t *Triage) assignments() []Phrase {
	d, _ := t.Opened.Detail()
	var out []Phrase
	for _, c := range t.AssignChoices() {
		if c.ID != "" {
			out = append(out, t.phrase("assign", "a", c.Text, c.Text, inbox.Assign{To: team.MemberID(c.ID), Had: d.Conversation.Assignee}))
		}
	}
	return out
}

func (t *Triage) snoozes(typed string) []Phrase {
	now := t.Desk.Now()
	var out []Phrase
	for _, m := range t.Formats.SnoozeChoices(now) {
		also := m.ID
		if t.Formats.Texts.Language() == "en" {
			also = map[string]string{"later": "plus tard", "tomorrow": "demain", "monday": "lundi", "week": "une semaine"}[m.ID]
		}
		out = append(out, t.phrase("snooze", "s", m.Text, also, inbox.Snooze{Until: m.At}))
	}
	if rest, ok := afterVerb(typed, "snooze", "reporter"); ok {
		if at, ok := t.Formats.Typed(rest, now); ok {
			out = append(out, t.phrase("snooze", "s", t.Formats.Amid(at, now), rest, inbox.Snooze{Until: at}))
		}
	}
	return out
}

func (t *Triage) labels(typed string) []Phrase {
	has, others := t.TagChoices()
	var out []Phrase
	for _, tag := range others {
		out = append(out, t.phrase("tag", "l", tag, tag, inbox.Label{Add: []string{tag}}))
	}
	for _, tag := range has {
		out = append(out, t.phrase("untag", "l", tag, tag, inbox.Label{Remove: []string{tag}}))
	}
	rest, ok := afterVerb(typed, "tag", "etiqueter", "etiquette")
	tag, err := inbox.CleanTag(strings.TrimPrefix(rest, "#"))
	if !ok || err != nil {
		return out
	}
	for _, known := range append(has, others...) {
		if known == tag {
			return out
		}
	}
	return append(out, t.phrase("new-tag", "l", tag, tag, inbox.Label{Add: []string{tag}}))
}

// afterVerb gives what follows one of some words at the start.
func afterVerb(typed string, verbs ...string) (rest string, ok bool) {
	first, rest, _ := strings.Cut(strings.TrimSpace(typed), " ")
	for _, v := range verbs {
		if inbox.Fold(first) == v && strings.TrimSpace(rest) != "" {
			return strings.TrimSpace(rest), true
		}
	}
	return "", false
}

// Clipped is a text of at most so many characters, 1 or more; … stands for what
// is left out.
func Clipped(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}
