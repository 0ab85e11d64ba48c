package ui

import (
	"context"
	"fmt"
	"slices"

	"vigie/inbox"
	"vigie/inbox/team"
	"vigie/ui/exercise"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// state is what the window knows of the workspace. It is a value, replaced
// whole when something changed.
type state struct {
	none     bool // there is no workspace
	house    House
	me       team.Member
	roster   team.Roster
	accounts []inbox.Account
	health   []inbox.Health
	counts   map[inbox.Counter]int
	readings []Reading
	outbox   Outgoing
	troubles []Trouble
	ringing  []Ringing
	afoot    []vm.Afoot
	sync     vm.Sync
	invited  exercise.Invited
	shared   bool // sync says how it stands with a server
}

// load reads everything the window shows.
func load(ctx context.Context, d Desk) (state, error) {
	house, ok := d.House()
	if !ok {
		return state{none: true}, nil
	}
	s := state{house: house}
	s.sync, s.shared = d.Sync()
	steps := []struct {
		what string
		read func() error
	}{
		{"troubles", func() (err error) { s.troubles, err = d.Troubles(ctx); return err }},
		{"member", func() (err error) { s.me, err = d.Me(ctx); return err }},
		{"roster", func() (err error) { s.roster, err = d.Roster(ctx); return err }},
		{"accounts", func() (err error) { s.accounts, err = d.Accounts(ctx); return err }},
		{"health", func() (err error) { s.health, err = d.Health(ctx); return err }},
		{"counts", func() (err error) { s.counts, err = d.Counts(ctx); return err }},
		{"readings", func() (err error) { s.readings, err = d.Readings(ctx); return err }},
		{"alerts", func() (err error) { s.ringing, err = d.Ringing(ctx); return err }},
		{"runs", func() (err error) { s.afoot, err = d.CrisesAfoot(ctx); return err }},
		{"exercise", func() (err error) { s.invited, err = d.ExerciseInvited(ctx); return err }},
		{"outbox", func() (err error) { s.outbox, err = d.Outbox(ctx); return err }},
	}
	for _, step := range steps {
		if err := step.read(); err != nil {
			return s, fmt.Errorf("read %s for the window: %w", step.what, err)
		}
	}
	return s, nil
}

// read reads again, once more when asked meanwhile.
func (w *Window) read() {
	if w.reading {
		w.again = true
		return
	}
	w.reading = true
	w.env.Sched.Go(func(ctx context.Context) {
		s, err := load(ctx, w.env.Desk)
		w.env.Sched.UI(func() { w.loaded(s, err) })
	})
}

// loaded takes what was read; after an error the window goes on showing what
// it knew, and says that it could not read.
func (w *Window) loaded(s state, err error) {
	w.reading, w.failed = false, err
	if err == nil {
		w.alarms(s.afoot)
		w.house = s
	}
	w.apply()
	if w.again {
		w.again = false
		w.read()
	}
}

// apply shows the state everywhere.
func (w *Window) apply() {
	w.win.SetTitle(w.marked(w.title()))
	w.frame.edge.set(w.rehearsing())
	w.frame.rail.set(w.house)
	w.frame.top.setMe(w.house.me)
	w.showBanners()
	w.refreshStatus()
}

// title names the window: the house's brand first, as a task bar cuts the end.
func (w *Window) title() string {
	if w.house.none || w.house.house.Brand == "" {
		return "Vigie"
	}
	return w.house.house.Brand + " – Vigie"
}

// refreshStatus writes the words that depend on the clock.
func (w *Window) refreshStatus() {
	f, fm, now := survey(w.house.accounts, w.house.health), w.formats(), w.env.Now()
	p := f.pill(fm, now)
	w.frame.line = f.line(fm, now)
	if w.house.shared { // how it stands with the server is always in sight
		p = w.sharedPill(p)
	}
	w.frame.top.setPill(p)
	w.Hint()
}

// sharedPill says how a team's desktop stands, in the top bar and in the
// footer. That an account on the server is refused comes before that all is well.
func (w *Window) sharedPill(accounts pill) pill {
	fm, now, s := w.formats(), w.env.Now(), w.house.sync
	chips := fm.SyncChips(s, now)
	for _, c := range slices.Backward(chips) {
		w.frame.line = c.Text + " · " + w.frame.line
	}
	if s.Calm() && (accounts.Tone == kit.Alarm || accounts.Tone == kit.Caution) {
		return accounts
	}
	tip := w.texts.T("sync.text-"+string(s.Phase), map[string]any{"Server": s.Server})
	if s.Calm() {
		tip = accounts.Tip
	}
	return pill{Text: chips[0].Text, Tip: tip, Tone: kit.Tone(chips[0].Tone)}
}

// Hint writes the footer anew: what can be done changed.
func (w *Window) Hint() {
	b := w.berths[screenOf(w.place)]
	if b == nil || w.frame == nil {
		return
	}
	state := w.frame.line
	if b.status != "" {
		state = b.status + " · " + state
	}
	var hints []string
	for _, c := range append(b.table.All(), w.table.All()...) {
		if c.Footer && len(c.Keys) > 0 && c.Verdict().OK {
			hints = append(hints, c.Keys[0].Label()+" "+w.texts.T(c.ID, nil))
		}
	}
	w.frame.foot.Set(state, hints...)
}
