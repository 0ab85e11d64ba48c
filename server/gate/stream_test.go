package gate_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/inbox/team"
	"vigie/server/gate"
	"vigie/store/wire"
)

// ear is a stream that is being listened to.
type ear struct {
	pokes chan wire.Poke
	ended chan struct{}
	stop  context.CancelFunc
}

func (k *desk) listen() *ear {
	k.t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	r, err := http.NewRequestWithContext(ctx, "GET", "https://"+k.addr+"/v1/stream", nil)
	k.must(err)
	r.Header.Set("Authorization", "Bearer "+k.Access)
	resp, err := k.client.Do(r)
	k.must(err)
	if resp.StatusCode != 200 || resp.Header.Get("Content-Type") != "text/event-stream" || resp.Header.Get("X-Accel-Buffering") != "no" {
		k.t.Fatalf("stream: %d %v", resp.StatusCode, resp.Header)
	}
	e := &ear{pokes: make(chan wire.Poke, 1000), ended: make(chan struct{}), stop: stop}
	go func() {
		defer close(e.ended)
		defer resp.Body.Close()
		lines := bufio.NewScanner(resp.Body)
		for lines.Scan() {
			if text, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				var p wire.Poke
				if json.Unmarshal([]byte(text), &p) == nil && p.Rev > 0 {
					e.pokes <- p
				}
			}
		}
	}()
	k.t.Cleanup(func() { stop(); <-e.ended })
	return e
}

// hears waits for a poke that is wanted and gives it.
func (e *ear) hears(t *testing.T, what string, ok func(wire.Poke) bool) wire.Poke {
	t.Helper()
	late := time.After(patience)
	for {
		select {
		case p := <-e.pokes:
			if ok(p) {
				return p
			}
		case <-e.ended:
			t.Fatalf("the stream ended before %s", what)
		case <-late:
			t.Fatalf("never heard %s", what)
		}
	}
}

func (d *door) rev() int64 {
	d.t.Helper()
	rev, err := d.w.Revision(context.Background())
	d.must(err)
	return rev
}

// change changes something in the house.
func (d *door) change(name string) int64 {
	d.t.Helper()
	d.must(d.w.PutDepartment(context.Background(), team.Department{ID: "new", Name: name}, ""))
	return d.rev()
}

func TestStream_TellsTheRevisionAndEveryLaterOne(t *testing.T) {
	d := open(t)
	k := d.member(nadia)
	e := k.listen()
	now := d.rev()
	e.hears(t, "where we are", func(p wire.Poke) bool { return p.Rev >= now })
	for i := range 3 {
		want := d.change(fmt.Sprint("Department ", i))
		if i > 0 {
			d.gate.Changed()
		}
		e.hears(t, "the change", func(p wire.Poke) bool { return p.Rev >= want })
	}
}

func TestStream_EndsWithTheDeviceAndWithTheServer(t *testing.T) {
	d := open(t)
	k, other, boss := d.member(nadia), d.member(nadia), d.member(chief)
	e, stays := k.listen(), other.listen()
	d.want("revoked", d.call(request{method: "DELETE", path: "/v1/devices/" + k.Device, token: boss.Access}), 204, "")
	<-e.ended
	want := d.change("After")
	stays.hears(t, "the change, on the other device", func(p wire.Poke) bool { return p.Rev >= want })
	d.gate.Close()
	<-stays.ended
	d.want("a stream after the end", d.call(request{method: "GET", path: "/v1/stream", token: boss.Access}), 503, wire.CodeSlow)
}

