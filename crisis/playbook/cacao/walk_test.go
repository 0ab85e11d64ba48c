package cacao_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"vigie/crisis/playbook"
	"vigie/crisis/playbook/cacao"
)

// chooser answers every question of a walk the same way for both sides: by the
// step's name and how often it was asked.
type chooser struct {
	seed  int
	asked map[string]int
}

func (c *chooser) pick(name string, of int) int {
	c.asked[name]++
	h := c.seed
	for _, r := range fmt.Sprint(name, c.asked[name]) {
		h = (h*31 + int(r)) % 1_000_003
	}
	return h % of
}

const longest = 60 // steps of a walk

// ourWalk goes through a playbook as Vigie means it.
func ourWalk(p playbook.Playbook, c *chooser) []string {
	var trace []string
	at := p.Steps[0].ID
	for at != "" && len(trace) < longest {
		i := slices.IndexFunc(p.Steps, func(s playbook.Step) bool { return s.ID == at })
		s := p.Steps[i]
		at = s.Goto
		if at == "" && i+1 < len(p.Steps) {
			at = p.Steps[i+1].ID
		}
		if s.When != "" && c.pick(s.ID+" when", 2) == 1 {
			continue
		}
		trace = append(trace, s.ID)
		switch s.Type {
		case playbook.End:
			return trace
		case playbook.Decision:
			if o := s.Options[c.pick(s.ID, len(s.Options))]; o.Goto != "" {
				at = o.Goto
			}
		case playbook.Approval:
			if s.OnReject != "" && c.pick(s.ID, 2) == 1 {
				at = s.OnReject
			}
		case playbook.Repeat:
			at = s.Then.Done
			if s.Then.Raised != "" && c.pick(s.ID, 2) == 1 {
				at = s.Then.Raised
			}
		}
		for _, b := range s.Branches {
			for _, x := range b.Steps {
				trace = append(trace, x.ID)
			}
		}
	}
	return trace
}

// theirWalk goes through an export as the specification means it: the end of a
// branch leads back to the step that began it, and from there on.
type theirWalk struct {
	w     workflow
	c     *chooser
	trace []string
}

func (x *theirWalk) run(at string) {
	back := []string{}
	for at != "" && len(x.trace) < longest {
		s := x.w.Workflow[at]
		if s.Name != "" && s.Type != "if-condition" {
			x.trace = append(x.trace, s.Name)
		}
		switch s.Type {
		case "start":
			at = s.C
		case "end":
			at = ""
			if n := len(back); n > 0 {
				at, back = back[n-1], back[:n-1]
			}
		case "switch-condition":
			keys := []string{}
			for k := range s.Cases {
				keys = append(keys, k)
			}
			slices.Sort(keys)
			back = append(back, s.C)
			at = s.Cases[keys[x.c.pick(s.Name, len(keys))]]
		case "if-condition":
			back = append(back, s.C)
			at = x.condition(s.T, s.N, s.Name)
			if at == "" { // nothing for "no": on it goes
				at, back = s.C, back[:len(back)-1]
			}
		case "while-condition":
			at = s.C
		case "parallel":
			for _, b := range s.Next {
				x.run(b)
			}
			at = s.C
		default:
			at = s.C
			if s.S != "" {
				at = []string{s.S, s.F}[x.c.pick(s.Name, 2)]
			}
		}
	}
}

// condition answers a "when", or whether the severity was raised meanwhile.
func (x *theirWalk) condition(yes, no, name string) string {
	if name == "x == y" {
		return []string{yes, no}[x.c.pick(x.w.Workflow[yes].Name+" when", 2)]
	}
	return []string{no, yes}[x.c.pick(name, 2)]
}

func TestExport_LeadsOthersTheSameWays(t *testing.T) {
	closed := 0
	rapid.Check(t, func(t *rapid.T) {
		p := anyWays(t)
		raw, report, err := cacao.Export(p, stamp())
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(report, func(f playbook.Finding) bool { return f.Key == "cacao.rejoins" }) {
			closed++
		}
		var w workflow
		if err := json.Unmarshal(raw, &w); err != nil {
			t.Fatal(err)
		}
		for seed := range 8 {
			want := ourWalk(p, &chooser{seed, map[string]int{}})
			their := theirWalk{w: w, c: &chooser{seed, map[string]int{}}}
			their.run(w.Start)
			got := their.trace
			if n := min(len(want), longest); !slices.Equal(want[:n], got[:min(len(got), n)]) || len(want) < longest && len(got) != len(want) {
				text, _ := playbook.Write(p)
				t.Fatalf("seed %d:\nwe   %v\nthey %v\n%s", seed, want, got, text)
			}
		}
	})
	if closed == 0 && !testing.Short() { // one in eleven is, and a short run draws twenty
		t.Error("no playbook was without a way into the main line")
	}
}

// anyWays draws a playbook whose steps are named by their ids.
func anyWays(t *rapid.T) playbook.Playbook {
	n := rapid.IntRange(3, 10).Draw(t, "steps")
	id := func(i int) string { return fmt.Sprintf("s%02d", i) }
	any := func(label string) string { return id(rapid.IntRange(0, n).Draw(t, label)) }
	later := func(label string, i int) string { return id(rapid.IntRange(min(i+1, n), min(i+4, n)).Draw(t, label)) }
	p := playbook.Playbook{ID: "any", Version: "1.0.0", Lang: "en", Title: "any"}
	loops := rapid.Bool().Draw(t, "loops")
	for i := range n {
		s := playbook.Step{ID: id(i), Title: id(i), Type: playbook.Task}
		next := func(label string) string {
			if loops {
				return any(label)
			}
			return later(label, i)
		}
		switch rapid.IntRange(0, 7).Draw(t, "type") {
		case 0, 1, 2:
			s.Type = playbook.Decision
			s.Options = []playbook.Option{{ID: "a", Label: "a", Goto: next("a")}, {ID: "b", Label: "b", Goto: next("b")}, {ID: "c", Label: "c"}}
		case 3:
			s.Type, s.OnReject = playbook.Approval, next("reject")
		case 4:
			s.Type, s.Every, s.Max, s.Then = playbook.Repeat, 1, 1, playbook.Then{Done: next("done"), Raised: next("raised")}
		case 5:
			s.Type = playbook.Parallel
			for _, b := range []string{"x", "y"} {
				s.Branches = append(s.Branches, playbook.Branch{ID: b, Steps: []playbook.Step{{ID: s.ID + b, Title: s.ID + b, Type: playbook.Task}}})
			}
		case 6:
			s.Goto = next("goto")
		}
		if rapid.IntRange(0, 4).Draw(t, "when") == 0 {
			s.When = "x == y"
		}
		p.Steps = append(p.Steps, s)
	}
	p.Steps = append(p.Steps, playbook.Step{ID: id(n), Title: id(n), Type: playbook.End})
	return p
}
