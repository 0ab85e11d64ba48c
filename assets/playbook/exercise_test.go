package playbook_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"vigie/crisis"
	"vigie/crisis/playbook"
	"vigie/inbox/team"
)

// player lives a playbook as an exercise on the real runner: it does what is
// ready, as who holds the role, and takes the ways that no run took yet.
type player struct {
	t     *testing.T
	plan  *crisis.Plan
	run   *crisis.Run
	now   time.Time
	n     int
	taken map[string]int // over all runs
	pick  *rand.Rand
}

// mostActs ends a run that goes round and round.
const mostActs = 3_000

// play lives one run and reports whether it came to its close.
func (p *player) play() bool {
	p.run, p.n = crisis.NewRun(), 0
	roles, vars := map[string]crisis.Binding{}, map[string]string{}
	for _, r := range p.plan.Book.Roles {
		roles[r.ID] = crisis.Binding{Holder: team.MemberID(r.ID)}
	}
	for _, v := range p.plan.Book.Variables {
		if v.Ask == "start" {
			vars[v.ID] = sample(v, 0)
		}
	}
	p.do(p.plan.LeadRole(), "", crisis.Start{Book: crisis.Pin{ID: p.plan.Book.ID, Version: p.plan.Book.Version}, Exercise: true, Vars: vars, Roles: roles})
	for p.n < mostActs && p.run.State != crisis.Closed {
		if !p.act() {
			return false
		}
	}
	return p.run.State == crisis.Closed
}

func (p *player) do(who, step string, acts ...crisis.Act) {
	p.t.Helper()
	for _, a := range acts {
		p.n++
		by := team.Member{ID: team.MemberID(who), Name: who, Profile: team.Senior}
		o := crisis.Order{ID: fmt.Sprintf("O%05d", p.n), Run: "R1", Step: step, At: p.now, Base: p.run.Seq, Act: a}
		events, err := crisis.Decide(p.plan, p.run, o, by, p.now)
		if err != nil {
			p.t.Fatalf("%s.%s: %s, %s on %q: %v", p.plan.Book.ID, p.plan.Book.Lang, who, a.Kind(), step, err)
		}
		for _, e := range events {
			p.run.Take(p.plan, e)
		}
	}
}

// act does the first open step, and reports whether there was one.
func (p *player) act() bool {
	for _, id := range p.plan.Order() {
		def, _ := p.plan.Step(id)
		if s := p.run.Steps[id]; s != nil && s.Open() && s.State != crisis.Refused && def.Type != playbook.Parallel {
			p.now = p.now.Add(time.Minute)
			p.ask(id, def)
			p.step(id, def)
			return true
		}
	}
	return false
}

// ask fills the blanks that a step asks for, with values as long as they may be.
func (p *player) ask(id string, def playbook.Step) {
	for _, v := range p.plan.Book.Variables {
		if v.Ask == id && v.Type != "choice" {
			p.do(def.Role, "", crisis.SetVariable{Name: v.ID, Value: sample(v, p.n)})
		}
	}
}

func sample(v playbook.Variable, n int) string {
	switch v.Type {
	case "url":
		return fmt.Sprintf("https://example.org/%d", n)
	case "time":
		return fmt.Sprintf("%02d:%02d", n/60%24, n%60)
	case "phone":
		return "+33 1 99 00 00 00"
	case "date":
		return "2026-12-01"
	}
	return strings.Repeat("é", max(v.Max, 1))
}

func (p *player) step(id string, def playbook.Step) {
	switch def.Type {
	case playbook.Decision:
		p.decide(id, def)
	case playbook.Approval:
		p.approve(id, def)
	case playbook.Repeat:
		p.repeat(id, def)
	case playbook.Publish:
		text := p.run.Texts[def.Statement]
		for _, c := range statement(p.plan.Book, def.Statement).Channels {
			p.do(def.Role, "", crisis.Publish{Statement: def.Statement, Channel: c.Channel, Hash: text.Hash, FirstName: "Camille"})
			sent := p.run.Publications[len(p.run.Publications)-1].Text
			if limit, ok := playbook.LimitOf(c.Channel); ok && limit.Length(sent) > limit.Most || strings.ContainsAny(sent, "{}") {
				p.t.Errorf("%s.%s: %s on %s would be %q", p.plan.Book.ID, p.plan.Book.Lang, def.Statement, c.Channel, sent)
			}
		}
		p.do(def.Role, id, crisis.Complete{Evidence: proof()})
	case playbook.Notify:
		p.do(def.Role, id, crisis.Complete{})
		for _, role := range def.To {
			if p.run.Steps[id].Open() {
				p.do(role, id, crisis.Acknowledge{})
			}
		}
	case playbook.SubPlaybook:
		p.do(def.Role, id, crisis.Complete{Child: "R2"})
	default:
		p.do(def.Role, id, crisis.Complete{Evidence: proof()})
	}
}

