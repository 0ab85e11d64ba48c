package vm_test

import (
	"testing"

	"vigie/inbox"
	"vigie/ui/vm"
)

func TestOccurrences_MarkWhatTheIndexFinds(t *testing.T) {
	text := "L’éléphant du Zoo : ÉLÉPHANT, elephants. Colis perdu, colis-perdu 🎉 x200"
	for typed, want := range map[string][]string{
		"elephant ":       {"éléphant", "ÉLÉPHANT"},
		"eleph":           {"éléphant", "ÉLÉPHANT", "elephants"},
		`"colis perdu"`:   {"Colis perdu", "colis-perdu"},
		"perdu x200 ":     {"perdu", "perdu", "x200"},
		"from:zoo -colis": nil,
		"phant ":          nil,
		"":                nil,
	} {
		terms, err := inbox.ParseTerms(typed)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range vm.Occurrences(text, terms.Words) {
			got = append(got, string([]rune(text)[r.From:r.To]))
		}
		if len(got) != len(want) {
			t.Errorf("%q marks %q, want %q", typed, got, want)
			continue
		}
		for i := range got {
			if got[i] != want[i] {
				t.Errorf("%q marks %q, want %q", typed, got, want)
			}
		}
	}
}
