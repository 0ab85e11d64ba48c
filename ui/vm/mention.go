package vm

import (
	"slices"
	"strings"
	"unicode"

	"vigie/inbox/team"
)

// maxMentions is how many colleagues are offered while an @ is typed.
const maxMentions = 4

// Mentions are the colleagues whose handle or name begins with what follows the
// @ at the end of a note; none when no @ is being typed.
func Mentions(text string, roster team.Roster) []team.Member {
	typed, ok := mentionAt(text)
	if !ok {
		return nil
	}
	var out []team.Member
	for _, m := range roster.Members {
		begins := strings.HasPrefix(strings.ToLower(m.Handle), typed) || slices.ContainsFunc(strings.Fields(strings.ToLower(m.Name)), func(w string) bool { return strings.HasPrefix(w, typed) })
		if !m.Retired && begins && strings.ToLower(m.Handle) != typed && len(out) < maxMentions {
			out = append(out, m)
		}
	}
	return out
}

// mentionAt is what follows the last @, in lower case, when the text ends there.
func mentionAt(text string) (typed string, ok bool) {
	i := strings.LastIndexByte(text, '@')
	if i < 0 || i > 0 && !unicode.IsSpace(rune(text[i-1])) && !strings.ContainsRune("(,;:", rune(text[i-1])) {
		return "", false
	}
	rest := text[i+1:]
	if len(rest) > 40 || strings.ContainsFunc(rest, unicode.IsSpace) {
		return "", false
	}
	return strings.ToLower(rest), true
}

// Mention ends the text with a colleague's handle in place of what was typed.
func Mention(text string, m team.Member) string {
	if _, ok := mentionAt(text); !ok {
		return text
	}
	return text[:strings.LastIndexByte(text, '@')+1] + m.Handle + " "
}
