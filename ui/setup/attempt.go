package setup

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/ui/kit"
)

// guessPause is how long typing an address must rest before its servers are
// looked up.
const guessPause = 400 * time.Millisecond

// attempt is one filling-in of an account's form: what was typed, what was
// guessed, how the test went. It belongs to the UI goroutine.
type attempt struct {
	desk    Channels
	sched   kit.Scheduler
	form    Form
	filled  Filled
	touched map[string]bool // fields that the person wrote: a guess leaves them alone
	guess   Guess
	guessed string // the address that was looked up
	looking bool
	wait    func()
	halt    context.CancelFunc // of the look-up

	stages  []StageResult
	running bool
	passed  bool
	failed  error
	stop    context.CancelFunc // of the test
	round   int                // grows with each test and each change: late news is dropped
	found   StageResult        // what the last test learned of the account
	saving  bool
	show    func() // draws anew

	signing bool   // the browser is waited for
	page    string // that it shows
	closed  error  // why no browser could be opened
	signed  bool   // the person signed in here
	named   bool   // the name is what a test found
}

func newAttempt(desk Channels, sched kit.Scheduler, f Filled, show func()) *attempt {
	a := &attempt{desk: desk, sched: sched, filled: f.Clone(), touched: map[string]bool{}, show: show}
	a.form = presented(desk.Form(f.Channel))
	if a.filled.Values == nil {
		a.filled.Values = map[string]string{}
	}
	if a.filled.Secrets == nil {
		a.filled.Secrets = map[string]string{}
	}
	for name := range a.filled.Values {
		a.touched[name] = true
	}
	for _, d := range a.form.Fields {
		if _, there := a.filled.Values[d.Name]; !there && d.Kind != SecretField {
			a.filled.Values[d.Name] = d.Default
		}
	}
	a.guessed = a.filled.Address
	a.clear()
	return a
}

// clear forgets what a test said: it was of other values.
func (a *attempt) clear() {
	a.round++
	a.passed, a.failed = false, nil
	a.stages = nil
	a.found, a.signing, a.page, a.closed = StageResult{}, false, "", nil
	for _, s := range a.form.Stages {
		a.stages = append(a.stages, StageResult{Stage: s})
	}
	if a.stop != nil {
		a.stop()
		a.stop = nil
	}
	a.running = false
}

// asked lists the fields that are asked for, given the choices so far.
func (a *attempt) asked() []Field {
	var out []Field
	for _, f := range a.form.Fields {
		if f.If == "" || slices.Contains(f.Is, a.filled.Values[f.If]) {
			out = append(out, f)
		}
	}
	return out
}

// setAddress takes what is typed, and looks the servers up when typing rests.
func (a *attempt) setAddress(s string) {
	s = strings.TrimSpace(s)
	if s == a.filled.Address {
		return
	}
	a.filled.Address = s
	a.clear()
	if a.wait != nil {
		a.wait()
	}
	a.wait = a.sched.After(guessPause, a.lookUp)
	a.show()
}

// set takes the value of a field that is not secret.
func (a *attempt) set(name, value string) {
	if a.filled.Values[name] == value {
		return
	}
	a.filled.Values[name] = value
	a.touched[name] = true
	a.clear()
	a.show()
}

// setSecret takes the value of a secret field.
func (a *attempt) setSecret(name, value string) {
	if a.filled.Secrets[name] == value {
		return
	}
	a.filled.Secrets[name] = value
	a.clear()
	a.show()
}

// complete reports whether an address can be looked up.
func complete(address string) bool {
	local, host, ok := strings.Cut(address, "@")
	return ok && local != "" && strings.Contains(strings.Trim(host, "."), ".") && !strings.HasSuffix(host, ".")
}

// lookUp asks for the servers of the address.
func (a *attempt) lookUp() {
	address := a.filled.Address
	if address == a.guessed || !complete(address) || a.form.Lead != "" {
		return
	}
	if a.halt != nil {
		a.halt()
	}
	ctx, cancel := context.WithCancel(context.Background())
	a.halt, a.guessed, a.looking = cancel, address, true
	a.show()
	a.sched.Go(func(window context.Context) {
		defer context.AfterFunc(window, cancel)()
		g, err := a.desk.Guess(ctx, a.filled.Channel, address)
		a.sched.UI(func() {
			if address == a.filled.Address {
				a.looking = false
				a.take(g, err)
			}
		})
	})
}

// take fills in what was guessed, except where the person wrote.
func (a *attempt) take(g Guess, err error) {
	if err == nil {
		a.guess = g
		for name, value := range g.Values {
			if !a.touched[name] {
				a.filled.Values[name] = value
			}
		}
	}
	a.show()
}

// test tries what was typed, and tells each stage as it goes.
func (a *attempt) test() {
	if a.running {
		return
	}
	a.clear()
	ctx, cancel := context.WithCancel(context.Background())
	a.stop, a.running = cancel, true
	round, f := a.round, a.filled.Clone()
	a.show()
	a.sched.Go(func(window context.Context) {
		defer context.AfterFunc(window, cancel)()
		err := a.desk.Test(ByPerson(ctx), f, func(r StageResult) {
			a.sched.UI(func() { a.told(round, r) })
		})
		a.sched.UI(func() { a.tested(round, err) })
	})
}

// told takes news of one stage.
func (a *attempt) told(round int, r StageResult) {
	if round != a.round {
		return
	}
	i := slices.IndexFunc(a.stages, func(s StageResult) bool { return s.Stage == r.Stage })
	if i < 0 {
		return
	}
	a.stages[i] = r
	a.learn(r)
	a.show()
}

// tested takes the end of the test.
func (a *attempt) tested(round int, err error) {
	if round != a.round {
		return
	}
	a.running, a.stop = false, nil
	a.passed, a.failed = err == nil, err
	for i, s := range a.stages {
		switch {
		case s.State == StageRunning && err != nil:
			a.stages[i].State, a.stages[i].Err = StageFailed, err
		case s.State == StageWaiting:
			a.stages[i].State = StageSkipped
		}
	}
	if a.passed { // what did not have to be tried says nothing
		a.stages = slices.DeleteFunc(a.stages, func(s StageResult) bool { return s.State == StageSkipped })
	}
	a.show()
}

// save keeps the account and its secrets.
func (a *attempt) save(done func(inbox.AccountID, error)) {
	if a.saving {
		return
	}
	a.saving = true
	f := a.filled.Clone()
	f.Values, f.Secrets = a.only(f.Values), a.only(f.Secrets)
	if lead := a.form.Lead; lead != "" {
		f.Values[lead] = a.lead()
		f.Address = cmp.Or(f.Address, a.lead())
	}
	a.show()
	a.sched.Go(func(ctx context.Context) {
		id, err := a.desk.PutAccount(ByPerson(ctx), f)
		a.sched.UI(func() {
			a.saving = false
			a.show()
			done(id, err)
		})
	})
}

// only leaves out what is not asked for.
func (a *attempt) only(values map[string]string) map[string]string {
	out := map[string]string{}
	for _, f := range a.asked() {
		if v, ok := values[f.Name]; ok {
			out[f.Name] = v
		}
	}
	return out
}

// signInRefused reports whether the test failed because the name or the
// password was not taken.
func (a *attempt) signInRefused() bool {
	return a.failed != nil && fault.KindOf(a.failed) == fault.Auth
}

// serverFailed reports whether a server could not be reached: its name is what
// the person must look at.
func (a *attempt) serverFailed() bool {
	for _, s := range a.stages {
		if s.State == StageFailed && (s.Stage == StageReach || s.Stage == StageSend) {
			return true
		}
	}
	return false
}
