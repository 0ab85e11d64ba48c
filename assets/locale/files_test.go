package locale

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestFiles_AreAllReadable(t *testing.T) {
	if err := New("en").Trouble(); err != nil {
		t.Error(err)
	}
}

func TestFiles_HaveEveryKeyInEveryLanguage(t *testing.T) {
	english, french := must(t, "en"), must(t, "fr")
	for _, key := range slices.Sorted(maps.Keys(english)) {
		if _, ok := french[key]; !ok {
			t.Errorf("%s is missing in French", key)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(french)) {
		if _, ok := english[key]; !ok {
			t.Errorf("%s is missing in English", key)
		}
	}
}

var placeholder = regexp.MustCompile(`\{\{[^}]*\}\}`)

func placeholders(e entry) []string {
	found := placeholder.FindAllString(e.Other, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

func TestFiles_HaveTheSamePlaceholdersInEveryLanguage(t *testing.T) {
	french := must(t, "fr")
	for key, e := range must(t, "en") {
		f, ok := french[key]
		if !ok {
			continue // said by another test
		}
		if en, fr := placeholders(e), placeholders(f); !slices.Equal(en, fr) {
			t.Errorf("%s: %v in English, %v in French", key, en, fr)
		}
		if (e.One == "") != (f.One == "") {
			t.Errorf("%s has a singular in one language only", key)
		}
	}
}

func TestFiles_HaveNoEmptyText(t *testing.T) {
	for _, lang := range Languages() {
		for key, e := range must(t, lang) {
			if strings.TrimSpace(e.Other) == "" {
				t.Errorf("%s: %s is empty", lang, key)
			}
		}
	}
}

// French puts a space that does not break before : ; ! ? » and after «, and
// writes the apostrophe as a typographer does.
func TestFiles_FollowFrenchTypography(t *testing.T) {
	wrong := regexp.MustCompile(` [:;!?»]|« |\pL'\pL|[\pL)}][!?]|\pL;`)
	for key, e := range must(t, "fr") {
		for _, text := range []string{e.One, e.Many, e.Other} {
			plain := placeholder.ReplaceAllString(text, "x")
			if at := wrong.FindString(plain); at != "" {
				t.Errorf("%s: %q in %q", key, at, text)
			}
		}
	}
}

func TestKeys_AreDottedLowerKebab(t *testing.T) {
	shape := regexp.MustCompile(`^[a-z0-9-]+(\.[a-z0-9_*?-]+)+$`)
	for key := range must(t, "en") {
		if !shape.MatchString(key) {
			t.Errorf("%q", key)
		}
	}
}

func must(t *testing.T, lang string) map[string]entry {
	t.Helper()
	all, err := read(lang)
	if err != nil {
		t.Fatal(err)
	}
	return all
}
