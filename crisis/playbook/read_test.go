package playbook_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vigie/assets/locale"
	"vigie/crisis/playbook"
)

func own(t testing.TB) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "colis.en.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// shared reads a file of the design's examples, which are not part of this
// repository.
func shared(t testing.TB, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "design", "examples", name))
	if err != nil {
		t.Skipf("the design's examples are not beside the repository: %v", err)
	}
	return text
}

func lines(fs playbook.Findings) []string {
	texts := locale.New("en")
	var out []string
	for _, f := range fs {
		out = append(out, fmt.Sprintf("%d:%d: %s: %s", f.Line, f.Col, f.Path, texts.T(f.Key, f.Args)))
	}
	return out
}

func errorsOf(fs playbook.Findings) playbook.Findings {
	return slices.DeleteFunc(slices.Clone(fs), func(f playbook.Finding) bool { return f.Warning })
}

func TestRead_TakesAPlaybookWithoutFault(t *testing.T) {
	p, fs := playbook.Read([]byte(own(t)))
	if len(fs) > 0 {
		t.Fatalf("findings in a sound file:\n%s", strings.Join(lines(fs), "\n"))
	}
	if p.ID != "colis" || len(p.Steps) != 9 || len(p.Roles) != 3 || p.Roles[0].Backup != "head" || p.Steps[3].Branches[0].Steps[0].Due.Hours() != 1 {
		t.Errorf("read %+v", p)
	}
	if s, ok := p.Step("check"); !ok || s.Overdue.Escalate != "backup" || s.Overdue.After.Minutes() != 10 {
		t.Errorf("a step in a branch: %+v, %v", s, ok)
	}
}

func TestRead_TakesTheDesignsExamplesUnchanged(t *testing.T) {
	var skeletons []string
	for _, lang := range []string{"fr", "en"} {
		p, fs := playbook.Read(shared(t, "rumeur-securite-produit."+lang+".yaml"))
		if fs.Errors() {
			t.Errorf("%s:\n%s", lang, strings.Join(lines(errorsOf(fs)), "\n"))
		}
		skeletons = append(skeletons, playbook.Skeleton(p))
	}
	if skeletons[0] != skeletons[1] {
		t.Errorf("the languages differ: %v", skeletons)
	}
}

// The damages are those of the design page, and the lines are the ones that it
// shows, but for the wrong jump: it is reported where it is written.
func TestRead_ReportsThePagesDamages(t *testing.T) {
	text := string(shared(t, "rumeur-securite-produit.fr.yaml"))
	for _, change := range [][2]string{
		{"Prochain point à {heure_point} ici", "Prochain point à {heure_pint} ici"},
		{"evidence: required\n    checklist", "evidense: required\n    checklist"},
		{"role: qualite, due: 2h", "role: qualitee, due: 2 heures"},
		{"goto: dire_rappel}", "goto: dire_rapel}"},
		{"- id: apres", "- id: figer"},
	} {
		if !strings.Contains(text, change[0]) {
			t.Fatalf("the example has no %q any more", change[0])
		}
		text = strings.Replace(text, change[0], change[1], 1)
	}
	_, fs := playbook.Read([]byte(text))
	got := strings.Join(lines(errorsOf(fs)), "\n")
	for _, want := range []string{
		`statements.attente.x: variable {heure_pint} is not defined (did you mean "heure_point"?)`,
		`steps.preuves: unknown key "evidense" (did you mean "evidence"?)`,
		`steps.fronts.faits.verifier.role: role "qualitee" is not defined (did you mean "qualite"?)`,
		`steps.fronts.faits.verifier.due: "2 heures" is not a duration (15m, 2h, 5d)`,
		`steps.conclusion.options[1].goto: goes to step "dire_rapel", which does not exist (did you mean "dire_rappel"?)`,
		`steps.figer: step id "figer" already used on line`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("not reported: %s", want)
		}
	}
	// The step that lost its id is still jumped to: one line more, and no cascade.
	if n := len(errorsOf(fs)); n > 7 {
		t.Errorf("%d findings for six damages:\n%s", n, got)
	}
}

func TestRead_CountsColumnsInCharacters(t *testing.T) {
	text := strings.Replace(own(t), "title: Two fronts", "title: \"Déjà été là\"", 1)
	text = strings.Replace(text, `title: Close, role: lead`, `title: "Clôturé à l'été", role: leed`, 1)
	_, fs := playbook.Read([]byte(text))
	if len(fs) != 1 {
		t.Fatalf("got:\n%s", strings.Join(lines(fs), "\n"))
	}
	row := strings.Split(text, "\n")[fs[0].Line-1]
	if at := string([]rune(row)[fs[0].Col-1:]); !strings.HasPrefix(at, "leed") {
		t.Errorf("column %d points at %q", fs[0].Col, at)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(own(f)))
	f.Add([]byte("{vigie: 1, id: a, steps: [{id: a, type: parallel, branches: [{id: b, steps: []}]}]}"))
	f.Add([]byte("a: &x [*x]\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		p, fs := playbook.Read(text)
		if !fs.Errors() && (p.ID == "" || len(p.Steps) == 0) {
			t.Errorf("an empty playbook is without fault: %q", text)
		}
		for _, x := range fs {
			if x.Line < 1 || x.Col < 1 {
				t.Errorf("a finding without a place: %+v", x)
			}
		}
	})
}
