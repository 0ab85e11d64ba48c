package cacao_test

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"vigie/assets/locale"
	"vigie/crisis/playbook"
	"vigie/crisis/playbook/cacao"
)

func stamp() cacao.Stamp {
	return cacao.Stamp{
		Created:  time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC),
		Modified: time.Date(2026, 11, 22, 9, 30, 0, 5e6, time.FixedZone("CET", 3600)),
	}
}

// beside gives a file of the material beside the repository.
func beside(t testing.TB, parts ...string) string {
	t.Helper()
	path := filepath.Join(append([]string{"..", "..", "..", "..", "shared"}, parts...)...)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("the shared material is not beside the repository: %v", err)
	}
	return path
}

func sound(t testing.TB, path string) playbook.Playbook {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	p, fs := playbook.Read(text)
	if fs.Errors() {
		t.Fatalf("%s: %v", path, fs)
	}
	return p
}

func own(t testing.TB) playbook.Playbook {
	return sound(t, filepath.Join("..", "testdata", "colis.en.yaml"))
}

// every has one step of each kind, conditions, both sorts of branches and a
// branch in a branch.
func every(t testing.TB) playbook.Playbook {
	return sound(t, filepath.Join("testdata", "every.en.yaml"))
}

// schema reads the schemas of OASIS.
func schema(t testing.TB) *jsonschema.Schema {
	t.Helper()
	dir := beside(t, "data", "playbook-cacao-schemas", "schemas")
	c := jsonschema.NewCompiler()
	root := ""
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
		if err != nil {
			return err
		}
		id, _ := doc.(map[string]any)["$id"].(string)
		if filepath.Base(path) == "playbook.json" {
			root = id
		}
		return c.AddResource(id, doc)
	})
	if err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(root)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func valid(s *jsonschema.Schema, text []byte) error {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return err
	}
	return s.Validate(doc)
}

func export(t testing.TB, p playbook.Playbook) ([]byte, playbook.Findings) {
	t.Helper()
	out, report, err := cacao.Export(p, stamp())
	if err != nil {
		t.Fatal(err)
	}
	return out, report
}

