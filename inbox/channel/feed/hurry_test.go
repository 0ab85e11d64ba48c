package feed_test

import (
	"io"
	"net/http"
	"testing"

	"vigie/inbox/channel"
	"vigie/inbox/channel/feed"
)

func TestHurry_AsksAFeedThatIsNotDueOnce(t *testing.T) {
	server, requests := handle(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, onePost) })
	d := newDesk(t, server.URL)
	d.settings["interval"] = "15"
	d.open()
	d.want("the first reading", 1, "")
	d.want("before it is due", 0, "")
	if len(*requests) != 1 {
		t.Fatalf("%d requests before it is due", len(*requests))
	}
	d.session.(channel.Hurrier).Hurry()
	d.want("in a hurry", 0, "")
	d.want("and then at rest again", 0, "")
	if len(*requests) != 2 {
		t.Errorf("%d requests, want one more", len(*requests))
	}
}

func TestHurry_AsksAFeedThatIsBelievedToBeGone(t *testing.T) {
	gone := true
	server, _ := handle(t, func(w http.ResponseWriter, _ *http.Request) {
		if gone {
			w.WriteHeader(http.StatusGone)
			return
		}
		_, _ = io.WriteString(w, onePost)
	})
	d := newDesk(t, server.URL)
	d.want("gone", 0, channel.Gone)
	gone = false
	d.want("it is left alone for a day", 0, channel.Gone)
	d.session.(channel.Hurrier).Hurry()
	d.want("a person asks", 1, "")
}

func TestProbe_FindsTheFeedOfASite(t *testing.T) {
	server, _ := handle(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/feed.xml" {
			_, _ = io.WriteString(w, onePost)
			return
		}
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, `<html><head><link rel="alternate" type="application/rss+xml" href="/feed.xml"></head></html>`)
	})
	d := newDesk(t, server.URL)
	var last channel.Probed
	if err := feed.New().Probe(t.Context(), d.account(), d.env(), func(p channel.Probed) { last = p }); err != nil {
		t.Fatal(err)
	}
	if last.Found.Handle != server.URL+"/feed.xml" || last.Found.Name != "Blog" || last.Count != 1 || last.Newest[0].Subject != "Un article" {
		t.Errorf("found %+v", last)
	}
}
