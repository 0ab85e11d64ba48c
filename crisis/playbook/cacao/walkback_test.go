package cacao_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"vigie/assets/locale"
	"vigie/crisis/playbook"
	"vigie/crisis/playbook/cacao"
)

// importedWalk goes through what an import made of an export without its
// extension. It leaves out the questions that the import put in.
func importedWalk(t *rapid.T, p playbook.Playbook, c *chooser) []string {
	var trace []string
	at := p.Steps[0].ID
	for at != "" && len(trace) < longest {
		i := slices.IndexFunc(p.Steps, func(s playbook.Step) bool { return s.ID == at })
		if i < 0 {
			t.Fatalf("%s is led to, and does not exist", at)
		}
		s := p.Steps[i]
		if s.Type != playbook.Decision && s.Title != "End" {
			trace = append(trace, s.Title)
		}
		switch s.Type {
		case playbook.End:
			return trace
		case playbook.Decision:
			if s.Options[0].ID != "yes" {
				trace = append(trace, s.Title)
			}
			at = s.Options[answer(p, s, c)].Goto
			continue
		case playbook.Repeat:
			at = s.Then.Done
			continue
		}
		for _, b := range s.Branches {
			for _, x := range b.Steps {
				trace = append(trace, x.Title)
			}
		}
		at = s.Goto
		if at == "" && i+1 < len(p.Steps) {
			at = p.Steps[i+1].ID
		}
	}
	return trace
}

// answer picks the option that the walk through the original picked.
func answer(p playbook.Playbook, s playbook.Step, c *chooser) int {
	yes, _ := p.Step(s.Options[0].Goto)
	done, invented := strings.CutPrefix(s.Title, "Did it work? ")
	switch {
	case s.Options[0].ID != "yes":
		return c.pick(s.Title, len(s.Options))
	case s.Title == "x == y":
		return c.pick(yes.Title+" when", 2)
	case invented:
		return c.pick(done, 2)
	default: // was the severity raised?
		return 1 - c.pick(s.Title, 2)
	}
}

func TestImport_LeadsTheSameWaysWithoutOurExtension(t *testing.T) {
	texts := locale.New("en")
	rapid.Check(t, func(t *rapid.T) {
		p := anyWays(t)
		raw, _, err := cacao.Export(p, stamp())
		if err != nil {
			t.Fatal(err)
		}
		bare := bytes.ReplaceAll(raw, []byte("extension-definition--6e2d1a52"), []byte("extension-definition--00000000"))
		back, report := cacao.Import(bare, "en", texts)
		if report.Errors() {
			t.Fatal(said(report))
		}
		for seed := range 8 {
			want, got := ourWalk(p, &chooser{seed, map[string]int{}}), importedWalk(t, back, &chooser{seed, map[string]int{}})
			n := min(len(want), len(got), longest)
			if !slices.Equal(want[:n], got[:n]) || len(want) < longest && len(got) != len(want) {
				text, _ := playbook.Write(p)
				made, _ := playbook.Write(back)
				t.Fatalf("seed %d:\nwe   %v\nback %v\n%s\n----\n%s", seed, want, got, text, made)
			}
		}
	})
}
