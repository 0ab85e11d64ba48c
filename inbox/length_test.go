package inbox_test

import (
	"strings"
	"testing"

	"vigie/inbox"
)

// mastodon is how that network counts: docs.joinmastodon.org says that a web
// address counts characters_reserved_per_url (23) and a remote mention only
// its local part.
func mastodon() inbox.Caps {
	return inbox.Caps{MaxLength: 500, Unit: inbox.Graphemes, PerURL: 23, ShortHandles: true, Salutes: true}
}

func TestLength_IsTheNetworksOwn(t *testing.T) {
	long := "https://exemple.test/" + strings.Repeat("a", 300)
	for _, c := range []struct {
		name, text string
		want       int
	}{
		{"nothing", "", 0},
		{"letters", "Bonjour", 7},
		{"a long address", "Voir " + long, 5 + 23},
		{"a short address", "http://a.fr", 23},
		{"two addresses and a stop", long + " et " + long + ".", 23 + 4 + 23 + 1},
		{"an address without a scheme", "exemple.test", 12},
		{"a handle elsewhere", "@camille@client.test merci", 8 + 6},
		{"a handle at home", "@camille merci", 8 + 6},
		{"a mail address", "sav@client.test", 15},
		{"a handle in an address", "https://m.test/@camille@client.test", 23},
		{"a family", "👨‍👩‍👧 é", 3},
	} {
		if got := mastodon().Length(c.text); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
	mail := inbox.Caps{Unit: inbox.Runes}
	if got := mail.Length(long + " @a@b.test"); got != len(long)+10 {
		t.Errorf("where nothing is shortened it counts %d", got)
	}
}

func TestReplyLength_CountsWhatIsPublished(t *testing.T) {
	const own = "@marque@mastodon.test"
	from := func(handle, warning string) inbox.Message {
		return inbox.Message{Direction: inbox.Inbound, Author: inbox.Author{Handle: handle}, Subject: warning}
	}
	for _, c := range []struct {
		name   string
		draft  inbox.Draft
		target inbox.Message
		want   int
	}{
		{"who is answered is named first", inbox.Draft{Text: "Merci"}, from("@camille@client.test", ""), len("@camille Merci")},
		{"who is named already is not named twice", inbox.Draft{Text: "Merci @camille@client.test"}, from("@camille@client.test", ""), len("Merci @camille")},
		{"who is at home", inbox.Draft{Text: "Merci"}, from("@camille@mastodon.test", ""), len("@camille Merci")},
		{"others who are answered", inbox.Draft{Text: "Merci", To: []string{"@ali@client.test", "@camille@client.test", own}}, from("@camille@client.test", ""), len("@camille @ali Merci")},
		{"the warning", inbox.Draft{Text: "Merci"}, from("@camille@client.test", "Chute"), len("@camille Merci") + len("re: Chute")},
		{"nobody to name", inbox.Draft{Text: "Merci"}, inbox.Message{Direction: inbox.Outbound}, 5},
	} {
		if got := mastodon().ReplyLength(own, c.draft, c.target); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
	plain := inbox.Caps{Unit: inbox.Runes}
	if got := plain.ReplyLength(own, inbox.Draft{Text: "Merci"}, from("@camille@client.test", "Chute")); got != 5 {
		t.Errorf("a network without a salute counts %d", got)
	}
}
