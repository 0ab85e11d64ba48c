package playbook

import (
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Names makes ids of what people call things, each once. The zero value is
// ready to use; it is not for concurrent use.
type Names struct{ taken map[string]bool }

// Name gives an id for a label: its letters without accents, in lower case,
// with "-" between words. Where nothing is left it is the fallback, which must
// be an id; where the id is taken it gets a number.
func (n *Names) Name(label, fallback string) string {
	if n.taken == nil {
		n.taken = map[string]bool{}
	}
	const most = 40
	id := strings.Trim(fold(label), "-")
	if len(id) > most {
		id = id[:most]
		if cut := strings.LastIndexByte(id, '-'); cut > most/2 {
			id = id[:cut]
		}
	}
	if !isName(id) {
		id = fallback
	}
	unique := id
	for i := 2; n.taken[unique]; i++ {
		unique = id + "-" + strconv.Itoa(i)
	}
	n.taken[unique] = true
	return unique
}

// fold leaves a to z and 0 to 9, with one "-" for anything between.
func fold(label string) string {
	var out strings.Builder
	gap := false
	for _, c := range norm.NFKD.String(strings.ToLower(label)) {
		switch {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9' && out.Len() > 0:
			if gap && out.Len() > 0 {
				out.WriteByte('-')
			}
			gap = false
			out.WriteRune(c)
		case !unicode.Is(unicode.Mn, c):
			gap = true
		}
	}
	return out.String()
}
