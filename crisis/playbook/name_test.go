package playbook_test

import (
	"testing"

	"vigie/crisis/playbook"
)

func TestNames_GiveEachThingAnIDThatTheFormatAllows(t *testing.T) {
	var n playbook.Names
	for _, want := range [][2]string{
		{"Prévenir l’équipe !", "prevenir-l-equipe"}, {"Prévenir l'équipe", "prevenir-l-equipe-2"}, {"日本", "step"}, {"", "step-2"},
		{"24 h après", "h-apres"}, {"A very long title that nobody would ever want to type twice", "a-very-long-title-that-nobody-would"},
	} {
		if got := n.Name(want[0], "step"); got != want[1] {
			t.Errorf("%q is %q, not %q", want[0], got, want[1])
		}
	}
}
