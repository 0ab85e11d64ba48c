package mastodon

import "vigie/inbox"

const (
	usualLength = 500
	usualPerURL = 23
)

// Length counts a text as Mastodon does: in what a reader takes for one
// character (grapheme clusters), each address as perURL (0 is 23), and
// mentions without the domain of the person.
func Length(text string, perURL int) int {
	if perURL <= 0 {
		perURL = usualPerURL
	}
	return inbox.Caps{Unit: inbox.Graphemes, PerURL: perURL, ShortHandles: true}.Length(text)
}
