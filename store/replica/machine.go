package replica

import (
	"errors"
	"time"

	"vigie/store/wire"
)

// Step is what a desktop does next.
type Step int

// The steps. Rest is to wait for news, for an order, or for the time.
const (
	Greet Step = iota
	Refill
	Push
	Pull
	Rest
	Stop
)

// String names the step, for the log.
func (s Step) String() string {
	return [...]string{"greet", "refill", "push", "pull", "rest", "stop"}[s]
}

// Phase is how a desktop stands with its server.
type Phase string

// The phases. The last four need a person.
const (
	Starting Phase = "starting"
	Filling  Phase = "filling" // the first copy is coming
	Synced   Phase = "synced"
	Sending  Phase = "sending" // orders are on their way
	Offline  Phase = "offline"
	Outdated Phase = "outdated" // a newer program is needed to read; work is still accepted
	SignIn   Phase = "sign-in"
	Forked   Phase = "forked"  // another computer uses this device's number: enrol again
	Revoked  Phase = "revoked" // the copy was wiped; the outbox is kept
)

const (
	pollEvery  = time.Minute            // a lost poke costs no more
	spread     = 250 * time.Millisecond // after a poke, so that not all come at once
	firstRetry = time.Second
	lastRetry  = time.Minute
)

// Machine decides what a desktop does next. It is pure: no clock, no network,
// no disk, so that a simulation can run it in virtual time. It is not safe for
// concurrent use.
type Machine struct {
	// Chance gives a number in [0, 1): for spreads and back-offs.
	Chance func() float64

	phase     Phase
	since     time.Time // of the last success, while offline
	greeted   bool
	ready     bool // the copy is whole
	stale     bool // there may be something to pull
	again     bool // … that is not on the page which is on its way
	resend    bool // the last push was not the end of it
	failures  int
	notBefore time.Time
	pullAt    time.Time
	reset     bool
	want      int64
}

// Situation is what the machine is told of its desktop.
type Situation struct {
	Now     time.Time
	Waiting int  // orders without an answer
	Ready   bool // the copy is whole
}

// Next gives the next step, and for Rest how long at most.
func (m *Machine) Next(s Situation) (Step, time.Duration) {
	if m.phase == "" {
		m.phase, m.stale, m.since = Starting, true, s.Now
	}
	m.ready = s.Ready
	if m.phase == Forked || m.phase == Revoked {
		return Stop, 0
	}
	if wait := m.notBefore.Sub(s.Now); wait > 0 {
		return Rest, wait
	}
	switch {
	case !m.greeted:
		return Greet, 0
	case s.Waiting > 0 || m.want > 0:
		return Push, 0
	case m.phase == Outdated:
		return Rest, pollEvery
	case !s.Ready:
		return Refill, 0
	case m.stale:
		if wait := m.pullAt.Sub(s.Now); wait > 0 {
			return Rest, wait
		}
		m.again = false
		return Pull, 0
	default:
		return Rest, pollEvery + time.Duration(m.Chance()*float64(pollEvery)/4)
	}
}

// Poked says that the server has news. While a page is on its way they may have
// come too late for it.
func (m *Machine) Poked(now time.Time) {
	m.again = true
	if !m.stale {
		m.stale, m.pullAt = true, now.Add(time.Duration(m.Chance()*float64(spread)))
	}
}

// Timed says that a rest was slept through: look whether a poke was lost.
func (m *Machine) Timed() { m.stale = true }

// Ordered says that a person did something: what is held back by a failure is
// tried at once.
func (m *Machine) Ordered() {
	if m.failures > 0 && m.failures < 4 {
		m.notBefore = time.Time{}
	}
}

// Hurry says that a person wants it now: what a failure holds back is tried at
// once. A server that asked to be left alone is.
func (m *Machine) Hurry() {
	m.stale = true
	if m.phase == Offline || m.phase == SignIn {
		m.notBefore = time.Time{}
	}
}

