package engine

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"vigie/crisis/alert"
	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/watch"
	"vigie/store"
)

// square is a workspace with one account, one watch and a clock.
type square struct {
	t   testing.TB
	w   *store.Workspace
	now time.Time
	l   *lookout
	n   int
}

const wall = inbox.AccountID("01HZZZZZZZZZZZZZZZZZZZZZAA")

func newSquare(t testing.TB) *square {
	t.Helper()
	s := &square{t: t, now: time.Date(2026, 3, 12, 14, 0, 0, 0, time.UTC)}
	w, err := store.Open(t.Context(), t.TempDir(), store.Options{Now: func() time.Time { return s.now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	s.w = w
	s.must(w.PutAccount(t.Context(), inbox.Account{ID: wall, Channel: inbox.ChannelMastodon, Name: "Wall", AddedAt: s.now.AddDate(0, 0, -40)}, ""))
	q, err := watch.Parse("tambrelle")
	s.must(err)
	s.must(w.PutWatch(t.Context(), watch.Watch{ID: "brand", Name: "Tambrelle", Query: q}, ""))
	s.must(w.FillWatch(t.Context(), "brand", nil))
	if s.l, err = newLookout(Options{Workspace: w, Now: func() time.Time { return s.now }, Log: discard()}); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *square) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// say has somebody new write at a time.
func (s *square) say(text string, at ...time.Time) {
	s.t.Helper()
	var b channel.Batch
	for _, t := range at {
		s.n++
		b.Events = append(b.Events, channel.Upsert{Message: inbox.Message{
			Native: fmt.Sprint("n", s.n), Account: wall, Kind: inbox.Mention, Direction: inbox.Inbound, Visibility: inbox.Public, SentAt: t, ReceivedAt: s.now,
			Author: inbox.Author{Handle: fmt.Sprint("@p", s.n), Name: fmt.Sprint("P ", s.n)}, Text: fmt.Sprintf(text, s.n), Language: "fr", Root: fmt.Sprint("n", s.n),
		}})
	}
	_, err := s.w.Ingest(s.t.Context(), wall, b)
	s.must(err)
}

// usual is a month in which somebody says something every three hours.
func (s *square) usual() {
	var at []time.Time
	for t := s.now.AddDate(0, 0, -30); t.Before(s.now); t = t.Add(3 * time.Hour) {
		at = append(at, t)
	}
	s.say("tambrelle numéro %d, une soupe ce soir", at...)
}

func (s *square) look() []alert.Alert {
	s.t.Helper()
	s.must(s.l.look(s.t.Context()))
	list, err := s.w.Alerts(context.Background(), time.Time{}, 20)
	s.must(err)
	return list
}

const angry = "tambrelle %d : c'est une honte, scandaleux et dangereux, plus jamais"

// crowd has people complain over the last minutes.
func (s *square) crowd(n int, over time.Duration) {
	var at []time.Time
	for i := range n {
		at = append(at, s.now.Add(-over*time.Duration(n-i)/time.Duration(n)))
	}
	s.say(angry, at...)
}

func TestLookout_RingsForWhatIsNew(t *testing.T) {
	s := newSquare(t)
	s.usual()
	if list := s.look(); len(list) != 0 {
		t.Fatalf("a usual month rings: %+v", list)
	}
	for range 4 {
		s.now = s.now.Add(5 * time.Minute)
		s.crowd(6, 5*time.Minute)
		s.look()
	}
	list := s.look()
	if len(list) != 1 || !list[0].Rings() || list[0].Radar.Why.Authors < 6 || len(list[0].Radar.Reasons[0].Posts) == 0 {
		t.Fatalf("%+v", list)
	}
	t.Run("it is one alert, also for a program that starts anew", func(t *testing.T) {
		s.l.posts = map[watch.ID]*post{}
		if again := s.look(); len(again) != 1 || again[0].ID != list[0].ID {
			t.Errorf("%+v", again)
		}
	})
	t.Run("it is cleared when it is quiet again", func(t *testing.T) {
		for range 60 {
			s.now = s.now.Add(10 * time.Minute)
			s.look()
		}
		if after := s.look(); len(after) != 1 || after[0].Open() {
			t.Errorf("%+v", after)
		}
	})
}

func TestLookout_CountsLateMessages(t *testing.T) {
	s := newSquare(t)
	s.usual()
	s.look()
	s.now = s.now.Add(40 * time.Minute)
	s.look()
	s.crowd(24, 30*time.Minute) // the network answered late
	if list := s.look(); len(list) != 1 || !list[0].Rings() {
		t.Errorf("what came late does not count: %+v", list)
	}
}

func TestLookout_OldMessagesRingNothing(t *testing.T) {
	s := newSquare(t)
	s.usual()
	s.look()
	var at []time.Time
	for i := range 5000 {
		at = append(at, s.now.AddDate(0, 0, -9).Add(time.Duration(i)*time.Second))
	}
	s.say(angry, at...)
	s.now = s.now.Add(20 * time.Minute)
	if list := s.look(); len(list) != 0 {
		t.Errorf("an import rings: %+v", list[0])
	}
}

func TestLookout_ABotNoLongerCounts(t *testing.T) {
	s := newSquare(t)
	s.usual()
	set := alert.Settings{Watch: "brand"}
	for i := range 24 {
		set.Deaf = append(set.Deaf, alert.Voice(inbox.ChannelMastodon, fmt.Sprint("@p", s.n+i+1)))
	}
	s.must(s.w.PutRadar(t.Context(), set, ""))
	s.crowd(24, 30*time.Minute)
	if list := s.look(); len(list) != 0 {
		t.Errorf("%+v", list)
	}
	s.must(s.w.PutRadar(t.Context(), alert.Settings{Watch: "brand"}, ""))
	if list := s.look(); len(list) != 1 {
		t.Errorf("once they count it does not ring: %+v", list)
	}
}

func discard() *slog.Logger { return slog.New(slog.DiscardHandler) }
