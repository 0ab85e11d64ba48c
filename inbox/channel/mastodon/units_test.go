package mastodon_test

import (
	"strings"
	"testing"

	"vigie/inbox/channel/mastodon"
)

func TestLength_CountsAsTheNetworkDoes(t *testing.T) {
	long := "https://exemple.test/" + strings.Repeat("a", 300)
	for _, c := range []struct {
		name, text string
		want       int
	}{
		{"nothing", "", 0},
		{"letters", "Bonjour", 7},
		{"accents in one or two code points", "été e\u0301te\u0301", 7},
		{"a family is one", "👩‍👩‍👧‍👦", 1},
		{"a flag is one", "🇫🇷", 1},
		{"a line end", "a\nb", 3},
		{"an address, however long", "voir " + long, 5 + 23},
		{"an address, however short", "http://a.io", 23},
		{"the stop after an address is not of it", "voir " + long + ".", 5 + 23 + 1},
		{"the bracket around an address is not of it", "(" + long + ")", 2 + 23},
		{"two addresses", long + " " + long, 47},
		{"an address without its scheme", "exemple.test", 12},
		{"a mention without its domain", "@camille@client.test bonjour", 8 + 8},
		{"a mention at home", "@camille bonjour", 8 + 8},
		{"a mention in brackets", "(@camille@client.test)", 10},
		{"two mentions", "@a@b.test @c@d.test", 5},
		{"a mail address", "sav@client.test", 15},
		{"a mention in an address", "https://m.test/@camille@client.test", 23},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := mastodon.Length(c.text, 23); got != c.want {
				t.Errorf("%q counts %d, want %d", c.text, got, c.want)
			}
		})
	}
	if got := mastodon.Length(long, 30); got != 30 {
		t.Errorf("where an address counts 30 it counts %d", got)
	}
}
