package crisis

import (
	"slices"
	"time"

	"vigie/inbox/fault"
	"vigie/inbox/team"
)

// ReopenWithin is how long a closed run may be opened again.
const ReopenWithin = 14 * 24 * time.Hour

// Pause stops the clocks of a run.
type Pause struct {
	Reason string `json:"reason"`
}

// Kind implements Act.
func (Pause) Kind() Kind { return KindPause }

func (a Pause) decide(d *deciding) error {
	if err := d.may(EndRun); err != nil {
		return err
	}
	if err := d.in(Running); err != nil {
		return err
	}
	return needReason(a.Reason)
}

func (Pause) apply(f *folding) {
	if f.to(Paused) {
		f.r.PausedAt = f.e.Kept
	}
}

// Resume has the clocks go on: what was due is due later by the length of the
// pause.
type Resume struct{}

// Kind implements Act.
func (Resume) Kind() Kind { return KindResume }

func (Resume) decide(d *deciding) error {
	if err := d.may(EndRun); err != nil {
		return err
	}
	return d.in(Paused)
}

func (Resume) apply(f *folding) {
	if f.r.State != Paused || !f.to(Running) {
		f.verdict = AlsoDone
		return
	}
	by := f.e.Kept.Sub(f.r.PausedAt)
	later := func(t *time.Time) {
		if !t.IsZero() {
			*t = t.Add(by)
		}
	}
	for _, s := range f.r.Steps {
		if s.Open() {
			later(&s.DueAt)
			later(&s.NextAt)
		}
	}
	later(&f.r.UpdateDue)
	f.r.PausedAt = time.Time{}
}

// Watch says that all public acts are done and the volume is still watched.
type Watch struct{}

// Kind implements Act.
func (Watch) Kind() Kind { return KindWatch }

func (Watch) decide(d *deciding) error {
	if err := d.may(EndRun); err != nil {
		return err
	}
	return d.in(Running)
}

func (Watch) apply(f *folding) { f.to(Watching) }

// RaiseAgain has a run that was calm begin again.
type RaiseAgain struct {
	Reason string `json:"reason"`
}

// Kind implements Act.
func (RaiseAgain) Kind() Kind { return KindRaiseAgain }

func (a RaiseAgain) decide(d *deciding) error {
	if err := d.takesPart(); err != nil {
		return err
	}
	if err := d.in(Watching, StoodDown); err != nil {
		return err
	}
	return needReason(a.Reason)
}

func (RaiseAgain) apply(f *folding) { f.to(Running) }

// StandDown says that it was a false alarm.
type StandDown struct {
	Reason string `json:"reason"`
}

// Kind implements Act.
func (StandDown) Kind() Kind { return KindStandDown }

func (a StandDown) decide(d *deciding) error {
	if err := d.may(EndRun); err != nil {
		return err
	}
	if err := d.in(Running, Watching, Closed); err != nil {
		return err
	}
	return needReason(a.Reason)
}

func (StandDown) apply(f *folding) {
	if f.to(StoodDown) {
		f.r.ClosedAt, f.r.ClosedSeq = f.e.Kept, f.e.Seq
	}
}

// Close ends a run.
type Close struct{}

// Kind implements Act.
func (Close) Kind() Kind { return KindClose }

func (Close) decide(d *deciding) error {
	if err := d.may(EndRun); err != nil {
		return err
	}
	if err := d.in(Watching); err != nil {
		return err
	}
	return d.r.nothingInDoubt()
}

// nothingInDoubt refuses to close while nobody knows whether something went out.
func (r *Run) nothingInDoubt() error {
	for _, p := range r.Publications {
		if p.State == Unsure || p.State == Permitted {
			return fault.New(fault.Conflict, "crisis.publication-open", "Channel", p.Channel)
		}
	}
	return nil
}

func (Close) apply(f *folding) {
	if f.to(Closed) {
		f.r.ClosedAt, f.r.ClosedSeq = f.e.Kept, f.e.Seq
	}
}

// Reopen watches again what was closed, within ReopenWithin.
type Reopen struct {
	Reason string `json:"reason"`
}

// Kind implements Act.
func (Reopen) Kind() Kind { return KindReopen }

func (a Reopen) decide(d *deciding) error {
	if err := d.may(EndRun); err != nil {
		return err
	}
	if err := d.in(Closed); err != nil {
		return err
	}
	if d.kept.Sub(d.r.ClosedAt) > ReopenWithin {
		return fault.New(fault.Conflict, "crisis.too-late-to-reopen")
	}
	return needReason(a.Reason)
}

func (Reopen) apply(f *folding) { f.to(Watching) }

// Review publishes the retrospective; nothing follows.
type Review struct {
	Text       string            `json:"text"`
	Answers    map[string]string `json:"answers,omitempty"` // by question
	NewVersion string            `json:"new_version,omitempty"`
	Refused    string            `json:"refused,omitempty"` // why the playbook stays as it is
}

// Kind implements Act.
func (Review) Kind() Kind { return KindReview }

func (a Review) decide(d *deciding) error {
	if err := d.may(EndRun); err != nil {
		return err
	}
	return d.in(Closed, StoodDown)
}

func (Review) apply(f *folding) { f.to(Reviewed) }

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
		if !slices.Contains([]string{"conversation", "contact", "alert"}, l.Kind) || l.ID == "" {
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

// Note is a line of the log that somebody writes.
type Note struct {
	Text string `json:"text"`
}

// Kind implements Act.
func (Note) Kind() Kind { return KindNote }

func (a Note) decide(d *deciding) error {
	if a.Text == "" {
		return fault.New(fault.Invalid, "crisis.text-missing")
	}
	return d.takesPart()
}

func (Note) apply(*folding) {}

// Action is what is to be done after the run, by somebody, until a day.
type Action struct {
	Text  string        `json:"text"`
	Owner team.MemberID `json:"owner"`
	Due   time.Time     `json:"due"`
}

// Kind implements Act.
func (Action) Kind() Kind { return KindAction }

func (a Action) decide(d *deciding) error {
	if a.Text == "" || a.Owner == "" || a.Due.IsZero() {
		return fault.New(fault.Invalid, "crisis.action-incomplete")
	}
	return d.takesPart()
}

func (a Action) apply(f *folding) { f.r.Actions = append(f.r.Actions, a) }

// Update tells the house where things stand, under fixed headings.
type Update struct {
	Known   string `json:"known"`
	Unknown string `json:"unknown"`
	Said    string `json:"said"`
	Next    string `json:"next"`
}

// Kind implements Act.
func (Update) Kind() Kind { return KindUpdate }

func (a Update) decide(d *deciding) error {
	if a.Known == "" && a.Unknown == "" && a.Said == "" && a.Next == "" {
		return fault.New(fault.Invalid, "crisis.text-missing")
	}
	if g := d.grant(DoStep, d.p.Book.Updates.Role); g != Freely {
		return refusal(DoStep)
	}
	return nil
}

func (a Update) apply(f *folding) {
	f.r.Updates = append(f.r.Updates, Posted{By: f.e.By, At: f.e.At, Known: a.Known, Unknown: a.Unknown, Said: a.Said, Next: a.Next})
	if every := f.p.Book.Updates.Every; every > 0 {
		f.r.UpdateDue = f.e.Kept.Add(every)
	}
}
