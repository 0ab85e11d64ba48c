package vm_test

import (
	"testing"

	"vigie/ui/vm"
)

func TestKey_IsLabelledInNoLanguage(t *testing.T) {
	for _, c := range []struct {
		key  vm.Key
		want string
	}{
		{vm.Key{Rune: 'j'}, "J"}, {vm.Key{Rune: ' '}, "␣"}, {vm.Key{Name: "Down"}, "↓"}, {vm.Key{Name: "Up"}, "↑"},
		{vm.Key{Name: "Home"}, "↖"}, {vm.Key{Name: "Delete"}, "⌦"}, {vm.Key{Name: "Return", Ctrl: true}, "Ctrl ⏎"},
		{vm.Key{Name: "F3", Shift: true}, "⇧ F3"}, {vm.Key{Name: "Escape"}, "Esc"},
	} {
		if got := c.key.Label(); got != c.want {
			t.Errorf("%+v is %q, want %q", c.key, got, c.want)
		}
	}
}
