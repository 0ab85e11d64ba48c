package sample

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
)

func account(t *testing.T, id inbox.AccountID) inbox.Account {
	t.Helper()
	for _, a := range Accounts("fr", present()) {
		if a.ID == id {
			return a
		}
	}
	t.Fatalf("no account %s", id)
	return inbox.Account{}
}

// play opens an account whose clock the test moves.
func play(t *testing.T, id inbox.AccountID, now *time.Time) *Session {
	t.Helper()
	a := account(t, id)
	s, err := NewConnector(a.Channel).Open(t.Context(), a, channel.Env{Now: func() time.Time { return *now }})
	if err != nil {
		t.Fatal(err)
	}
	return s.(*Session)
}

func poll(t *testing.T, s *Session, cur channel.Cursor) channel.Batch {
	t.Helper()
	b, err := s.Poll(t.Context(), cur, 200)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func live() []inbox.AccountID {
	return []inbox.AccountID{Contact, Care, Toots, Page, Reviews, Watch}
}

// attend keeps an account open for a while, a poll every minute.
func attend(t *testing.T, id inbox.AccountID, long time.Duration) []inbox.Message {
	t.Helper()
	now := present()
	s := play(t, id, &now)
	var out []inbox.Message
	var cur channel.Cursor
	for end := now.Add(long); !now.After(end); now = now.Add(time.Minute) {
		b := poll(t, s, cur)
		cur = b.Next
		for _, e := range b.Events {
			out = append(out, e.(channel.Upsert).Message)
		}
	}
	return out
}

func TestConnector_LetsSomethingArriveEvery20To90Seconds(t *testing.T) {
	var times []time.Time
	for _, id := range live() {
		for _, m := range attend(t, id, 2*time.Hour) {
			if strings.HasPrefix(m.Native, "live-") {
				times = append(times, m.SentAt)
			}
		}
	}
	slices.SortFunc(times, time.Time.Compare)
	if len(times) < 100 {
		t.Fatalf("%d arrivals in two hours", len(times))
	}
	for i := 1; i < len(times); i++ {
		if gap := times[i].Sub(times[i-1]); gap < 20*time.Second || gap > 90*time.Second {
			t.Errorf("%v between two arrivals", gap)
		}
	}
}

func TestConnector_RaisesTheStormAtOnce(t *testing.T) {
	var minutes [60]int
	for _, id := range live() {
		for _, m := range attend(t, id, time.Hour) {
			if strings.HasPrefix(m.Native, "heat-") {
				minutes[int(m.SentAt.Sub(present()).Minutes())]++
			}
		}
	}
	sum := func(from, to int) (n int) {
		for _, k := range minutes[from:to] {
			n += k
		}
		return n
	}
	if sum(0, 2) < volley-2 || sum(0, 60) != stormPosts {
		t.Errorf("%d in two minutes, %d in all, want at least %d and %d", sum(0, 2), sum(0, 60), volley-2, stormPosts)
	}
	if begin, height := sum(4, 10), sum(18, 24); height < 2*begin {
		t.Errorf("%d in the first six minutes, %d at its height: it does not grow", begin, height)
	}
	if sum(45, 60) > 0 {
		t.Errorf("the storm does not end: %v", minutes)
	}
}

// atHeight is a position at the height of the storm, when much comes in little
// time.
func atHeight(t *testing.T, now time.Time) channel.Cursor {
	t.Helper()
	cur, err := position{Version: 1, At: now, Open: (22 * time.Minute).Milliseconds()}.cursor()
	if err != nil {
		t.Fatal(err)
	}
	return cur
}

func TestConnector_GivesTheSameWhenItIsReadAgain(t *testing.T) {
	now := present()
	s := play(t, Toots, &now)
	cur := atHeight(t, now)
	now = now.Add(150 * time.Second)
	first := poll(t, s, cur)
	if len(first.Events) == 0 {
		t.Fatal("nothing in two and a half minutes")
	}
	if second := poll(t, play(t, Toots, &now), cur); !reflect.DeepEqual(first, second) {
		t.Errorf("the same position gives %d events, then other ones (%d)", len(first.Events), len(second.Events))
	}
	if again := poll(t, s, first.Next); len(again.Events) != 0 {
		t.Errorf("%d events twice", len(again.Events))
	}
}

func TestConnector_ReadsInSmallBatchesWithoutALoss(t *testing.T) {
	now := present()
	s := play(t, Toots, &now)
	cur := atHeight(t, now)
	now = now.Add(2 * time.Minute)
	var want, got []string
	for _, e := range poll(t, s, cur).Events {
		want = append(want, e.(channel.Upsert).Message.Native)
	}
	for more := true; more; {
		b, err := s.Poll(t.Context(), cur, 2)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range b.Events {
			got = append(got, e.(channel.Upsert).Message.Native)
		}
		cur, more = b.Next, b.More
	}
	if len(want) < 5 || !slices.Equal(got, want) {
		t.Errorf("in small batches %v, at once %v", got, want)
	}
}

func TestConnector_BringsNothingFromWhenItWasClosed(t *testing.T) {
	now := present()
	s := play(t, Page, &now)
	cur := poll(t, s, nil).Next
	now = now.AddDate(0, 0, 3)
	if b := poll(t, s, cur); len(b.Events) != 0 {
		t.Errorf("%d messages from the days when it was closed", len(b.Events))
	}
}

func TestConnector_RefusesAnAccountThatIsNotOfTheSample(t *testing.T) {
	a := account(t, Contact)
	a.Settings = map[string]string{"imap": "mail.example"}
	if _, err := NewConnector(a.Channel).Open(t.Context(), a, channel.Env{Now: time.Now}); channel.ReasonOf(err) != channel.Unsupported {
		t.Errorf("a real account opens: %v", err)
	}
	now := present()
	if _, err := play(t, Contact, &now).Poll(t.Context(), channel.Cursor(`{"v":9}`), 10); channel.ReasonOf(err) != channel.CursorLost {
		t.Errorf("a foreign position: %v", err)
	}
}

func TestSession_SendsToNobodyAndSaysSo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := account(t, Contact)
		s, err := NewConnector(a.Channel).Open(t.Context(), a, channel.Env{Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		out := channel.Outgoing{Entry: inbox.OutboxEntry{Key: "01H5AMPKEY", To: []string{"a@boite.example"}, Subject: "Re: é", Text: "Bonjour"}, From: House(Contact)}
		began := time.Now()
		r, err := s.(channel.Replier).Reply(t.Context(), out)
		if err != nil || r.Native != "sent-01H5AMPKEY" || r.MailID != "01H5AMPKEY@"+Domain || !strings.Contains(string(r.Raw), "Message-ID: <01H5AMPKEY@"+Domain+">") {
			t.Errorf("receipt %+v, %v", r, err)
		}
		if took := time.Since(began); took < 100*time.Millisecond || took > 3*time.Second {
			t.Errorf("took %v", took)
		}
		if found, err := s.(channel.Finder).FindSent(t.Context(), out); found != nil || err != nil {
			t.Errorf("found %v, %v: a reply in doubt is for a person", found, err)
		}
		ctx, stop := context.WithCancel(t.Context())
		stop()
		if _, err := s.(channel.Replier).Reply(ctx, out); channel.ReasonOf(err) != channel.Temporary || !errors.Is(err, context.Canceled) {
			t.Errorf("stopped before sending: %v", err)
		}
	})
}

