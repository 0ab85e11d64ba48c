package crisisroom

import (
	"strings"
	"time"

	"vigie/crisis"
)

// LogLine is a line of the timeline.
type LogLine struct {
	At   time.Time
	When string
	Text string
	Note string // why, or what was said
	Mark string // that it did not simply count; translated
	Tint Tint
}

// Timeline is the log of a run in words, the newest first, at most so many
// lines.
func (f Formats) Timeline(r Room, most int) []LogLine {
	var out []LogLine
	for i := len(r.Events) - 1; i >= 0 && len(out) < most; i-- {
		out = append(out, f.logLine(r, r.Events[i]))
	}
	return out
}

func (f Formats) logLine(r Room, e crisis.Event) LogLine {
	l := LogLine{At: e.At, When: f.Clock(e.At)}
	args := map[string]any{"Who": r.Name(e.By), "Step": r.stepTitle(e.Step), "Text": ""}
	key := "crisisroom.log-" + strings.ReplaceAll(string(e.Kind), ".", "-")
	if e.Erased() {
		key = "crisisroom.log-erased"
	} else if act, err := crisis.DecodeAct(e.Kind, e.Payload); err == nil {
		args["Text"], l.Note = f.logWords(r, e, act)
		l.Tint = logMood(act)
	}
	l.Text = f.Texts.T(key, args)
	if v, marked := r.Run.Verdicts[e.ID]; marked {
		l.Mark = f.Texts.T("crisisroom.verdict-"+kebab(string(v)), nil)
	}
	return l
}

func (r Room) stepTitle(id string) string {
	def, _ := r.Plan.Step(id)
	return def.Title
}

func logMood(a crisis.Act) Tint {
	switch a.(type) {
	case crisis.Reject, crisis.StandDown, crisis.Override:
		return TintAlarm
	case crisis.Skip, crisis.SetFreeze, crisis.Passed, crisis.SetSeverity:
		return TintHeed
	case crisis.Complete, crisis.Approve, crisis.Lift:
		return TintGood
	}
	return TintPlain
}

// logWords gives the one word of an act that its sentence needs, and what its
// actor wrote.
func (f Formats) logWords(r Room, e crisis.Event, act crisis.Act) (text, note string) {
	switch a := act.(type) {
	case crisis.Start:
		return a.Book.Title + " " + a.Book.Version, ""
	case crisis.SetSeverity:
		return r.severity(a.To), a.Reason
	case crisis.HandLead:
		return r.Name(a.To), a.Reason
	case crisis.Bind:
		role, _ := r.Plan.Book.Role(a.Role)
		return role.Label, r.Name(a.Holder)
	case crisis.SetVariable:
		v, _ := r.Plan.Book.Variable(a.Name)
		return v.Label, a.Value
	case crisis.Note:
		return "", a.Text
	case crisis.Action:
		return r.Name(a.Owner), a.Text
	case crisis.Update:
		return "", strings.Join(notEmpty(a.Known, a.Unknown, a.Said, a.Next), " / ")
	case crisis.Passed:
		return f.passed(r, a), ""
	default:
		return f.stepWords(r, e, act)
	}
}

func (f Formats) stepWords(r Room, e crisis.Event, act crisis.Act) (text, note string) {
	switch a := act.(type) {
	case crisis.Complete:
		return "", a.Note
	case crisis.Skip:
		return "", a.Reason
	case crisis.ReopenStep:
		return "", a.Reason
	case crisis.Choose:
		return r.option(e.Step, a.Option), a.Reason
	case crisis.ConfirmChoice:
		return r.option(e.Step, a.Option), ""
	case crisis.Settle:
		return r.option(e.Step, a.Option), a.Reason
	default:
		return f.textWords(r, act)
	}
}

func (f Formats) textWords(r Room, act crisis.Act) (text, note string) {
	switch a := act.(type) {
	case crisis.Edit:
		return f.stage(r, a.Statement) + " · " + a.Channel, ""
	case crisis.Submit:
		return f.stage(r, a.Statement), a.Answer
	case crisis.Approve:
		return f.stage(r, a.Statement), ""
	case crisis.Reject:
		return f.stage(r, a.Statement), a.Reason
	case crisis.Publish:
		return f.stage(r, a.Statement) + " · " + a.Channel, ""
	case crisis.ByHand:
		return f.stage(r, a.Statement) + " · " + a.Channel, a.Link
	case crisis.SetFreeze:
		return "", a.Reason
	case crisis.AckFreeze:
		return r.TargetName(a.Target), ""
	case crisis.AskLift:
		return "", a.Reason
	case crisis.StandDown:
		return "", a.Reason
	case crisis.Pause:
		return "", a.Reason
	case crisis.RaiseAgain:
		return "", a.Reason
	}
	return "", ""
}

func (f Formats) stage(r Room, statement string) string {
	def, ok := r.Plan.Book.Statement(statement)
	if !ok {
		return statement
	}
	return f.Texts.T("crisisroom.stage-"+def.Stage, nil)
}

func (f Formats) passed(r Room, a crisis.Passed) string {
	var out []string
	for _, p := range a.Passed {
		title := r.stepTitle(p.Step)
		line := f.Texts.T("crisisroom.passed-"+p.What, map[string]any{"Step": title, "To": r.roles(p.To)})
		out = append(out, line)
	}
	return strings.Join(out, " · ")
}

func (r Room) option(step, id string) string {
	def, _ := r.Plan.Step(step)
	for _, o := range def.Options {
		if o.ID == id {
			return o.Label
		}
	}
	return id
}

// severity gives the label of a level.
func (r Room) severity(id string) string {
	for _, s := range r.Plan.Book.Severity {
		if s.ID == id {
			return s.Label
		}
	}
	return id
}

// Severity is the label of the run's level; empty while nobody has said one.
func (r Room) Severity() string { return r.severity(r.Run.Severity) }

func notEmpty(words ...string) []string {
	var out []string
	for _, w := range words {
		if w != "" {
			out = append(out, w)
		}
	}
	return out
}