func proof() []crisis.Evidence {
	return []crisis.Evidence{{Kind: "link", URL: "https://example.org/1"}}
}

func statement(b playbook.Playbook, id string) playbook.Statement {
	s, _ := b.Statement(id)
	return s
}

// rarest picks the way that was taken least.
func (p *player) rarest(ways []string) string {
	best := []string{}
	for _, w := range ways {
		switch {
		case len(best) == 0 || p.taken[w] < p.taken[best[0]]:
			best = []string{w}
		case p.taken[w] == p.taken[best[0]]:
			best = append(best, w)
		}
	}
	w := best[p.pick.IntN(len(best))]
	p.taken[w]++
	return w
}

func (p *player) decide(id string, def playbook.Step) {
	var ways []string
	for _, o := range def.Options {
		ways = append(ways, id+">"+o.ID)
	}
	option := strings.TrimPrefix(p.rarest(ways), id+">")
	p.do(def.Role, id, crisis.Choose{Option: option})
	if def.Confirm != "" {
		p.do(def.Confirm, id, crisis.ConfirmChoice{Option: option})
	}
}

func (p *player) approve(id string, def playbook.Step) {
	roles := statement(p.plan.Book, def.Of).Approve.Of
	t := p.run.Texts[def.Of]
	if p.rarest([]string{id + ">yes", id + ">no"}) == id+">no" {
		p.do(roles[0], "", crisis.Reject{Statement: def.Of, Hash: t.Hash, Reason: "a word too many"})
		p.do(p.plan.LeadRole(), "", crisis.Submit{Statement: def.Of, Hash: t.Hash, Answer: "it is needed"})
		return
	}
	for _, role := range roles {
		if p.run.Steps[id].Open() {
			p.do(role, "", crisis.Approve{Statement: def.Of, Hash: t.Hash, Role: role})
		}
	}
	if p.run.Steps[id].Open() {
		p.t.Fatalf("%s: %s said yes and %s is %s", p.plan.Book.ID, roles, id, p.run.Steps[id].State)
	}
}

// repeat goes round until the count is used up, or raises the severity.
func (p *player) repeat(id string, def playbook.Step) {
	rank, levels := p.plan.Book.SeverityRank(p.run.Severity), p.plan.Book.Severity
	if def.Then.Raised != "" && rank+1 < len(levels) && p.rarest([]string{id + ">done", id + ">raised"}) == id+">raised" {
		p.do(def.Role, "", crisis.SetSeverity{To: levels[rank+1].ID})
		return
	}
	p.taken[id+">done"]++
	for range def.Max {
		if !p.run.Steps[id].Open() {
			return
		}
		p.do(def.Role, id, crisis.Complete{})
		p.now = p.now.Add(def.Every)
		p.n++
		if e, ok, err := p.run.Tick(p.plan, fmt.Sprintf("T%05d", p.n), p.now); err != nil {
			p.t.Fatal(err)
		} else if ok {
			p.run.Take(p.plan, e)
		}
	}
}

func TestPlaybooks_AreLivedAsExercisesOnTheRealRunner(t *testing.T) {
	for name, book := range books(t) {
		t.Run(name, func(t *testing.T) {
			p := &player{t: t, plan: crisis.NewPlan(book), taken: map[string]int{}, pick: rand.New(rand.NewPCG(5, 2026))}
			want := rehearse(book).expected()
			open := func() (out []string) {
				for _, w := range want {
					if p.taken[w] == 0 {
						out = append(out, w)
					}
				}
				return out
			}
			runs := 0
			for ; runs < 60 && (runs < 3 || len(open()) > 0); runs++ {
				p.now = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
				if !p.play() {
					t.Fatalf("run %d stands still after %d acts: %s", runs, p.n, standing(p.run))
				}
			}
			if left := open(); len(left) > 0 {
				t.Errorf("in %d runs nobody took %v", runs, left)
			}
			t.Logf("%d runs", runs)
		})
	}
}

func standing(r *crisis.Run) string {
	var out []string
	for id, s := range r.Steps {
		if s.State != crisis.Locked && s.State != crisis.NotTaken && s.State != crisis.Done {
			out = append(out, fmt.Sprintf("%s %s", id, s.State))
		}
	}
	return fmt.Sprint(r.State, " ", out)
}
