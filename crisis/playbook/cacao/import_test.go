package cacao_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"vigie/assets/locale"
	"vigie/crisis/playbook"
	"vigie/crisis/playbook/cacao"
)

func said(fs playbook.Findings) []string {
	texts := locale.New("en")
	var out []string
	for _, f := range fs {
		text := texts.T(f.Key, f.Args)
		if text == f.Key {
			text = "NO TEXT: " + text
		}
		out = append(out, strings.TrimPrefix(f.Path+": "+text, ": "))
	}
	return out
}

// taken imports a text that must be taken, and checks the result as a file.
func taken(t *testing.T, raw []byte) (playbook.Playbook, playbook.Findings) {
	t.Helper()
	p, report := cacao.Import(raw, "en", locale.New("en"))
	if report.Errors() {
		t.Fatalf("refused: %v", said(report))
	}
	written, err := playbook.Write(p)
	if err != nil {
		t.Fatal(err)
	}
	again, fs := playbook.Read(written)
	if fs.Errors() {
		t.Fatalf("%v\n%s", said(fs), written)
	}
	return again, report
}

func steps(p playbook.Playbook) []string {
	var out []string
	p.Walk(func(path string, s *playbook.Step) {
		line := strings.TrimPrefix(path, "steps.") + " " + string(s.Type)
		for _, o := range s.Options {
			line += " " + o.ID + ">" + o.Goto
		}
		if s.Goto != "" {
			line += " >" + s.Goto
		}
		if s.Then.Done != "" {
			line += " done>" + s.Then.Done
		}
		out = append(out, line)
	})
	return out
}

func TestImport_GivesOurOwnExportBackAsItWas(t *testing.T) {
	all := []playbook.Playbook{own(t), every(t)}
	builtIn, err := filepath.Glob(filepath.Join("..", "..", "..", "assets", "playbook", "*.yaml"))
	if err != nil || len(builtIn) < 20 {
		t.Fatalf("%d built-in playbooks, %v", len(builtIn), err)
	}
	for _, path := range builtIn {
		all = append(all, sound(t, path))
	}
	for _, p := range all {
		out, _ := export(t, p)
		got, report := taken(t, out)
		if !reflect.DeepEqual(p, got) || playbook.Skeleton(p) != playbook.Skeleton(got) {
			t.Errorf("%s changed:\n%+v\n%+v", p.ID, p, got)
		}
		if len(report) > 0 {
			t.Errorf("reported: %v", said(report))
		}
	}
}

func TestImport_GivesTheDesignsExamplesBack(t *testing.T) {
	for _, lang := range []string{"fr", "en"} {
		p := sound(t, beside(t, "design", "examples", "rumeur-securite-produit."+lang+".yaml"))
		out, _ := export(t, p)
		if got, _ := taken(t, out); !reflect.DeepEqual(p, got) {
			t.Errorf("%s changed", lang)
		}
	}
}

func TestImport_TakesTheNamesAndWaysThatAnotherToolGave(t *testing.T) {
	out, _ := export(t, own(t))
	renamed := strings.Replace(string(out), `"name": "Publish it"`, `"name": "Publish it now"`, 1)
	got, report := taken(t, []byte(renamed))
	if s, _ := got.Step("publish"); s.Title != "Publish it now" || len(report) > 0 {
		t.Errorf("a new name: %+v, %v", s, said(report))
	}
	w := parsed(t, out)
	var draft, approve string
	for id, s := range w.Workflow {
		switch s.Name {
		case "Adapt the first word":
			draft = id
		case "Approve the first word":
			approve = id
		}
	}
	// The way back to the draft leads to the publication now.
	changed := strings.Replace(string(out), `"on_failure": "`+draft+`"`, `"on_failure": "`+w.Workflow[approve].S+`"`, 1)
	got, report = taken(t, []byte(changed))
	if !slices.ContainsFunc(report, func(f playbook.Finding) bool { return f.Key == "cacao.changed-elsewhere" }) {
		t.Errorf("reported: %v", said(report))
	}
	if s, ok := got.Step("approve-the-first-word-done"); !ok || s.Options[1].Goto != "publish-it" {
		t.Errorf("steps: %s", strings.Join(steps(got), "\n"))
	}
}

