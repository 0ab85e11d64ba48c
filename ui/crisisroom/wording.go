package crisisroom

import (
	"slices"
	"time"

	"vigie/crisis"
	"vigie/crisis/playbook"
	"vigie/inbox/team"
)

// Statement is a statement of a run as the room shows it.
type Statement struct {
	ID       string
	Hash     string // of exactly this text, which an approval names
	Stage    string // translated
	Channels []StatementText
	Open     []TextBlank // blanks that nobody filled
	Blanks   []TextBlank // all blanks of its texts
	Consent  crisis.Consent
	State    string // translated
	Tint     Tint
	Rejected string // why, and by whom
	Variants []crisis.Wording
	Authors  []team.MemberID
}

// StatementText is the text for one channel.
type StatementText struct {
	Channel string
	Raw     string // with its blanks
	Filled  string
	Length  int // in the channel's unit
	Most    int // 0 has no limit
}

// TooLong reports whether the channel would refuse it.
func (t StatementText) TooLong() bool { return t.Most > 0 && t.Length > t.Most }

// TextBlank is a variable of a text.
type TextBlank struct {
	playbook.Variable
	Value string
}

// Measure counts a text as its channel does; most is 0 where there is no limit.
func Measure(channel, text string) (length, most int) {
	limit, _ := playbook.LimitOf(channel)
	return limit.Length(text), limit.Most
}

// StatementOf gives a statement of the run; false when it has none of it.
func (f Formats) StatementOf(r Room, id string, now time.Time) (Statement, bool) {
	def, ok := r.Plan.Book.Statement(id)
	t := r.Run.Texts[id]
	if !ok || t == nil {
		return Statement{}, false
	}
	s := Statement{
		ID: id, Hash: t.Hash, Stage: f.Texts.T("crisisroom.stage-"+def.Stage, nil), Consent: r.Run.ConsentTo(r.Plan, id, now),
		Variants: t.Variants, Authors: t.Authors,
	}
	for _, c := range def.Channels { // in the order of the file
		st := StatementText{Channel: c.Channel, Raw: t.Channels[c.Channel], Filled: r.Run.Filled(id, c.Channel)}
		st.Length, st.Most = Measure(c.Channel, st.Filled)
		s.Channels = append(s.Channels, st)
		s.blanks(r, st.Raw)
	}
	s.State, s.Tint = f.statementState(s)
	if no := s.Consent.Rejected; no != nil {
		s.Rejected = f.Texts.T("crisisroom.rejected-by", map[string]any{"Name": r.Name(no.By), "Reason": no.Reason})
	}
	return s, true
}

func (s *Statement) blanks(r Room, text string) {
	for _, name := range playbook.Placeholders(text) {
		v, known := r.Plan.Book.Variable(name)
		if !known || slices.ContainsFunc(s.Blanks, func(b TextBlank) bool { return b.ID == name }) {
			continue
		}
		b := TextBlank{v, r.Run.Vars[name].Value}
		s.Blanks = append(s.Blanks, b)
		if b.Value == "" {
			s.Open = append(s.Open, b)
		}
	}
}

func (f Formats) statementState(s Statement) (string, Tint) {
	c := s.Consent
	count := map[string]any{"Have": c.Have, "Need": c.Need}
	switch {
	case c.Rejected != nil:
		return f.Texts.T("crisisroom.text-rejected", nil), TintAlarm
	case len(s.Open) > 0:
		return f.Texts.N("crisisroom.text-blanks", len(s.Open), nil), TintHeed
	case c.Whole() && c.Red:
		return f.Texts.T("crisisroom.text-overridden", nil), TintAlarm
	case c.Whole():
		return f.Texts.T("crisisroom.text-approved", nil), TintGood
	default:
		return f.Texts.T("crisisroom.text-waits", count), TintPlain
	}
}

// StatementsOf lists those that the run has reached: a step of theirs is no
// longer locked.
func (f Formats) StatementsOf(r Room, now time.Time) []Statement {
	var out []Statement
	for _, def := range r.Plan.Book.Statements {
		if r.reached(def.ID) {
			if s, ok := f.StatementOf(r, def.ID, now); ok {
				out = append(out, s)
			}
		}
	}
	return out
}

func (r Room) reached(statement string) bool {
	for _, id := range r.Plan.Order() {
		def, _ := r.Plan.Step(id)
		s := r.Run.Steps[id]
		if s != nil && (def.Statement == statement || def.Of == statement) && s.State != crisis.Locked && s.State != crisis.NotTaken {
			return true
		}
	}
	return false
}

// TextOf is the statement that a step is about; empty where it is about none.
func TextOf(def playbook.Step) string {
	if def.Of != "" {
		return def.Of
	}
	return def.Statement
}
