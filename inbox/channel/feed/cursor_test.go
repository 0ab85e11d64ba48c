package feed_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"vigie/inbox/channel"
	"vigie/inbox/channel/feed"
)

func TestPoll_RemembersWhatLeftTheFeed(t *testing.T) {
	const other = `<rss><channel><item><guid>2</guid><title>Un autre</title></item></channel></rss>`
	body := onePost
	server, _ := handle(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) })
	d := newDesk(t, server.URL)
	d.want("the first item", 1, "")
	body = other
	d.want("another item", 1, "")
	body = onePost
	d.want("an old copy of the feed", 0, "")
	body = other
	d.want("the newer one again", 0, "")
	d.settings["feed_url"] = server.URL + "/moved"
	d.open()
	d.want("at an address that a person changed", 0, "")
	body = strings.Replace(other, "Un autre", "Un autre titre", 1)
	d.want("an edit", 1, "")
}

func TestPoll_KeepsTheCursorSmall(t *testing.T) {
	round := 0
	server, _ := handle(t, func(w http.ResponseWriter, _ *http.Request) {
		var items strings.Builder
		for i := range 50 {
			fmt.Fprintf(&items, "<item><guid>%d-%d</guid><title>t</title></item>", round, i)
		}
		_, _ = io.WriteString(w, "<rss><channel>"+items.String()+"</channel></rss>")
	})
	d := newDesk(t, server.URL)
	for ; round < 40; round++ {
		d.want("a busy feed", 50, "")
	}
	if len(d.cursor) > 16<<10 {
		t.Errorf("after 2,000 items the cursor has %d bytes", len(d.cursor))
	}
}

func TestOpen_RefusesSettingsThatCannotBeRight(t *testing.T) {
	for name, change := range map[string][2]string{
		"no address": {"feed_url", ""}, "a file": {"feed_url", "file:///etc/passwd"}, "a password in the address": {"feed_url", "https://a:b@blog.example/"},
		"not a number": {"interval", "often"}, "less than nothing": {"interval", "-1"}, "an unknown kind": {"feed_kind", "podcast"},
	} {
		d := newDesk(t, "https://blog.example/feed")
		d.settings[change[0]] = change[1]
		_, err := feed.New().Open(t.Context(), d.account(), d.env())
		var e *channel.Error
		if !errors.As(err, &e) || e.Reason != channel.Invalid || e.Field != change[0] {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, typed := range []string{"blog.example/feed", "feed:https://blog.example/feed", "feed://blog.example/feed", " https://blog.example/feed#top "} {
		d := newDesk(t, typed)
		if _, err := feed.New().Open(t.Context(), d.account(), d.env()); err != nil {
			t.Errorf("%q: %v", typed, err)
		}
	}
}