// Without the extension no built-in playbook is refused, and each can be read
// as a file but for what a file has no room for.
func TestImport_TakesEveryBuiltInPlaybookWithoutItsExtension(t *testing.T) {
	builtIn, err := filepath.Glob(filepath.Join("..", "..", "..", "assets", "playbook", "*.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range builtIn {
		p := sound(t, path)
		out, _ := export(t, p)
		got, _ := taken(t, []byte(strings.ReplaceAll(string(out), "extension-definition--6e2d1a52", "extension-definition--00000000")))
		if a, b := len(steps(p)), len(steps(got)); b < a {
			t.Errorf("%s: %d steps of %d\n%s", filepath.Base(path), b, a, strings.Join(steps(got), "\n"))
		}
	}
}

// A tool that drops what it does not know leaves the steps, the ways and the
// texts.
func TestImport_KeepsTheWaysThroughAnExportWithoutItsExtension(t *testing.T) {
	out, _ := export(t, every(t))
	bare := strings.ReplaceAll(string(out), "extension-definition--6e2d1a52", "extension-definition--00000000")
	got, report := taken(t, []byte(bare))
	if !slices.ContainsFunc(report, func(f playbook.Finding) bool { return f.Key == "cacao.one-after-the-other" }) {
		t.Errorf("branches in a branch: %v", said(report))
	}
	titles := map[string]bool{}
	got.Walk(func(_ string, s *playbook.Step) { titles[s.Title] = true })
	every(t).Walk(func(_ string, s *playbook.Step) {
		if !titles[s.Title] && s.Title != "Look again" {
			t.Errorf("%q is gone: %v", s.Title, steps(got))
		}
	})
	if s, ok := got.Step("what-kind-is-it"); !ok || s.Sets != "kind" || len(s.Options) != 3 {
		t.Errorf("the decision: %+v", s)
	}
	if s, ok := got.Step("two-fronts"); !ok || len(s.Branches) != 2 || s.Type != playbook.Parallel {
		t.Errorf("the branches: %+v", s)
	}
}

func TestImport_TakesAForeignPlaybook(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join("testdata", "foreign.json"))
	if err != nil {
		t.Fatal(err)
	}
	p, report := taken(t, raw)
	want := []string{
		"check-the-mailbox task", "check-the-mailbox-done decision yes>is-it-urgent no>call-the-provider", "is-it-urgent decision yes>call-the-lead no>both",
		"call-the-lead task", "both parallel", "both.branch-1.write-the-answer task", "both.branch-2.which-network decision mastodon>ask-the-moderators x>report-it other>both-branch-2",
		"both.branch-2.ask-the-moderators task >both-branch-2", "both.branch-2.report-it task", "both.branch-2.both-branch-2 task",
		"look-again repeat done>until-it-is-quiet", "until-it-is-quiet decision yes>read-everything no>start-the-recall", "read-everything task", "answer task >until-it-is-quiet",
		"start-the-recall playbook", "end end", "call-the-provider task >is-it-urgent",
	}
	if got := steps(p); !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	first, _ := p.Step("check-the-mailbox")
	if first.Due.Minutes() != 2 || first.Help != "Since {since}." || p.Roles[1].Label != "Mail team" || first.Role != p.Roles[1].ID {
		t.Errorf("the first step: %+v; roles %+v", first, p.Roles)
	}
	if s, _ := p.Step("which-network"); s.Sets != "" || len(p.Variables) != 2 || p.Variables[0].ID != "network" || p.Variables[1].Ask != "start" {
		t.Errorf("variables %+v, decision %+v", p.Variables, s)
	}
	if s, _ := p.Step("look-again"); s.Every.Minutes() != 10 || s.Max != 48 {
		t.Errorf("the loop: %+v", s)
	}
	keys := []string{}
	for _, f := range report {
		keys = append(keys, f.Key)
	}
	if want := []string{"cacao.added", "cacao.timeout", "cacao.guessed", "cacao.lost", "cacao.unreached"}; !slices.Equal(keys, want) {
		t.Errorf("reported %v", said(report))
	}
}

func TestImport_IsTheSameEachTime(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join("testdata", "foreign.json"))
	if err != nil {
		t.Fatal(err)
	}
	texts := locale.New("en")
	p, report := cacao.Import(raw, "en", texts)
	for range 20 {
		again, said := cacao.Import(raw, "en", texts)
		if !reflect.DeepEqual(p, again) || !reflect.DeepEqual(report, said) {
			t.Fatal("two imports of one file differ")
		}
	}
}

