package letter

import (
	"fmt"
	"sort"
	"strings"
	"testing"
)

func TestDump(t *testing.T) {
	for _, c := range []string{"reply-github", "reply-crisp"} {
		m := mails(t, c)
		var names []string
		for n := range m {
			names = append(names, n)
		}
		sort.Strings(names)
		for _, n := range names {
			r := &reader{}
			r.fold(rendered{text: tidy(string(m[n]))})
			cut := func(s string) string {
				ls := strings.Split(s, "\n")
				if len(ls) > 14 {
					ls = append(append(ls[:8:8], "   ......"), ls[len(ls)-4:]...)
				}
				return strings.Join(ls, "\n   |")
			}
			fmt.Printf("=== %s\nTEXT %q\n   |%s\nQUOT\n   |%s\nSIGN\n   |%s\n", n, "", cut(r.letter.Text), cut(r.letter.Quoted), cut(r.letter.Signature))
		}
	}
}
