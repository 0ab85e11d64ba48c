package main

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/oklog/ulid/v2"

	"vigie/store/wire"
)

// sights opens the stream and gives who is where, each time that it changes.
func (s *seat) sights() <-chan []wire.Presence {
	s.t.Helper()
	body := s.stream()
	out := make(chan []wire.Presence, 100)
	go func() {
		defer close(out)
		defer body.Close()
		for lines := bufio.NewScanner(body); lines.Scan(); {
			var p wire.Poke
			if text, ok := strings.CutPrefix(lines.Text(), "data: "); ok && json.Unmarshal([]byte(text), &p) == nil && p.Present != nil {
				out <- p.Present
			}
		}
	}()
	return out
}

// next gives what a channel says next; a silent one fails the test.
func next[T any](t *testing.T, from <-chan T) T {
	t.Helper()
	select {
	case v, ok := <-from:
		if !ok {
			t.Fatal("the stream ended")
		}
		return v
	case <-time.After(2 * time.Minute):
		t.Fatal("nothing was told in two minutes")
	}
	var none T
	return none
}

// twoNodes serves a house with a mail from two nodes, with its chief at the first.
func (p *place) twoNodes(url string) (one, two *served, chief *seat) {
	p.t.Helper()
	p.env = append(p.env, "VIGIE_DATABASE="+url)
	p.run("import", p.file("a.eml", aMail))
	one = p.node(url)
	chief = enter(p.t, one.invitation(), one.addr)
	return one, p.node(url), chief
}

func TestServe_WhoLooksAndWhoWritesIsSeenFromEveryNode(t *testing.T) {
	p, url := newPlace(t), stand.URL(t)
	one, two, chief := p.twoNodes(url)
	p.run("member", "add", "Nadia", "--handle", "nadia", "--profile", "senior")
	i, err := wire.ParseInvitation(p.object("member", "enrol", "@nadia")["text"].(string))
	if err != nil {
		t.Fatal(err)
	}
	nadia := enter(t, i, two.addr)
	conversation, _ := p.objects("list")[0]["id"].(string)
	here := func(s *seat, c string, writing bool) {
		t.Helper()
		if status := s.ask("POST", "/v1/presence", wire.Presence{Conversation: c, Writing: writing}, nil); status != http.StatusNoContent {
			t.Fatalf("presence: %d", status)
		}
	}

	seen := chief.sights()
	for _, writing := range []bool{false, true} {
		here(nadia, conversation, writing)
		if got := next(t, seen); len(got) != 1 || got[0].Conversation != conversation || got[0].Writing != writing || got[0].Member == "" {
			t.Errorf("from the other node: %+v", got)
		}
	}
	three := p.node(url) // begins later, and asks
	late := chief.on(three.addr).sights()
	if got := next(t, late); len(got) != 1 || !got[0].Writing {
		t.Errorf("a node that began later: %+v", got)
	}
	here(nadia, "", false)
	for name, sights := range map[string]<-chan []wire.Presence{"first": seen, "third": late} {
		if got := next(t, sights); len(got) != 0 {
			t.Errorf("she left, and the %s node says %+v", name, got)
		}
	}
	here(nadia.on(three.addr), conversation, false) // through another node now
	if got := next(t, seen); len(got) != 1 || got[0].Writing {
		t.Errorf("through the third node: %+v", got)
	}
	three.stop()
	two.stop()
	one.stop()
}

func TestServe_AChangeReachesTheStreamsOfEveryNodeAlsoWhereListeningWasCut(t *testing.T) {
	p, url := newPlace(t), stand.URL(t)
	one, two, chief := p.twoNodes(url)
	conversation, _ := p.objects("list")[0]["id"].(string)
	heard := chief.on(two.addr).listen()
	for i, cut := range []bool{false, true, true, false} {
		if cut {
			if err := stand.Server(t).ExecAt(context.Background(), url, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'`); err != nil {
				t.Fatal(err)
			}
		}
		var done wire.Pushed
		note := wire.Order{ID: ulid.Make().String(), Seq: int64(i + 1), Name: "note.add", V: 1, Conversation: conversation, Args: []byte(`{"text":"vu"}`), At: time.Now().UnixMilli()}
		if status := chief.ask("POST", "/v1/push", wire.Push{Orders: []wire.Order{note}}, &done); status != 200 || len(done.Answers) != 1 || done.Answers[0].State != wire.Done {
			t.Fatalf("push: %d %+v", status, done)
		}
		for told := int64(0); told < done.Rev; {
			told = next(t, heard)
		}
	}
	two.stop()
	one.stop()
}
