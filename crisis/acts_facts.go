package crisis

import (
	"slices"
	"time"

	"vigie/inbox/fault"
)

// SetSeverity changes how grave it is: up by anybody, down by the lead.
type SetSeverity struct {
	To     string `json:"to"`
	Reason string `json:"reason,omitempty"`
}

// Kind implements Act.
func (SetSeverity) Kind() Kind { return KindSeverity }

func (a SetSeverity) decide(d *deciding) error {
	to, is := d.p.Book.SeverityRank(a.To), d.p.Book.SeverityRank(d.r.Severity)
	switch {
	case to < 0:
		return fault.New(fault.Invalid, "crisis.no-severity", "Name", a.To)
	case to >= is || d.unseen(d.r.SeverityAt): // raised, as far as the actor knew; the fold keeps the greater
		return d.takesPart()
	}
	if err := d.may(EndRun); err != nil {
		return err
	}
	return needReason(a.Reason)
}

func (a SetSeverity) apply(f *folding) {
	to, is := f.p.Book.SeverityRank(a.To), f.p.Book.SeverityRank(f.r.Severity)
	switch {
	case to == is:
		f.verdict = AlsoDone
	case to < is && f.unseen(f.r.SeverityAt): // both raised it: the greater holds
		f.verdict = Superseded
	default:
		f.r.Severity, f.r.SeverityAt = a.To, f.e.Seq
	}
}

// SetVariable fills a blank. It changes the texts in which the blank is, and
// so voids their approvals.
type SetVariable struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Kind implements Act.
func (SetVariable) Kind() Kind { return KindVariable }

func (a SetVariable) decide(d *deciding) error {
	if d.grant(EditText, "") != Freely {
		return refusal(EditText)
	}
	return fits(d.p, a.Name, a.Value)
}

func (a SetVariable) apply(f *folding) { f.set(a.Name, a.Value) }

func (f *folding) set(name, value string) {
	if f.r.Vars[name].Value != value {
		f.r.Vars[name] = Variable{Value: value, Since: f.e.Kept}
	}
}

// fits refuses a value that the playbook does not have.
func fits(p *Plan, name, value string) error {
	v, ok := p.Book.Variable(name)
	if !ok {
		return fault.New(fault.Invalid, "crisis.no-variable", "Name", name)
	}
	if v.Type == "choice" && value != "" && !slices.Contains(v.Choices, value) {
		return fault.New(fault.Invalid, "crisis.no-choice", "Name", v.Label)
	}
	if v.Max > 0 && len([]rune(value)) > v.Max {
		return fault.New(fault.Invalid, "crisis.value-too-long", "Name", v.Label, "Most", v.Max)
	}
	return nil
}

// Cleared says that the alert is over, or that it is back.
type Cleared struct {
	Is bool `json:"is"`
}

// Kind implements Act.
func (Cleared) Kind() Kind { return KindCleared }

func (Cleared) decide(d *deciding) error { return d.takesPart() }

func (a Cleared) apply(f *folding) {
	switch {
	case !a.Is:
		f.r.Cleared = time.Time{}
	case f.r.Cleared.IsZero():
		f.r.Cleared = f.e.Kept
	}
}

// LinkTo ties a conversation, a contact or an alert to the run.
type LinkTo struct {
	Links []Link `json:"links"`
}

// Kind implements Act.
func (LinkTo) Kind() Kind { return KindLink }

func (a LinkTo) decide(d *deciding) error {
	for _, l := range a.Links {
		if !slices.Contains([]string{ConversationLink, ContactLink, AlertLink}, l.Kind) || l.ID == "" {
			return fault.New(fault.Invalid, "crisis.bad-link")
		}
	}
	return d.takesPart()
}

func (a LinkTo) apply(f *folding) {
	for _, l := range a.Links {
		f.link(l)
	}
}

func (f *folding) link(l Link) {
	if !slices.Contains(f.r.Links, l) {
		f.r.Links = append(f.r.Links, l)
	}
}

// Unlink takes something out of the run.
type Unlink struct {
	Links []Link `json:"links"`
}

// Kind implements Act.
func (Unlink) Kind() Kind { return KindUnlink }

func (Unlink) decide(d *deciding) error { return d.takesPart() }

func (a Unlink) apply(f *folding) {
	f.r.Links = slices.DeleteFunc(f.r.Links, func(l Link) bool { return slices.Contains(a.Links, l) })
}