func TestImport_RefusesWhatMachinesDoAllAtOnce(t *testing.T) {
	_, report := cacao.Import([]byte(`{"type": "playbook", "spec_version": "cacao-2.0", "workflow_start": "start--1", "workflow": {
		"start--1": {"type": "start", "on_completion": "action--1"},
		"action--1": {"type": "action", "name": "Wipe", "commands": [{"type": "bash", "command": "rm -rf /"}, {"type": "ssh"}], "on_completion": "action--2"},
		"action--2": {"type": "action", "commands": [{"type": "http-api"}, {"type": "openc2"}, {"type": "powershell"}, {"type": "manual", "command": "x"}], "on_completion": "end--9"},
		"other--1": {"type": "robot"}}}`), "en", locale.New("en"))
	got := said(report)
	for _, want := range []string{
		"workflow.Wipe: a machine does this (bash); Vigie takes only what people do (manual)", "workflow.Wipe: a machine does this (ssh)",
		"workflow.action--2: a machine does this (http-api)", "workflow.action--2: a machine does this (openc2)", "workflow.action--2: a machine does this (powershell)",
		"workflow.action--2: leads to end--9, which does not exist", "workflow.other--1: robot is not a kind of step",
	} {
		if !slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, want) }) {
			t.Errorf("not said: %s\n%s", want, strings.Join(got, "\n"))
		}
	}
	if !report.Errors() || len(report) != 7 {
		t.Errorf("%d findings: %s", len(report), strings.Join(got, "\n"))
	}
}

func TestImport_ReadsTheExamplesOfSOARCA(t *testing.T) {
	dir := beside(t, "data", "playbook-soarca", "examples")
	for name, command := range map[string]string{"manual": "", "fin": "pong", "powershell": "powershell", "http": "http-api", "openc2": "openc2", "ssh": "ssh"} {
		raw, err := os.ReadFile(filepath.Join(dir, name+"-playbook.json"))
		if err != nil {
			t.Fatal(err)
		}
		p, report := cacao.Import(raw, "en", locale.New("en"))
		if command == "" {
			p, _ = taken(t, raw)
			if got := steps(p); !slices.Equal(got, []string{"manual task", "end-flow end"}) || p.Steps[0].Help == "" {
				t.Errorf("%s: %v %+v", name, got, p.Steps)
			}
			continue
		}
		if !report.Errors() || !strings.Contains(fmt.Sprint(said(report)), "("+command+")") {
			t.Errorf("%s: %v", name, said(report))
		}
	}
}

func TestImport_SaysWhatIsNoPlaybook(t *testing.T) {
	for raw, key := range map[string]string{
		"": "cacao.not-json", "[]": "cacao.not-json", "{}": "cacao.no-playbook",
		`{"type":"playbook","spec_version":"1.1","workflow":{}}`:                              "cacao.other-version",
		`{"type":"playbook","spec_version":"cacao-2.0","workflow":{},"workflow_start":"s"}`:   "cacao.no-step",
		`{"type":"playbook","spec_version":"cacao-2.0","workflow":{"a":7}}`:                   "cacao.not-json",
		strings.Repeat(" ", cacao.MostBytes+1):                                                "cacao.too-large",
		`{"type":"playbook","spec_version":"cacao-2.0","workflow_start":"a","workflow":null}`: "cacao.no-playbook",
	} {
		_, report := cacao.Import([]byte(raw), "en", locale.New("en"))
		if len(report) != 1 || report[0].Key != key || report[0].Warning {
			t.Errorf("%.60q: %v", raw, report)
		}
		if text := said(report); strings.Contains(text[0], "NO TEXT") {
			t.Error(text)
		}
	}
}

// What is taken can be written and read: never a step that leads nowhere, and
// never an id twice.
func FuzzImport(f *testing.F) {
	// Small seeds: Go tries for a minute to make a large one smaller.
	small := playbook.Playbook{ID: "a", Version: "1.0.0", Lang: "en", Title: "a", Steps: []playbook.Step{
		{ID: "b", Type: playbook.Decision, Title: "b", Options: []playbook.Option{{ID: "y", Label: "y", Goto: "d"}, {ID: "n", Label: "n"}}},
		{ID: "c", Type: playbook.Repeat, Title: "c", Every: 1, Max: 1, When: "x == y", Then: playbook.Then{Done: "d", Raised: "b"}},
		{ID: "d", Type: playbook.End, Title: "d"},
	}}
	out, _ := export(f, small)
	raw, err := os.ReadFile(filepath.Join("testdata", "foreign.json"))
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range [][]byte{out, bytes.ReplaceAll(out, []byte("extension-definition--6e2d1a52"), []byte("extension-definition--00000000")), raw} {
		var short bytes.Buffer
		if err := json.Compact(&short, seed); err != nil {
			f.Fatal(err)
		}
		f.Add(short.Bytes())
	}
	texts := locale.New("en")
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, report := cacao.Import(raw, "en", texts)
		if report.Errors() {
			return
		}
		written, err := playbook.Write(p)
		if err != nil {
			t.Fatal(err)
		}
		_, fs := playbook.Read(written)
		for _, x := range fs {
			if slices.Contains([]string{"playbook.no-step", "playbook.step-twice", "playbook.syntax"}, x.Key) && !strings.Contains(string(raw), "extension-definition--6e2d1a52") {
				t.Errorf("%v\n%s", said(fs), written)
			}
		}
	})
}
