package letter

import (
	"fmt"
	"sort"
	"testing"
)

func TestDumpClass(t *testing.T) {
	for _, c := range []string{"bounces-dev", "spamassassin-dev", "mime-enmime", "mime-postal", "mime-python"} {
		m := mails(t, c)
		var names []string
		for n := range m {
			names = append(names, n)
		}
		sort.Strings(names)
		for _, n := range names {
			l, err := Parse(m[n])
			fmt.Printf("%s/%s %s hdr=%s from=%q subj=%q err=%v", c, n, l.Class, l.Header.Class, l.From.Addr, l.Subject, err)
			if l.Bounce != nil {
				fmt.Printf(" id=%q n=%d", l.Bounce.OriginalID, len(l.Bounce.Recipients))
				for _, r := range l.Bounce.Recipients {
					fmt.Printf(" %+v", r)
				}
			}
			fmt.Println()
		}
	}
}
