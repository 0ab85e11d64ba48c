package collect_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/channel/fake"
	"vigie/inbox/collect"
	"vigie/inbox/fault"
)

func TestOnce_ReadsEverythingThenNothingTwice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		network := fake.New(fake.Options{})
		write(network, 35)
		s := newShelf(network.Account("a"))
		var seen []collect.Progress
		c := collector(s, network.Connector(), func(o *collect.Options) { o.Progress = func(p collect.Progress) { seen = append(seen, p) } })
		for round, want := range []int{35, 0} {
			results, err := c.Once(context.Background())
			if err != nil || len(results) != 1 || results[0].Err != nil || results[0].Fresh != want {
				t.Fatalf("round %d: %+v, %v", round, results, err)
			}
		}
		if s.count("a") != 35 || s.twice != 0 {
			t.Errorf("%d stored, %d offered twice", s.count("a"), s.twice)
		}
		if len(seen) != 3 || seen[0].Done != 10 || seen[1].Done != 30 || seen[0].Total != 35 || !seen[2].Finished || seen[2].Done != 35 {
			t.Errorf("progress %+v", seen)
		}
		h := s.state("a")
		if h.State != inbox.Idle || h.LastSuccess.IsZero() || h.LastMessage.IsZero() || h.FaultKey != "" {
			t.Errorf("health %+v", h)
		}
	})
}

func TestOnce_OneAccountsFaultIsNotTheOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		good := fake.New(fake.Options{})
		write(good, 3)
		bad := good.Account("bad")
		s := newShelf(good.Account("good"), bad)
		c := collector(s, trap{Connector: good.Connector(), open: func(_ context.Context, acc inbox.Account) error {
			if acc.ID == "bad" {
				panic("a defect")
			}
			return nil
		}})
		results, err := c.Once(context.Background())
		if err != nil || results[0].Err != nil || results[0].Fresh != 3 {
			t.Fatalf("the good one: %+v, %v", results[0], err)
		}
		if !errors.Is(results[1].Err, fault.New(fault.Internal, "fault.connector-panic")) {
			t.Errorf("the bad one: %v", results[1].Err)
		}
		if h := s.state("bad"); h.FaultKey != "fault.connector-panic" || !strings.Contains(h.Cause, "a defect") {
			t.Errorf("health %+v", h)
		}
	})
}

func TestOnce_LeavesPausedRetiredAndHandMadeAccountsAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		network := fake.New(fake.Options{})
		paused, retired, byHand := network.Account("p"), network.Account("r"), network.Account("i")
		paused.Paused, retired.Retired, byHand.Channel = true, true, inbox.ChannelImport
		var opened []inbox.AccountID
		c := collector(newShelf(paused, retired, byHand), trap{Connector: network.Connector(), seen: &opened})
		if results, err := c.Once(context.Background()); err != nil || len(results) != 0 || len(opened) != 0 {
			t.Errorf("%+v, %v, opened %v", results, err, opened)
		}
	})
}

func TestOnce_ReadsAgainWhatItsCursorForgot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		network := fake.New(fake.Options{})
		write(network, 25)
		s := newShelf(network.Account("a"))
		c := collector(s, network.Connector())
		mustRead(t, c)
		network.LoseCursors()
		write(network, 2)
		mustRead(t, c)
		if s.count("a") != 27 {
			t.Errorf("%d messages, want 27", s.count("a"))
		}
	})
}

func TestOnce_KeepsThePoisonAndGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		network := fake.New(fake.Options{})
		write(network, 2)
		network.Write(fake.Post{Text: "x", Broken: true})
		write(network, 2)
		s := newShelf(network.Account("a"))
		mustRead(t, collector(s, network.Connector()))
		if s.count("a") != 4 || len(s.poison) != 1 {
			t.Errorf("%d read, %v quarantined", s.count("a"), s.poison)
		}
	})
}

func TestOnce_StoresABatchAgainAfterTheStoreFailed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		network := fake.New(fake.Options{})
		write(network, 35)
		s := newShelf(network.Account("a"))
		s.refuse = []error{nil, fault.New(fault.Full, "fault.disk-full")}
		c := collector(s, network.Connector())
		results, _ := c.Once(context.Background())
		if fault.KindOf(results[0].Err) != fault.Full || s.count("a") != 10 {
			t.Fatalf("%v, %d stored", results[0].Err, s.count("a"))
		}
		mustRead(t, c)
		if s.count("a") != 35 || s.twice != 0 {
			t.Errorf("%d stored, %d twice", s.count("a"), s.twice)
		}
	})
}

func TestOnce_DoesNotSpinOnAReadingThatDoesNotAdvance(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		network := fake.New(fake.Options{})
		s := newShelf(network.Account("a"))
		results, _ := collector(s, stuck{network.Connector()}).Once(context.Background())
		if channel.ReasonOf(results[0].Err) != channel.Temporary {
			t.Errorf("got %v", results[0].Err)
		}
	})
}

type stuck struct{ *fake.Connector }

func (c stuck) Open(ctx context.Context, acc inbox.Account, env channel.Env) (channel.Session, error) {
	s, err := c.OpenSession(ctx, acc, env)
	return stuckSession{s}, err
}

type stuckSession struct{ *fake.Session }

func (s stuckSession) Poll(_ context.Context, cur channel.Cursor, _ int) (channel.Batch, error) {
	return channel.Batch{Next: cur, More: true}, nil
}

func TestOnce_SaysWhenNobodyKnowsTheChannel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		acc := inbox.Account{ID: "a", Channel: "carrier-pigeon"}
		s := newShelf(acc)
		results, _ := collector(s, nil).Once(context.Background())
		if fault.KindOf(results[0].Err) != fault.Unsupported || s.state("a").State != inbox.Refused {
			t.Errorf("%v, %+v", results[0].Err, s.state("a"))
		}
	})
}

func TestOnce_StoresTheSheetThatWasGranted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		network := fake.New(fake.Options{})
		acc := network.Account("a")
		want := acc.Caps
		acc.Caps = inbox.Caps{}
		var got []inbox.Caps
		c := collector(newShelf(acc), network.Connector(), func(o *collect.Options) {
			o.Granted = func(_ context.Context, _ inbox.AccountID, caps inbox.Caps) error {
				got = append(got, caps)
				return nil
			}
		})
		mustRead(t, c)
		if len(got) != 1 || got[0].MaxLength != want.MaxLength || !got[0].FindSent {
			t.Errorf("got %+v", got)
		}
	})
}

func mustRead(t *testing.T, c *collect.Collector) {
	t.Helper()
	results, err := c.Once(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		if r.Err != nil {
			t.Fatal(r.Err)
		}
	}
}

func TestPace_IsFullJitterWithinItsSpan(t *testing.T) {
	p := collect.Pace{First: time.Second, Most: 10 * time.Second}
	random := randomness()
	for failures, span := range map[int]time.Duration{1: time.Second, 2: 2 * time.Second, 4: 8 * time.Second, 5: 10 * time.Second, 400: 10 * time.Second} {
		low, high := span, time.Duration(0)
		for range 2000 {
			d, err := p.Wait(failures, random)
			if err != nil {
				t.Fatal(err)
			}
			low, high = min(low, d), max(high, d)
		}
		if low > span/20 || high < span*19/20 || high > span {
			t.Errorf("after %d failures: %v to %v of %v", failures, low, high, span)
		}
	}
}
