package playbook_test

import (
	"testing"

	"vigie/crisis/playbook"
)

func TestNewer_ComparesNumbersNotLetters(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"1.10.0", "1.9.0", true}, {"1.9.0", "1.10.0", false}, {"2.0.0", "1.99.99", true},
		{"1.0.0", "1.0.0", false}, {"1.0.1", "1.0.0", true}, {"0.0.0", "", true}, {"beta", "beta", false}, {"1.0", "0.0.1", false},
	} {
		if got := playbook.Newer(c.a, c.b); got != c.want {
			t.Errorf("%q after %q: %v", c.a, c.b, got)
		}
	}
}
