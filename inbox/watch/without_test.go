package watch

import (
	"testing"

	"vigie/inbox"
)

func TestQuery_WithoutLeavesAWordOut(t *testing.T) {
	q, err := Parse("vigie OR boutique")
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"emploi", "tour de guet"} {
		less, err := q.Without(word)
		if err != nil {
			t.Fatal(err)
		}
		say := func(text string) bool {
			ok, _ := Watch{Query: less}.Hit(inbox.Message{Direction: inbox.Inbound, Text: text}, inbox.ChannelFeed)
			return ok
		}
		if !say("la boutique est belle") || say("la vigie du "+word) {
			t.Errorf("%q: %s", word, less)
		}
		if again, err := Parse(less.String()); err != nil || again.String() != less.String() {
			t.Errorf("%s is read as %s, %v", less, again, err)
		}
	}
	if _, err := q.Without("  "); err == nil {
		t.Error("nothing was left out")
	}
}