func TestSession_RefusesWhatItsNetworkWouldRefuse(t *testing.T) {
	now := present()
	s := play(t, Toots, &now)
	_, err := s.Reply(t.Context(), channel.Outgoing{Entry: inbox.OutboxEntry{Text: strings.Repeat("é", 501)}})
	if channel.ReasonOf(err) != channel.Invalid {
		t.Errorf("501 characters: %v", err)
	}
}

func TestSession_StreamsWhileItIsOpen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := account(t, Toots)
		s, err := NewConnector(a.Channel).Open(t.Context(), a, channel.Env{Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		began, posts, beats := time.Now(), 0, 0
		ctx, stop := context.WithTimeout(t.Context(), 20*time.Minute)
		defer stop()
		err = s.(channel.Streamer).Stream(ctx, nil, func(b channel.Batch) error {
			beats++
			for _, e := range b.Events {
				posts++
				if late := time.Since(e.(channel.Upsert).Message.SentAt); late < 0 || late > time.Second {
					t.Errorf("told %v after it came", late)
				}
			}
			return nil
		})
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(began) < 20*time.Minute {
			t.Errorf("ended with %v", err)
		}
		if posts < 10 || beats < 20 {
			t.Errorf("%d posts in %d batches", posts, beats)
		}
	})
}

func TestDescriptor_CoversWhatSessionsClaim(t *testing.T) {
	for _, a := range Accounts("en", present()) {
		most := NewConnector(a.Channel).Descriptor()
		if most.Channel != a.Channel || len(most.Fields) != 0 {
			t.Errorf("descriptor %+v of %s", most, a.Channel)
		}
		for kind, k := range a.Caps.Kinds {
			if most.Caps.Kinds[kind].Reply != k.Reply {
				t.Errorf("%s: %s can be answered %q, its descriptor says %q", a.Name, kind, k.Reply, most.Caps.Kinds[kind].Reply)
			}
		}
	}
}