func TestPresence_IsSeenByOthersWithoutWaiting(t *testing.T) {
	d := open(t)
	k, boss := d.member(nadia), d.member(chief)
	e := boss.listen()
	put := func(p wire.Presence) {
		d.want("presence", d.call(request{method: "POST", path: "/v1/presence", token: k.Access, body: p}), 204, "")
	}
	in := func(want ...wire.Presence) func(wire.Poke) bool {
		return func(p wire.Poke) bool { return p.Present != nil && slices.Equal(p.Present, want) }
	}
	looks := wire.Presence{Member: string(nadia), Conversation: "C1"}
	put(wire.Presence{Member: string(chief), Conversation: "C1"}) // nobody speaks for another
	e.hears(t, "that she looks", in(looks))
	writes := wire.Presence{Member: string(nadia), Conversation: "C1", Writing: true}
	put(writes)
	e.hears(t, "that she writes", in(writes))
	put(wire.Presence{})
	e.hears(t, "that she left", in())
	put(looks)
	e.hears(t, "that she is back", in(looks))
	d.clock.on(89 * time.Second)
	put(looks)
	d.clock.on(89 * time.Second)
	d.change("Something")
	e.hears(t, "a change", func(p wire.Poke) bool {
		if p.Present != nil && len(p.Present) == 0 {
			t.Error("she was forgotten although she had said that she is there")
		}
		return p.Rev >= d.rev()
	})
	d.clock.on(2 * time.Second)
	e.hears(t, "that she fell silent", in())
}

func TestPresence_IsHiddenWithItsConversation(t *testing.T) {
	d := open(t)
	k, boss := d.member(nadia), d.member(chief)
	d.house.hide(nadia, "conversation", "SECRET")
	e := k.listen()
	a := d.call(request{method: "POST", path: "/v1/presence", token: k.Access, body: wire.Presence{Conversation: "SECRET"}})
	d.want("where she may not look", a, 404, wire.CodeNotSeen)
	for _, c := range []string{"SECRET", "C1"} {
		d.want("the chief", d.call(request{method: "POST", path: "/v1/presence", token: boss.Access, body: wire.Presence{Conversation: c}}), 204, "")
		if c == "SECRET" {
			d.change("So that a poke goes out")
		}
	}
	e.hears(t, "the chief, in the open", func(p wire.Poke) bool {
		for _, w := range p.Present {
			if w.Conversation == "SECRET" {
				t.Error("a hidden conversation is told")
			}
		}
		return len(p.Present) == 1
	})
}

func TestPoll_WaitsForNews(t *testing.T) {
	d := open(t)
	k := d.member(nadia)
	poll := func(query string) (p wire.Poke, a answer) {
		a = d.call(request{method: "GET", path: "/v1/poll?" + query, token: k.Access, into: &p})
		return p, a
	}
	p, a := poll("since=0&wait=20")
	d.want("behind", a, 200, "")
	if p.Rev != d.rev() {
		t.Errorf("told %d, it is %d", p.Rev, d.rev())
	}
	if p, _ = poll(fmt.Sprintf("since=%d&wait=0", d.rev())); p.Rev != d.rev() {
		t.Errorf("told %d when time was up", p.Rev)
	}
	came := make(chan wire.Poke, 1)
	since := d.rev()
	go func() {
		var p wire.Poke
		if _, err := d.try(request{method: "GET", path: fmt.Sprintf("/v1/poll?since=%d&wait=25", since), token: k.Access, into: &p}); err != nil {
			t.Error(err)
		}
		came <- p
	}()
	d.change("News")
	if p := <-came; p.Rev <= since {
		t.Errorf("told %d, was %d", p.Rev, since)
	}
	for _, bad := range []string{"", "since=x&wait=1", "since=-1&wait=1", "since=1", "since=1&wait=-5"} {
		_, a := poll(bad)
		d.want("poll?"+bad, a, 400, wire.CodeInvalid)
	}
}

func TestStream_IsRefusedWhenThereAreTooMany(t *testing.T) {
	d := open(t, func(o *gate.Options, _ *gate.Times) { o.Limits.Waiting = 1 })
	k := d.member(nadia)
	e := k.listen()
	a := d.call(request{method: "GET", path: "/v1/stream", token: k.Access})
	d.want("one too many", a, 429, wire.CodeSlow)
	if a.header.Get("Retry-After") == "" {
		t.Error("not told when to come back")
	}
	e.stop()
	<-e.ended
	until(t, "there is room again", func() bool {
		return d.call(request{method: "GET", path: "/v1/poll?since=0&wait=0", token: k.Access}).status == 200
	})
}
