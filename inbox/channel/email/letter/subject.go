package letter

import (
	"strings"
	"unicode"
)

// BaseSubject gives a subject without what replies, forwards, lists and mail
// filters put before and after it, so that the letters of one exchange have the
// same. Its letters keep their case; compare with strings.EqualFold.
func BaseSubject(subject string) string {
	s := oneLine(subject)
	for range 50 {
		next := cutTag(cutPrefix(s))
		next = strings.TrimSpace(cutForwardEnd(next))
		if next == s || next == "" {
			break
		}
		s = next
	}
	if prefixOnly(s) {
		return ""
	}
	return s
}

// prefixOnly tells whether nothing but a prefix is left ("Re:").
func prefixOnly(s string) bool {
	name, rest, ok := prefix(s)
	return ok && name != "" && strings.TrimSpace(rest) == ""
}

func cutPrefix(s string) string {
	if _, rest, ok := prefix(s); ok && strings.TrimSpace(rest) != "" {
		return strings.TrimSpace(rest)
	}
	return s
}

// prefix takes "Re:", "RE :", "Re[2]:", "TR :", "Réf. :" off a subject.
func prefix(s string) (name, rest string, ok bool) {
	colon := strings.IndexAny(s, ":：")
	if colon < 1 || colon > 40 {
		return "", s, false
	}
	rest = strings.TrimPrefix(strings.TrimPrefix(s[colon:], ":"), "：")
	name = strings.ToLower(strings.TrimRight(s[:colon], " \u00a0\u202f"))
	if i := strings.IndexAny(name, "[(^*"); i > 0 && counted(name[i:]) {
		name = strings.TrimRight(name[:i], " \u00a0")
	}
	name = strings.TrimRightFunc(name, unicode.IsDigit)
	if replyPrefix(name) || forwardPrefix(name) {
		return name, rest, true
	}
	return "", s, false
}

// counted tells whether s is the count of a "Re[2]", "Re(2)" or "Re^2".
func counted(s string) bool {
	inner := strings.Trim(s, "[]()^*")
	return inner != "" && strings.TrimFunc(inner, unicode.IsDigit) == ""
}

func replyPrefix(name string) bool {
	switch name {
	case "re", "ré", "réf", "réf.", "ref", "ref.", "rép", "rép.", "rep", "rep.", "réponse", "aw", "antw", "antwort", "antw.", "sv", "vs", "bls", "res", "rsp", "odp", "ynt", "απ", "σχετ",
		"r", "rif", "atb", "va", "回复", "答复", "回覆", "返信", "ответ", "на", "re.", "réponse à", "reply":
		return true
	}
	return false
}

func forwardPrefix(name string) bool {
	switch name {
	case "fwd", "fw", "fwd.", "tr", "tr.", "trans", "transf", "transféré", "wg", "rv", "enc", "i", "doorst", "vb", "vl", "vidarebefordrat", "pd", "ilt", "fs", "转发", "轉寄", "転送", "пер", "transfert", "fyi":
		return true
	}
	return false
}

// forwards tells whether a subject says that the mail forwards another: its
// newest prefix counts.
func forwards(subject string) bool {
	s := oneLine(subject)
	for range 10 {
		if name, _, ok := prefix(s); ok {
			return forwardPrefix(name)
		}
		next := cutTag(s)
		if next == s {
			return false
		}
		s = next
	}
	return false
}

// cutTag takes "[EXTERNAL]", "[list-name]" and "***SPAM***" off the start, and
// a warning of a filter ("EXTERNAL: ").
func cutTag(s string) string {
	if strings.HasPrefix(s, "[") {
		// Digits name a case ("[#1234]"): without them, two cases would be one.
		if end := strings.IndexByte(s, ']'); end > 1 && end < 60 && strings.TrimSpace(s[end+1:]) != "" && !strings.ContainsAny(s[:end], "0123456789") {
			return strings.TrimSpace(s[end+1:])
		}
	}
	if strings.HasPrefix(s, "*") {
		trimmed := strings.TrimLeft(s, "*")
		if end := strings.Index(trimmed, "*"); end > 0 && end < 30 && len(s)-len(trimmed) >= 2 {
			if rest := strings.TrimLeft(trimmed[end:], "* "); rest != "" {
				return rest
			}
		}
	}
	low := strings.ToLower(s[:min(len(s), 24)])
	for _, warning := range []string{"external:", "external :", "externe:", "externe :", "extern:", "{spam?}", "(external)", "(externe)"} {
		if strings.HasPrefix(low, warning) && strings.TrimSpace(s[len(warning):]) != "" {
			return strings.TrimSpace(s[len(warning):])
		}
	}
	return s
}

// cutForwardEnd takes the "(fwd)" off the end that old programs put there.
func cutForwardEnd(s string) string {
	if len(s) > 5 && strings.EqualFold(s[len(s)-5:], "(fwd)") {
		return s[:len(s)-5]
	}
	return s
}
