package minutes

import (
	"strings"
	"time"

	"vigie/crisis"
)

// Words are the texts of the language in which minutes are written.
type Words interface {
	// T gives the text of a key with its placeholders filled.
	T(key string, args map[string]any) string
}

// Line is one line of the minutes.
type Line struct {
	Seq     int64
	At      time.Time // by the authority's clock
	Claimed time.Time // by the actor's, where it is another minute
	Who     string
	What    string // what was done
	Step    string // the title of the step
	Detail  string // the reason, the text, the answer
	Verdict crisis.Verdict
	Red     bool // somebody must look at it: a publication without approvals, an override
	Hash    string
}

// Lines tells a log line by line.
func Lines(p *crisis.Plan, l Log, words Words) []Line {
	run := crisis.NewRun()
	out := make([]Line, 0, len(l.Events))
	for _, e := range l.Events {
		verdict := run.Take(p, e)
		line := Line{
			Seq: e.Seq, At: e.Kept, Who: who(l, e, words), What: words.T("crisis.log."+string(e.Kind), nil), Verdict: verdict, Hash: e.Hash,
			Detail: detail(p, e, words),
		}
		if e.At.Sub(e.Kept).Abs() >= time.Minute {
			line.Claimed = e.At
		}
		if s, ok := p.Step(e.Step); ok {
			line.Step = s.Title
		}
		if out, there := published(run, e.ID); e.Kind == crisis.KindByHand && there {
			line.Red, line.Detail = out.Red, joined(line.Detail, out.Text)
		}
		line.Red = line.Red || e.Kind == crisis.KindOverride
		out = append(out, line)
	}
	return out
}

// published is the publication that an event allowed or told of: it has the text
// as it went out.
func published(r *crisis.Run, permit string) (crisis.Publication, bool) {
	for _, p := range r.Publications {
		if p.Permit == permit {
			return p, true
		}
	}
	return crisis.Publication{}, false
}

func who(l Log, e crisis.Event, words Words) string {
	switch {
	case e.By == "":
		return words.T("crisis.log-program", nil)
	case l.Header.People[string(e.By)] != "":
		return l.Header.People[string(e.By)]
	default:
		return string(e.By)
	}
}

// detail is what somebody wrote, chose or attached.
func detail(p *crisis.Plan, e crisis.Event, words Words) string {
	if e.Erased() {
		return words.T("crisis.log-erased", nil)
	}
	act, err := crisis.DecodeAct(e.Kind, e.Payload)
	if err != nil {
		return string(e.Payload)
	}
	switch a := act.(type) {
	case crisis.Note:
		return a.Text
	case crisis.Action:
		return joined(a.Text, a.Due.Format(time.DateOnly))
	case crisis.Update:
		return joined(a.Known, a.Unknown, a.Said, a.Next)
	case crisis.SetSeverity:
		return joined(a.To, a.Reason)
	case crisis.SetVariable:
		return joined(a.Name, a.Value)
	case crisis.Complete:
		return joined(append([]string{a.Note}, evidence(a.Evidence)...)...)
	case crisis.Attach:
		return joined(evidence(a.Evidence)...)
	case crisis.Choose:
		return joined(label(p, e.Step, a.Option), a.Reason)
	case crisis.ConfirmChoice:
		return label(p, e.Step, a.Option)
	case crisis.Settle:
		return joined(label(p, e.Step, a.Option), a.Reason)
	case crisis.Review:
		return review(p, a)
	default:
		return textDetail(act)
	}
}

// label is how a playbook calls an option.
func label(p *crisis.Plan, step, option string) string {
	def, _ := p.Step(step)
	for _, o := range def.Options {
		if o.ID == option {
			return o.Label
		}
	}
	return option
}

// review is a published retrospective: its text, the answers in the order of
// their questions, and what becomes of the playbook.
func review(p *crisis.Plan, a crisis.Review) string {
	parts := []string{a.Text}
	for _, q := range a.Asked(p) {
		parts = append(parts, q+" "+a.Answers[q])
	}
	return joined(append(parts, a.NewVersion, a.Refused)...)
}

func textDetail(act crisis.Act) string {
	switch a := act.(type) {
	case crisis.Edit:
		return joined(a.Statement, a.Channel, a.Text)
	case crisis.Submit:
		return joined(a.Statement, a.Hash, a.Answer)
	case crisis.Approve:
		return joined(a.Statement, a.Role, a.Hash)
	case crisis.Reject:
		return joined(a.Statement, a.Reason, a.Hash)
	case crisis.Override:
		return joined(a.Statement, a.Reason, a.Hash)
	case crisis.Publish:
		return joined(a.Channel, a.Text, a.Hash)
	case crisis.Published:
		return joined(string(a.State), a.Native, a.Fault)
	case crisis.ByHand:
		return joined(append([]string{a.Channel, a.Link}, evidence(a.Evidence)...)...)
	default:
		return reasonOf(act)
	}
}

func reasonOf(act crisis.Act) string {
	switch a := act.(type) {
	case crisis.Skip:
		return a.Reason
	case crisis.ReopenStep:
		return a.Reason
	case crisis.Pause:
		return a.Reason
	case crisis.StandDown:
		return a.Reason
	case crisis.Reopen:
		return a.Reason
	case crisis.RaiseAgain:
		return a.Reason
	case crisis.Discard:
		return a.Reason
	case crisis.HandLead:
		return joined(string(a.To), a.Reason)
	case crisis.SetFreeze:
		return joined(a.Scope, a.Reason)
	case crisis.AckFreeze:
		return joined(a.Target, a.Note)
	case crisis.AskLift:
		return a.Reason
	case crisis.ActionDone:
		return a.Note
	case crisis.Passed:
		return passed(a)
	default:
		return ""
	}
}

func passed(a crisis.Passed) string {
	var out []string
	for _, t := range a.Passed {
		out = append(out, strings.TrimSpace(t.Step+" "+strings.Join(t.To, ", ")))
	}
	return joined(out...)
}

func evidence(list []crisis.Evidence) []string {
	var out []string
	for _, e := range list {
		out = append(out, joined(e.Name, e.Text, e.URL))
	}
	return out
}

func joined(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, " · ")
}
