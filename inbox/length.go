package inbox

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
)

// Length counts a text in the unit.
func (u Unit) Length(s string) int {
	switch u {
	case Bytes:
		return len(s)
	case UTF16:
		return len(utf16.Encode([]rune(s)))
	case Graphemes:
		n := 0
		for g := graphemes.FromString(s); g.Next(); {
			n++
		}
		return n
	default:
		return utf8.RuneCountInString(s)
	}
}

// Length counts a text as the network does: in its unit, with its own measure
// for web addresses (with their scheme) and for handles elsewhere.
func (c Caps) Length(s string) int {
	if c.PerURL > 0 && strings.Contains(s, "://") {
		address := regexp.MustCompile(`(?i)\bhttps?://[^\s<>"]*[^\s<>".,;:!?'’)»\]]`)
		s = address.ReplaceAllLiteralString(s, strings.Repeat("x", c.PerURL))
	}
	if c.ShortHandles {
		s = ShortHandles(s)
	}
	return c.Unit.Length(s)
}

// ShortHandles is a text with its mentions, @name@domain, without the domains.
func ShortHandles(s string) string {
	if !strings.Contains(s, "@") {
		return s
	}
	handle := regexp.MustCompile(`(^|[^/\pL\pN_])@([A-Za-z0-9_]+(?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?)@[\pL\pN][\pL\pN.-]*[\pL\pN](?::\d+)?`)
	return handle.ReplaceAllString(s, "$1@$2")
}

// TooLong reports whether a text exceeds what the network takes.
func (c Caps) TooLong(s string) bool { return c.MaxLength > 0 && c.Length(s) > c.MaxLength }

// ReplyLength counts what would be published for a draft that answers a
// message, with what the network has a reply begin with. own is the account's
// own handle.
func (c Caps) ReplyLength(own string, d Draft, target Message) int {
	if !c.Salutes {
		return c.Length(d.Text)
	}
	people := d.To
	if target.Direction == Inbound {
		people = append([]string{target.Author.Handle}, people...)
	}
	text := strings.Join(append(Salute(own, d.Text, people), d.Text), " ")
	return c.Length(text) + c.Length(AnswerWarning(target.Subject))
}

// AnswerWarning keeps the warning of what is answered, marked as an answer
// once.
func AnswerWarning(subject string) string {
	subject = strings.TrimSpace(subject)
	if subject == "" || strings.HasPrefix(strings.ToLower(subject), "re:") {
		return subject
	}
	return "re: " + subject
}

// Salute gives the handles that a reply has to begin with so that people hear
// of it: those whom its text does not name. own is our handle, @name@domain:
// whoever is at home there is named without the domain.
func Salute(own, text string, people []string) []string {
	_, domain, _ := strings.Cut(strings.TrimPrefix(own, "@"), "@")
	var named, out []string
	for _, p := range people {
		h := "@" + strings.ToLower(strings.TrimPrefix(strings.TrimSpace(p), "@"))
		if !strings.Contains(h[1:], "@") && domain != "" {
			h += "@" + strings.ToLower(domain)
		}
		if h == "@" || strings.EqualFold(h, own) || slices.Contains(named, h) {
			continue
		}
		named = append(named, h)
		short := strings.TrimSuffix(h, "@"+strings.ToLower(domain))
		if !mentions(text, h) && (short == h || !mentions(text, short)) {
			out = append(out, short)
		}
	}
	return out
}

// mentions tells whether a text names a handle, as a word of its own.
func mentions(text, handle string) bool {
	low := strings.ToLower(text)
	for from := 0; ; {
		i := strings.Index(low[from:], handle)
		if i < 0 {
			return false
		}
		start, end := from+i, from+i+len(handle)
		before := start == 0 || !partOfName(low[start-1])
		after := end == len(low) || !partOfName(low[end]) && low[end] != '@' || low[end] == '.' && (end+1 == len(low) || !partOfName(low[end+1]))
		if before && after {
			return true
		}
		from = end
	}
}

func partOfName(c byte) bool {
	return c == '_' || c == '-' || c == '.' || c == '/' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 0x80
}