// Want is the number that the server wants next after a gap; 0 is none.
func (m *Machine) Want() int64 { return m.want }

// Regain has the orders from a number on sent again, answered or not; 0 is
// nothing to regain.
func (m *Machine) Regain(from int64) {
	if from > 0 {
		m.want = from
	}
}

// TakeReset reports, once, that the copy must be emptied.
func (m *Machine) TakeReset() bool {
	r := m.reset
	m.reset = false
	return r
}

// Phase is how the desktop stands, with the time since when it is offline.
func (m *Machine) Phase() (Phase, time.Time) { return m.phase, m.since }

// Did says how a step went. more is that a pull has further pages, or that what
// the server wants was not sent to its end. err is nil,
// a *wire.Problem, a *Pause, or any other error for a server out of reach.
func (m *Machine) Did(step Step, now time.Time, more bool, err error) {
	if err == nil {
		m.succeeded(step, now, more)
		return
	}
	var p *wire.Problem
	if errors.As(err, &p) && m.problem(p, now) {
		return
	}
	m.failed(now, err)
}

func (m *Machine) succeeded(step Step, now time.Time, more bool) {
	m.failures, m.notBefore, m.since = 0, time.Time{}, now
	if m.phase == Forked {
		return
	}
	switch step {
	case Greet:
		m.greeted = true
		if m.phase != Outdated {
			m.phase = Sending
		}
	case Push:
		if !more {
			m.want = 0
		}
		m.stale = true
	case Refill:
		m.stale = true
	case Pull:
		m.stale, m.phase = more || m.again, Synced
	}
	if step != Pull && m.phase != Outdated {
		m.phase = Sending
		if !m.ready {
			m.phase = Filling
		}
	}
}

// problem deals with what the server said; false is a failure like another.
func (m *Machine) problem(p *wire.Problem, now time.Time) bool {
	switch p.Code {
	case wire.CodeGap:
		if m.want == p.Want {
			return false // it asked for the same again: not at once
		}
		m.want = max(p.Want, 1)
	case wire.CodeForked:
		m.phase = Forked
	case wire.CodeResync:
		m.reset, m.ready, m.phase = true, false, Filling
		m.failures++
		m.notBefore = now.Add(m.backOff())
	case wire.CodeUpgrade:
		m.phase = Outdated
	case wire.CodeRevoked:
		m.phase, m.reset = Revoked, true
	case wire.CodeSignIn:
		m.phase = SignIn
		m.failures++
		m.notBefore = now.Add(m.backOff())
	default:
		return false
	}
	return true
}

// Failing reports that the last step did not succeed.
func (m *Machine) Failing() bool { return m.failures > 0 }

// Lost says that the orders the server asks for are not kept any more: this
// device cannot go on.
func (m *Machine) Lost() { m.phase = Forked }

// Pause is an error after which a server wants to be left alone for a while.
type Pause struct {
	For   time.Duration
	Cause error
}

// Error is for the log.
func (p *Pause) Error() string { return "asked to wait " + p.For.String() + ": " + p.Cause.Error() }

// Unwrap gives the cause.
func (p *Pause) Unwrap() error { return p.Cause }

func (m *Machine) failed(now time.Time, err error) {
	m.failures++
	wait := m.backOff()
	var p *Pause
	if errors.As(err, &p) {
		wait = max(wait, p.For)
	} else if m.phase != Outdated {
		m.phase = Offline
	}
	m.notBefore = now.Add(wait)
	m.greeted, m.stale = false, true
}

// backOff is a random time up to a bound that doubles with each failure (full
// jitter), so that a server that comes back is not run over.
func (m *Machine) backOff() time.Duration {
	bound := lastRetry
	if m.failures < 7 {
		bound = min(lastRetry, firstRetry<<max(m.failures-1, 0))
	}
	return firstRetry/4 + time.Duration(m.Chance()*float64(bound))
}