func TestExport_IsValidByTheSchemasOfOASIS(t *testing.T) {
	s := schema(t)
	all := map[string]playbook.Playbook{"colis": own(t), "every": every(t)}
	for _, lang := range []string{"fr", "en"} {
		all["rumeur "+lang] = sound(t, beside(t, "design", "examples", "rumeur-securite-produit."+lang+".yaml"))
	}
	builtIn, err := filepath.Glob(filepath.Join("..", "..", "..", "assets", "playbook", "*.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range builtIn {
		all[filepath.Base(path)] = sound(t, path)
	}
	for name, p := range all {
		t.Run(name, func(t *testing.T) {
			out, _ := export(t, p)
			if err := valid(s, out); err != nil {
				t.Error(err)
			}
			leadsSomewhere(t, out)
		})
	}
}

func TestExport_IsRefusedByTheSchemasOnceDamaged(t *testing.T) {
	s := schema(t)
	out, _ := export(t, own(t))
	for _, d := range [][2]string{{`"cacao-2.0"`, `"cacao-1.0"`}, {`"switch":`, `"swich":`}, {`"created": "2026-`, `"created": "26-`}, {`"next_steps":`, `"nexts":`}} {
		damaged := strings.Replace(string(out), d[0], d[1], 1)
		if damaged == string(out) {
			t.Fatalf("%s is not in the export", d[0])
		}
		if valid(s, []byte(damaged)) == nil {
			t.Errorf("valid with %s: the check sees nothing", d[1])
		}
	}
}

// workflow is the part of an export that these tests look into.
type workflow struct {
	Modified string
	Start    string `json:"workflow_start"`
	Workflow map[string]struct {
		Type, Name, Switch, Condition, Agent string

		Next     []string `json:"next_steps"`
		Cases    map[string]string
		Commands []struct {
			Type, Command string
			Activity      string `json:"playbook_activity"`
		}
		C string `json:"on_completion"`
		S string `json:"on_success"`
		F string `json:"on_failure"`
		T string `json:"on_true"`
		N string `json:"on_false"`
	}
	Agents map[string]struct{ Type, Name string } `json:"agent_definitions"`
}

func parsed(t *testing.T, out []byte) workflow {
	t.Helper()
	var w workflow
	if err := json.Unmarshal(out, &w); err != nil {
		t.Fatal(err)
	}
	return w
}

// leadsSomewhere checks what the schemas do not: that every step named exists,
// that every one is reached, that ids are of version 4 and used once, and that
// each branch of a parallel step ends in an end of its own.
func leadsSomewhere(t *testing.T, out []byte) {
	t.Helper()
	w := parsed(t, out)
	reached := map[string]bool{}
	var visit func(id string)
	visit = func(id string) {
		if id == "" || reached[id] {
			return
		}
		s, ok := w.Workflow[id]
		if !ok {
			t.Errorf("%s is led to, and does not exist", id)
			return
		}
		reached[id] = true
		for _, next := range append([]string{s.C, s.S, s.F, s.T, s.N}, s.Next...) {
			visit(next)
		}
		for _, next := range s.Cases {
			visit(next)
		}
		if s.Agent != "" && w.Agents[s.Agent].Name == "" {
			t.Errorf("%s: nobody is %s", s.Name, s.Agent)
		}
	}
	visit(w.Start)
	v4 := regexp.MustCompile(`^[a-z-]+--[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	for id, s := range w.Workflow {
		if !reached[id] {
			t.Errorf("nothing leads to %s (%s)", id, s.Name)
		}
		if !v4.MatchString(id) || !strings.HasPrefix(id, s.Type+"--") {
			t.Errorf("%s is not an identifier of a %s", id, s.Type)
		}
	}
}

func TestExport_EndsEveryBranchOfAParallelStepByItself(t *testing.T) {
	for _, p := range []playbook.Playbook{own(t), every(t)} {
		out, _ := export(t, p)
		w := parsed(t, out)
		ends := map[string]bool{}
		found := 0
		for _, s := range w.Workflow {
			if s.Type != "parallel" {
				continue
			}
			for _, at := range s.Next {
				for w.Workflow[at].Type != "end" {
					next := w.Workflow[at].C
					if next == "" {
						next = w.Workflow[at].S
					}
					at = next
				}
				if ends[at] {
					t.Errorf("two branches of %q end in %s", s.Name, at)
				}
				ends[at] = true
				found++
			}
		}
		if found < 2 {
			t.Error("no branch was looked at")
		}
	}
}

func TestExport_SaysInWordsWhatIsToBeDone(t *testing.T) {
	out, report := export(t, own(t))
	w := parsed(t, out)
	if w.Modified != "2026-11-22T08:30:00.005Z" {
		t.Errorf("modified %s", w.Modified)
	}
	byName := map[string]string{}
	for id, s := range w.Workflow {
		if s.Name != "" {
			byName[s.Name] = id
		}
	}
	publish := w.Workflow[byName["Publish it"]]
	if len(publish.Commands) != 3 || publish.Commands[1].Command != "[x] We have seen your messages about parcels in __town__:value. We are checking. More at __page__:value" ||
		publish.Commands[1].Activity != "deliver-content" || w.Agents[publish.Agent].Name != "Community manager" {
		t.Errorf("publish: %+v", publish)
	}
	approve := w.Workflow[byName["Approve the first word"]]
	if approve.S != byName["Publish it"] || w.Workflow[approve.F].Name != "Adapt the first word" {
		t.Errorf("an approval leads to %s and %s", approve.S, approve.F)
	}
	if s := w.Workflow[byName["Whose fault is it?"]]; s.Switch != "__cause__:value" || len(s.Cases) != 3 || w.Workflow[s.Cases["ours"]].Name != "Approve the apology" {
		t.Errorf("the decision: %+v", s)
	}
	want := map[string]string{
		"steps.approve cacao.jumps-back": "draft", "steps.cause-found cacao.rejoins": "approve-sorry, wait-and-see",
		"steps.approve-sorry cacao.jumps-back": "cause-found", "steps.wait-and-see cacao.rejoins": "cause-found, close",
	}
	for _, f := range report {
		got, _ := f.Args["Name"].(string)
		if got == "" {
			got, _ = f.Args["Names"].(string)
		}
		if want[f.Path+" "+f.Key] != got {
			t.Errorf("reported: %s %s %q", f.Path, f.Key, got)
		}
		delete(want, f.Path+" "+f.Key)
		if text := locale.New("fr").T(f.Key, f.Args); text == f.Key {
			t.Errorf("%s has no text", f.Key)
		}
	}
	if len(want) > 0 {
		t.Errorf("not reported: %v", want)
	}
}

func TestExport_NamesAStepOnceToWhichBothWaysLead(t *testing.T) {
	p, found := own(t), 0
	for i := range p.Steps {
		if p.Steps[i].ID == "wait-and-see" {
			p.Steps[i].Then.Raised = p.Steps[i].Then.Done
		}
	}
	_, report := export(t, p)
	for _, f := range report {
		if names, _ := f.Args["Names"].(string); f.Path == "steps.wait-and-see" {
			found++
			if names != "close" {
				t.Errorf("it leads on into %q", names)
			}
		}
	}
	if found != 1 {
		t.Errorf("%d lines are about it", found)
	}
}

func TestExport_EndsTheBranchesOfADecisionWhereTheyMeet(t *testing.T) {
	out, report := export(t, every(t))
	w := parsed(t, out)
	for _, f := range report {
		if f.Path == "steps.kind" {
			t.Errorf("a decision whose branches meet is reported: %+v", f)
		}
	}
	for _, s := range w.Workflow {
		if s.Name != "What kind is it?" {
			continue
		}
		if w.Workflow[s.C].Name != "Tell the house" {
			t.Errorf("after the branches comes %q", w.Workflow[s.C].Name)
		}
		rumour := w.Workflow[s.Cases["rumour"]]
		if rumour.Name != "Ask who said it" || w.Workflow[rumour.C].Type != "end" || w.Workflow[s.Cases["other"]].Type != "end" || rumour.C == s.Cases["other"] {
			t.Errorf("branches: %+v", s.Cases)
		}
		return
	}
	t.Error("the decision is not there")
}

func TestExport_IsTheSameEachTime(t *testing.T) {
	a, _ := export(t, every(t))
	b, _ := export(t, every(t))
	if !bytes.Equal(a, b) {
		t.Error("two exports of one playbook differ")
	}
}
