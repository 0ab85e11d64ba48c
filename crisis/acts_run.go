package crisis

import (
	"time"

	"vigie/inbox/fault"
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

func (RaiseAgain) apply(f *folding) {
	if f.to(Running) {
		f.r.ReviewDue = time.Time{}
	}
}

// StandDown says that it was a false alarm.
type StandDown struct {
	Reason string `json:"reason"`
	Anyway bool   `json:"anyway,omitempty"` // although runs of its steps go on
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
	if err := d.alone(a.Anyway); err != nil {
		return err
	}
	return needReason(a.Reason)
}

func (StandDown) apply(f *folding) {
	if f.to(StoodDown) {
		f.r.ClosedAt, f.r.ClosedSeq = f.e.Kept, f.e.Seq
		f.owesReview()
	}
}

// Close ends a run.
type Close struct {
	Anyway bool `json:"anyway,omitempty"` // although runs of its steps go on
}

// Kind implements Act.
func (Close) Kind() Kind { return KindClose }

func (a Close) decide(d *deciding) error {
	if err := d.may(EndRun); err != nil {
		return err
	}
	if err := d.in(Watching); err != nil {
		return err
	}
	if err := d.alone(a.Anyway); err != nil {
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
		f.owesReview()
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

func (Reopen) apply(f *folding) {
	if f.to(Watching) {
		f.r.ReviewDue = time.Time{}
	}
}
