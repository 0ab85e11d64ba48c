package app

import (
	"strings"
	"testing"
)

func TestStart_SaysWhenThereIsNoScreen(t *testing.T) {
	set := func(pairs ...string) func(string) string {
		return func(name string) string {
			for i := 0; i < len(pairs); i += 2 {
				if pairs[i] == name {
					return pairs[i+1]
				}
			}
			return ""
		}
	}
	for _, c := range []struct {
		goos  string
		env   func(string) string
		start bool
	}{
		{"linux", set("DISPLAY", ":0"), true},
		{"linux", set("WAYLAND_DISPLAY", "wayland-0"), true},
		{"windows", set(), true},
		{"darwin", set(), true},
		{"linux", set(), false},
	} {
		if err := needScreen(c.goos, c.env); (err == nil) != c.start {
			t.Errorf("%s: %v", c.goos, err)
		}
	}
	env := set("LANG", "fr_FR.UTF-8")
	if said := complaint(needScreen("linux", env), env); !strings.Contains(said, "session de bureau") {
		t.Errorf("in French it says %q", said)
	}
}
