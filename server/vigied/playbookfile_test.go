package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	builtin "vigie/assets/playbook"
	"vigie/crisis/playbook"
)

func colis() string {
	return filepath.Join("..", "..", "crisis", "playbook", "testdata", "colis.en.yaml")
}

func TestPlaybookList_NamesThoseThatComeWithTheProgram(t *testing.T) {
	p := newPlace(t)
	all, err := builtin.All()
	if err != nil {
		t.Fatal(err)
	}
	listed := p.objects("playbook", "list")
	if len(all) < 2 || len(listed) != len(all) {
		t.Fatalf("%d of %d listed", len(listed), len(all))
	}
	for i, l := range listed {
		if l["id"] != all[i].ID || l["lang"] != all[i].Lang || l["title"] == "" || l["skeleton"] == "" {
			t.Errorf("listed %v", l)
		}
	}
	if out := p.run("playbook", "list"); !strings.Contains(out, all[0].ID) {
		t.Errorf("for a person: %s", out)
	}
}

func TestPlaybookExport_ComesBackByImport(t *testing.T) {
	p := newPlace(t)
	dir := t.TempDir()
	exported, back := filepath.Join(dir, "colis.json"), filepath.Join(dir, "colis.en.yaml")
	got := p.try("playbook", "export", "--cacao", colis(), "--out", exported)
	if got.code != ok || !strings.Contains(got.errs, "steps.approve: warning: jumps back to draft") || !strings.Contains(got.out, "colis.json: made of") {
		t.Fatalf("export: %+v", got)
	}
	once := p.run("playbook", "export", "--cacao", colis())
	if raw, err := os.ReadFile(exported); err != nil || string(raw) != once || !strings.Contains(once, `"spec_version": "cacao-2.0"`) {
		t.Errorf("on the output stands something else: %v", err)
	}
	p.run("playbook", "import", exported, "--out", back)
	var both []playbook.Playbook
	for _, name := range []string{colis(), back} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		x, findings := playbook.Read(text)
		if findings.Errors() {
			t.Fatal(findings)
		}
		both = append(both, x)
	}
	if playbook.Skeleton(both[0]) != playbook.Skeleton(both[1]) || both[0].Title != both[1].Title {
		t.Error("the playbook that came back is another")
	}
	before, err := os.ReadFile(back)
	if err != nil {
		t.Fatal(err)
	}
	got = p.try("playbook", "import", exported, "--out", back)
	after, err := os.ReadFile(back)
	if got.code == ok || err != nil || !bytes.Equal(before, after) || !strings.Contains(got.errs, "is there already") {
		t.Errorf("a file that is there: %+v, %v", got, err)
	}
}

func TestPlaybookImport_SaysInThePersonsLanguageWhatItRefuses(t *testing.T) {
	p := newPlace(t)
	raw := `{"type":"playbook","spec_version":"cacao-2.0","workflow_start":"s","workflow":{"s":{"type":"start","on_completion":"a"},
		"a":{"type":"action","name":"Effacer","commands":[{"type":"bash"},{"type":"ssh"}],"on_completion":"e"},"e":{"type":"end"}}}`
	got := p.try("--lang", "fr", "playbook", "import", p.file("x.json", raw))
	if got.code != invalid || got.out != "" || strings.Count(got.errs, "c’est une machine qui le fait") != 2 || !strings.Contains(got.errs, "workflow.Effacer") || !strings.Contains(got.errs, "ne peut pas être repris") {
		t.Errorf("%+v", got)
	}
	got = p.try("--json", "playbook", "import", p.file("y.json", "{"))
	if lines := jsonLines(t, got.errs); got.code != invalid || len(lines) != 2 || lines[0]["key"] != "cacao.not-json" || at(lines[1], "error", "key") != "fault.playbook-refused" {
		t.Errorf("%+v", got)
	}
	if got := p.try("playbook", "import", filepath.Join(t.TempDir(), "none.json")); got.code != notFound {
		t.Errorf("a file that is not there: %+v", got)
	}
}

func TestPlaybookImport_TakesAMattermostExport(t *testing.T) {
	p := newPlace(t)
	source := filepath.Join("..", "..", "crisis", "playbook", "mattermost", "testdata", "incident.json")
	got := p.try("--lang=fr", "playbook", "import", source)
	x, findings := playbook.Read([]byte(got.out))
	if got.code != ok || findings.Errors() || x.Lang != "fr" || len(x.Steps) != 6 || x.Steps[5].Title != "Fin" {
		t.Errorf("%+v\n%v", got, findings)
	}
	if !strings.Contains(got.errs, "non repris") {
		t.Errorf("what is lost is not said: %s", got.errs)
	}
	if wrong := p.try("playbook", "import", "--format", "cacao", source); wrong.code != invalid {
		t.Errorf("as CACAO: %+v", wrong)
	}
}

func TestPlaybookPrint_GivesAPDFOfAFileOrABuiltInPlaybook(t *testing.T) {
	p := newPlace(t)
	all, err := builtin.All()
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range []string{colis(), all[0].ID, all[1].ID + "." + all[1].Lang} {
		out := filepath.Join(t.TempDir(), "x.pdf")
		p.run("playbook", "print", name, "--out", out)
		raw, err := os.ReadFile(out)
		if err != nil || !bytes.HasPrefix(raw, []byte("%PDF-")) || !bytes.Contains(raw, []byte("%%EOF")) {
			t.Errorf("%d: %s is no PDF: %v", i, name, err)
		}
	}
	broken := p.file("broken.yaml", "vigie: 1\nid: x\n")
	out := filepath.Join(t.TempDir(), "x.pdf")
	got := p.try("playbook", "print", broken, "--out", out)
	if _, err := os.Stat(out); got.code != invalid || err == nil || !strings.Contains(got.out, broken+":1:1") {
		t.Errorf("a broken playbook: %+v", got)
	}
	if got := p.try("playbook", "print", "no-such-playbook", "--out", out); got.code != notFound {
		t.Errorf("a playbook that is not there: %+v", got)
	}
	if got := p.try("playbook", "print", colis()); !slices.Contains([]int{usage, invalid}, got.code) {
		t.Errorf("without a place: %+v", got)
	}
}
