package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestPlaybookLint_NamesFileLineAndColumn(t *testing.T) {
	p := newPlace(t)
	sound := filepath.Join("..", "..", "crisis", "playbook", "testdata", "colis.en.yaml")
	got := p.try("playbook", "lint", "--strict", sound)
	if got.code != ok || !strings.Contains(got.out, "ready to run (11 steps") {
		t.Errorf("a sound file: %+v", got)
	}
	text, err := os.ReadFile(sound)
	if err != nil {
		t.Fatal(err)
	}
	broken := filepath.Join(t.TempDir(), "broken.yaml")
	wrong := strings.Replace(string(text), "{town}. We are", "{twon}. We are", 1)
	if err := os.WriteFile(broken, []byte(wrong), 0o600); err != nil {
		t.Fatal(err)
	}
	got = p.try("playbook", "lint", broken)
	if want := broken + `:36:10: statements.wait.x: variable {twon} is not defined (did you mean "town"?)`; got.code != invalid || !strings.Contains(got.out, want) {
		t.Errorf("code %d, got %s\nwant %s", got.code, got.out, want)
	}
}
