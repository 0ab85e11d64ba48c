package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"

	"vigie/inbox/team"
	"vigie/ui/settings"
)

func TestMetadata_IsThatOfFyneAppToml(t *testing.T) {
	var f struct {
		Details struct {
			Icon, Name, ID, Version string
		}
		Migrations map[string]bool
	}
	if _, err := toml.DecodeFile("../FyneApp.toml", &f); err != nil {
		t.Fatal(err)
	}
	if f.Details.ID != identity || f.Details.Name != "Vigie" || !f.Migrations["fyneDo"] {
		t.Errorf("FyneApp.toml says %+v", f)
	}
	if _, err := os.Stat(filepath.Join("..", f.Details.Icon)); err != nil {
		t.Errorf("the icon: %v", err)
	}
}

func TestOptions_KeepToThePersonsOwnDirectories(t *testing.T) {
	t.Setenv("VIGIE_DATA", "")
	t.Setenv("XDG_DATA_HOME", "/data")
	t.Setenv("XDG_CONFIG_HOME", "/config")
	o, err := parseOptions(nil, os.Stderr)
	if err != nil || o.workspace != "/data/vigie/solo" || o.config != "/config/vigie" {
		t.Errorf("got %+v, %v", o, err)
	}
	o, err = parseOptions([]string{"--workspace", "w", "--config", "c", "--fill"}, os.Stderr)
	if err != nil || o.workspace != "w" || o.config != "c" || !o.fill {
		t.Errorf("got %+v, %v", o, err)
	}
	if _, err := parseOptions([]string{"stray"}, os.Stderr); err == nil {
		t.Error("a stray argument was taken")
	}
}

func TestPreferences_SurviveADamagedFile(t *testing.T) {
	dir := t.TempDir()
	p, err := openPreferences(dir)
	if err != nil || p.get().Language != "" {
		t.Fatalf("got %+v, %v", p.get(), err)
	}
	if err := p.put(settings.Preferences{Language: "fr", Panes: map[string]float32{"list": 300}}); err != nil {
		t.Fatal(err)
	}
	p, err = openPreferences(dir)
	if err != nil || p.get().Language != "fr" || p.get().Panes["list"] != 300 {
		t.Fatalf("got %+v, %v", p.get(), err)
	}
	if err := os.WriteFile(filepath.Join(dir, preferencesName), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	p, err = openPreferences(dir)
	if err == nil || p == nil || p.get().Language != "" {
		t.Errorf("a damaged file gave %+v, %v", p, err)
	}
}

func TestLog_RotatesBySize(t *testing.T) {
	path := filepath.Join(t.TempDir(), "v.log")
	w := &rotating{path: path, limit: 100}
	if err := w.open(); err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	line := []byte(strings.Repeat("x", 59) + "\n")
	for range 3 {
		if _, err := w.Write(line); err != nil {
			t.Fatal(err)
		}
	}
	now, err := os.ReadFile(path)
	if err != nil || len(now) != 60 {
		t.Errorf("the log has %d bytes, %v", len(now), err)
	}
	before, err := os.ReadFile(path + ".1")
	if err != nil || len(before) != 60 {
		t.Errorf("the one before has %d bytes, %v", len(before), err)
	}
}

func TestAttachment_ThatCouldRunIsNeverHandedOver(t *testing.T) {
	for name, want := range map[string]bool{
		"photo.jpg": false, "facture.pdf": false, "reçu.txt": false, "setup.EXE": true, "page.html": true, "macro.docm": true,
		"x.desktop": true, "a.pdf.js": true, "archive.zip": false,
	} {
		if got := runs(name, "application/octet-stream"); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
	if !runs("photo.jpg", "application/x-msdownload") {
		t.Error("the declared type was not looked at")
	}
}

func TestWebAddress_IsOnlyTheWeb(t *testing.T) {
	for s, want := range map[string]bool{
		"https://acme.example/a": true, "http://x": true, "file:///etc/passwd": false, "javascript:alert(1)": false, "https://": false, "mailto:a@b": false,
	} {
		if webAddress(s) != want {
			t.Errorf("%s: %v", s, !want)
		}
	}
}

func TestHandle_IsMadeOfTheName(t *testing.T) {
	r := team.Roster{Members: []team.Member{{Handle: "léa.martin"}, {Handle: "léa.martin2"}}}
	for name, want := range map[string]string{"Léa  Martin": "léa.martin3", "Jean-Luc": "jean.luc", "  ": "membre", "O’Neil!": "o.neil"} {
		if got := handleOf(name, r); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}

func TestSystemLanguage_IgnoresWhatSaysNothing(t *testing.T) {
	env := map[string]string{"LC_ALL": "C.UTF-8", "LANG": "fr_FR.UTF-8"}
	if got := systemLanguage(func(k string) string { return env[k] }); got != "fr_FR.UTF-8" {
		t.Errorf("got %q", got)
	}
}
