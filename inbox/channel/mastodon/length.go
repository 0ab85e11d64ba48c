package mastodon

import (
	"regexp"
	"strings"

	"vigie/inbox"
)

const (
	usualLength = 500
	usualPerURL = 23
)

// patterns find in a text what an instance counts in its own way. An address
// needs its scheme; a mention is a name, with or without a domain.
type patterns struct{ address, mention *regexp.Regexp }

func newPatterns() patterns {
	return patterns{
		address: regexp.MustCompile(`(?i)\bhttps?://[^\s<>"]*[^\s<>".,;:!?'’)»\]]`),
		mention: regexp.MustCompile(`(^|[^/\pL\pN_])@([A-Za-z0-9_]+(?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?)@[\pL\pN][\pL\pN.-]*[\pL\pN](?::\d+)?`),
	}
}

// Length counts a text as Mastodon does: in what a reader takes for one
// character (grapheme clusters), each address as perURL (0 is 23), and
// mentions without the domain of the person.
func Length(text string, perURL int) int {
	if perURL <= 0 {
		perURL = usualPerURL
	}
	p := newPatterns()
	text = p.address.ReplaceAllLiteralString(text, strings.Repeat("x", perURL))
	text = p.mention.ReplaceAllString(text, "$1@$2")
	return inbox.Graphemes.Length(text)
}
