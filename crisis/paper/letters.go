package paper

import "strings"

// plain leaves what the fonts have. Any other sign becomes a box, so that a
// reader sees that something stood there; what has no width is left out.
func plain(s string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c == '\n', c >= ' ' && c < 0x7f, c >= 0xa0 && c < 0x180, c >= 0x370 && c < 0x460:
			return c
		case c == '\t':
			return ' '
		case c >= 0x200b && c <= 0x200f, c >= 0xfe00 && c <= 0xfe0f, c == 0x2060, c == 0xfeff, c == '\r', c >= 0x300 && c <= 0x36f:
			return -1
		case strings.ContainsRune("‐‑‒–—‘’‚“”„†•…\u202f\u2009‰′″‹›€№™←↑→↓−≠≤≥□☐✓", c):
			return c
		default:
			return '□'
		}
	}, s)
}
