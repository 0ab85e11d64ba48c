package mastodon_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"vigie/inbox/channel"
	"vigie/inbox/channel/mastodon"
	"vigie/inbox/channel/mastodon/mastotest"
)

// listening is a stream that runs, with what it brought.
type listening struct {
	mu     sync.Mutex
	events []channel.Event
	cancel context.CancelFunc
	ended  chan error
}

func (r *rig) listen(cur channel.Cursor) *listening {
	r.t.Helper()
	s := r.session()
	ctx, cancel := context.WithCancel(context.Background())
	l := &listening{cancel: cancel, ended: make(chan error, 1)}
	go func() {
		l.ended <- s.Stream(ctx, cur, func(b channel.Batch) error {
			l.mu.Lock()
			defer l.mu.Unlock()
			l.events = append(l.events, b.Events...)
			return nil
		})
	}()
	r.t.Cleanup(func() { l.stop(r.t) })
	return l
}

func (l *listening) stop(t testing.TB) {
	l.cancel()
	select {
	case err := <-l.ended:
		l.ended <- err
		if !errors.Is(err, context.Canceled) {
			t.Errorf("the stream ended with %v, want %v", err, context.Canceled)
		}
	case <-time.After(time.Minute):
		t.Errorf("the stream does not end")
	}
}

func (l *listening) sees(t testing.TB, what string, ready func([]channel.Event) bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); ; time.Sleep(5 * time.Millisecond) {
		l.mu.Lock()
		ok := ready(l.events)
		l.mu.Unlock()
		if ok {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("%s was not streamed", what)
		}
	}
}

func arrives(native string) func([]channel.Event) bool {
	return func(events []channel.Event) bool { return upserts(events)[native].Native != "" }
}

func (r *rig) connected(open int) {
	r.t.Helper()
	for end := time.Now().Add(time.Minute); r.server.Streams() != open; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			r.t.Fatalf("%d streams are open, want %d", r.server.Streams(), open)
		}
	}
}

func pushes() map[string]mastotest.Options {
	return map[string]mastotest.Options{
		"websocket":          {Beat: 20 * time.Millisecond},
		"server-sent events": {Beat: 20 * time.Millisecond, NoWebsocket: true},
	}
}

func TestStream_BringsWhatIsPushed(t *testing.T) {
	for name, o := range pushes() {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, o)
			r.connector = mastodon.PushOnly()
			old := r.server.Write(mastotest.Post{Text: "une ancienne"})
			_, cur := drain(t, r.session(), nil)
			gap := r.server.Write(mastotest.Post{Text: "entre le relevé et l’écoute"})
			l := r.listen(cur)
			l.sees(t, "what came before the push began", arrives(gap))
			r.connected(1)
			news := r.server.Write(mastotest.Post{Text: "une nouvelle"})
			l.sees(t, "a mention", arrives(news))
			ours := r.server.WriteAsHouse(mastotest.Post{Text: "répondu du téléphone", Parent: news})
			l.sees(t, "our own answer", arrives(ours))
			r.server.Edit(old, "une ancienne corrigée", true)
			l.sees(t, "an edit", arrives(old))
			r.server.Delete(gap, true)
			l.sees(t, "a deletion", func(e []channel.Event) bool { return slices.Contains(removed(e), gap) })
		})
	}
}

func TestStream_OutlivesALostPush(t *testing.T) {
	for name, o := range pushes() {
		t.Run(name+" that ends", func(t *testing.T) {
			r := newRig(t, o)
			r.connector = mastodon.PushOnly()
			l := r.listen(nil)
			r.connected(1)
			r.server.CutStreams()
			id := r.server.Write(mastotest.Post{Text: "pendant la coupure"})
			l.sees(t, "what came while nobody listened", arrives(id))
			r.connected(1)
		})
		t.Run(name+" that is half gone", func(t *testing.T) {
			r := newRig(t, o)
			r.connector = mastodon.Wary()
			l := r.listen(nil)
			r.connected(1)
			r.server.Freeze()
			id := r.server.Write(mastotest.Post{Text: "dans le vide"})
			l.sees(t, "what a silent push kept to itself", arrives(id))
		})
	}
}

func TestStream_PollsWhereThereIsNoPush(t *testing.T) {
	r := newRig(t, mastotest.Options{NoWebsocket: true, NoEvents: true})
	l := r.listen(nil)
	id := r.server.Write(mastotest.Post{Text: "bonjour"})
	l.sees(t, "a mention", arrives(id))
	r.server.Edit(id, "bonsoir", false)
	l.sees(t, "an edit that nobody announces", func(e []channel.Event) bool { return upserts(e)[id].Revision == 1 })
}

func TestStream_EndsWhenTheTokenIsRefused(t *testing.T) {
	r := newRig(t, mastotest.Options{Beat: 20 * time.Millisecond})
	s := r.session()
	ended := make(chan error, 1)
	go func() {
		ended <- s.Stream(context.Background(), nil, func(channel.Batch) error { return nil })
	}()
	r.connected(1)
	r.server.Revoke()
	r.server.CutStreams()
	select {
	case err := <-ended:
		if channel.ReasonOf(err) != channel.AuthRevoked {
			t.Errorf("stream: %v, want %q", err, channel.AuthRevoked)
		}
	case <-time.After(time.Minute):
		t.Fatalf("the stream goes on with a refused token")
	}
}

func TestStream_ServesABurstWithFewPolls(t *testing.T) {
	r := newRig(t, mastotest.Options{Beat: 20 * time.Millisecond})
	r.connector = mastodon.PushOnly()
	_, cur := drain(t, r.session(), nil)
	l := r.listen(cur)
	r.connected(1)
	resume := r.server.Pause() // so that all came while the first is looked at
	for range 300 {
		r.server.Write(mastotest.Post{Text: "en panne !"})
	}
	resume()
	l.sees(t, "the whole burst", func(e []channel.Event) bool { return len(upserts(e)) == 300 })
	if calls := r.server.Calls("GET /api/v1/notifications"); calls > 100 {
		t.Errorf("%d pages were read for 300 mentions", calls)
	}
}

func TestStream_AsksNothingForLikesAndFollowers(t *testing.T) {
	r := newRig(t, mastotest.Options{Beat: 20 * time.Millisecond})
	r.connector = mastodon.PushOnly()
	l := r.listen(nil)
	first := r.server.Write(mastotest.Post{Text: "bonjour"})
	l.sees(t, "a mention", arrives(first))
	r.connected(1)
	settled := r.server.Write(mastotest.Post{Text: "encore"})
	l.sees(t, "a mention", arrives(settled))
	before := r.server.Calls("GET /api/v1/")
	for range 100 {
		r.server.Noise()
	}
	last := r.server.Write(mastotest.Post{Text: "enfin"})
	l.sees(t, "the mention after the noise", arrives(last))
	if calls := r.server.Calls("GET /api/v1/") - before; calls > 10 {
		t.Errorf("%d calls for one mention among 200 likes and follows", calls)
	}
}
