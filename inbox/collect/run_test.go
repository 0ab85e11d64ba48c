package collect_test

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/channel/fake"
	"vigie/inbox/collect"
	"vigie/inbox/fault"
)

func randomness() io.Reader { return rand.NewChaCha8([32]byte{1}) }

func TestRun_BringsNewsAtOnceWhereTheNetworkPushes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		network := fake.New(fake.Options{})
		write(network, 3)
		s := newShelf(network.Account("a"))
		stop := running(t, collector(s, network.Connector()))
		synctest.Wait()
		if s.state("a").State != inbox.Live {
			t.Fatalf("health %+v", s.state("a"))
		}
		began := time.Now()
		network.Write(fake.Post{Text: "news"})
		synctest.Wait()
		if s.count("a") != 4 || time.Since(began) != 0 {
			t.Errorf("%d messages after %v", s.count("a"), time.Since(began))
		}
		stop()
		if s.state("a").State != inbox.Idle {
			t.Errorf("after the stop: %+v", s.state("a"))
		}
	})
}

func TestRun_PollsWhereTheNetworkDoesNotPush(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		network := fake.New(fake.Options{})
		s := newShelf(network.Account("a"))
		stop := running(t, collector(s, trap{Connector: network.Connector(), mute: true}, func(o *collect.Options) { o.Every = time.Minute }))
		defer stop()
		synctest.Wait()
		network.Write(fake.Post{Text: "news"})
		synctest.Wait()
		if s.count("a") != 0 {
			t.Fatal("it was read before anybody asked")
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if s.count("a") != 1 {
			t.Errorf("%d messages after a minute", s.count("a"))
		}
	})
}

func TestRun_AsksOnceMoreBehindASilentStream(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		network := fake.New(fake.Options{})
		s := newShelf(network.Account("a"))
		stop := running(t, collector(s, deaf{network.Connector()}, func(o *collect.Options) { o.Every = 5 * time.Minute }))
		defer stop()
		synctest.Wait()
		network.Write(fake.Post{Text: "not pushed"})
		time.Sleep(5*time.Minute + time.Second)
		synctest.Wait()
		if s.count("a") != 1 || s.state("a").State != inbox.Live || s.state("a").FaultKey != "" {
			t.Errorf("%d messages, %+v", s.count("a"), s.state("a"))
		}
	})
}

// deaf streams, but never says anything.
type deaf struct{ *fake.Connector }

func (c deaf) Open(ctx context.Context, acc inbox.Account, env channel.Env) (channel.Session, error) {
	s, err := c.OpenSession(ctx, acc, env)
	return deafSession{s}, err
}

type deafSession struct{ *fake.Session }

func (deafSession) Stream(ctx context.Context, _ channel.Cursor, _ func(channel.Batch) error) error {
	<-ctx.Done()
	return channel.Fail(channel.Temporary, "cut", ctx.Err())
}

func TestRun_TriesAgainAfterAPassingFault(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		network := fake.New(fake.Options{})
		write(network, 3)
		s := newShelf(network.Account("a"))
		for range 4 {
			network.FailNext(fake.Unreachable)
		}
		stop := running(t, collector(s, network.Connector()))
		defer stop()
		synctest.Wait()
		if h := s.state("a"); h.State != inbox.Retrying || h.FaultKey != "fault.channel-temporary" {
			t.Fatalf("at first: %+v", h)
		}
		time.Sleep(20 * time.Second) // 1+2+4+8 at most
		synctest.Wait()
		if h := s.state("a"); h.State != inbox.Live || h.FaultKey != "" || s.count("a") != 3 {
			t.Errorf("at last: %+v, %d messages", h, s.count("a"))
		}
	})
}

func TestRun_WaitsAsLongAsTheNetworkAsks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		network := fake.New(fake.Options{})
		write(network, 1)
		s := newShelf(network.Account("a"))
		network.FailNext(fake.RateLimit)
		stop := running(t, collector(s, network.Connector()))
		defer stop()
		time.Sleep(fake.RetryAfter - time.Millisecond)
		synctest.Wait()
		if s.count("a") != 0 {
			t.Fatal("it did not wait")
		}
		time.Sleep(time.Second)
		synctest.Wait()
		if s.count("a") != 1 {
			t.Error("it did not come back")
		}
	})
}

func TestRun_WaitsForAPersonWhenRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		network := fake.New(fake.Options{})
		write(network, 2)
		network.Revoke()
		s := newShelf(network.Account("a"))
		var opened []inbox.AccountID
		c := collector(s, trap{Connector: network.Connector(), seen: &opened})
		stop := running(t, c)
		defer stop()
		time.Sleep(24 * time.Hour)
		synctest.Wait()
		if h := s.state("a"); h.State != inbox.Refused || h.FaultKey != "fault.channel-auth-revoked" || len(opened) != 1 {
			t.Fatalf("%+v after %d sign-ins", h, len(opened))
		}
		network.Restore()
		c.RetryNow("a")
		synctest.Wait()
		if s.state("a").State != inbox.Live || s.count("a") != 2 {
			t.Errorf("%+v, %d messages", s.state("a"), s.count("a"))
		}
	})
}

func TestRun_SignsInOnceMoreWhenATokenRanOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		network := fake.New(fake.Options{})
		s := newShelf(network.Account("a"))
		var opened []inbox.AccountID
		expired := 1
		c := collector(s, trap{Connector: network.Connector(), seen: &opened, poll: func() error {
			if expired--; expired >= 0 {
				return channel.Fail(channel.AuthExpired, "token", nil)
			}
			return nil
		}})
		stop := running(t, c)
		defer stop()
		synctest.Wait()
		if s.state("a").State != inbox.Live || len(opened) != 2 {
			t.Errorf("%+v after %d sign-ins", s.state("a"), len(opened))
		}
	})
}

func TestRun_RetriesWhenThePersonCannotWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		network := fake.New(fake.Options{})
		s := newShelf(network.Account("a"))
		c := collector(s, trap{Connector: network.Connector(), mute: true}, func(o *collect.Options) { o.Every = time.Hour })
		stop := running(t, c)
		defer stop()
		synctest.Wait()
		network.Write(fake.Post{Text: "now"})
		began := time.Now()
		c.RetryNow("a")
		synctest.Wait()
		if s.count("a") != 1 || time.Since(began) != 0 {
			t.Errorf("%d messages after %v", s.count("a"), time.Since(began))
		}
	})
}

func TestRun_PausesAndResumes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		network := fake.New(fake.Options{})
		acc := network.Account("a")
		s := newShelf(acc)
		c := collector(s, network.Connector())
		stop := running(t, c)
		defer stop()
		synctest.Wait()
		c.Pause(acc)
		synctest.Wait()
		network.Write(fake.Post{Text: "meanwhile"})
		time.Sleep(time.Hour)
		synctest.Wait()
		if s.count("a") != 0 || s.state("a").State != inbox.Stopped {
			t.Fatalf("paused: %d messages, %+v", s.count("a"), s.state("a"))
		}
		c.Resume(acc)
		synctest.Wait()
		if s.count("a") != 1 || s.state("a").State != inbox.Live {
			t.Errorf("resumed: %d messages, %+v", s.count("a"), s.state("a"))
		}
	})
}

func TestRun_TakesUpAnAccountThatIsAdded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		network := fake.New(fake.Options{})
		write(network, 2)
		s := newShelf()
		c := collector(s, network.Connector())
		stop := running(t, c)
		defer stop()
		synctest.Wait()
		acc := network.Account("new")
		c.Changed(acc)
		synctest.Wait()
		if s.count("new") != 2 {
			t.Fatalf("%d messages", s.count("new"))
		}
		acc.Retired = true
		c.Changed(acc)
		synctest.Wait()
		write(network, 1)
		synctest.Wait()
		if s.count("new") != 2 || s.state("new").State != inbox.Stopped {
			t.Errorf("retired: %d messages, %+v", s.count("new"), s.state("new"))
		}
	})
}

func TestRun_LivesThroughAPanicAndALostCursor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		network := fake.New(fake.Options{})
		write(network, 12)
		s := newShelf(network.Account("a"), network.Account("b"))
		polls := atomic.Int64{}
		c := collector(s, trap{Connector: network.Connector(), poll: func() error {
			if polls.Add(1) == 1 {
				panic("a defect in the first poll")
			}
			return nil
		}})
		stop := running(t, c)
		defer stop()
		time.Sleep(10 * time.Second)
		synctest.Wait()
		network.LoseCursors()
		write(network, 1)
		time.Sleep(10 * time.Second)
		synctest.Wait()
		for _, acc := range []inbox.AccountID{"a", "b"} {
			if s.count(acc) != 13 || s.state(acc).State != inbox.Live {
				t.Errorf("%s: %d messages, %+v", acc, s.count(acc), s.state(acc))
			}
		}
	})
}

func TestRun_TriesAgainWhenTheStoreFailed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		network := fake.New(fake.Options{})
		write(network, 12)
		s := newShelf(network.Account("a"))
		s.refuse = []error{fault.New(fault.Busy, "fault.workspace-busy"), nil, errors.New("disk")}
		stop := running(t, collector(s, network.Connector()))
		defer stop()
		time.Sleep(time.Minute)
		synctest.Wait()
		if s.count("a") != 12 || s.twice != 0 {
			t.Errorf("%d messages, %d twice", s.count("a"), s.twice)
		}
	})
}

func TestRun_StopsWhileANetworkHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		network := fake.New(fake.Options{})
		write(network, 1)
		s := newShelf(network.Account("a"))
		resume := network.Pause()
		defer resume()
		stop := running(t, collector(s, network.Connector()))
		synctest.Wait()
		stop()
	})
}

func TestRun_KeepsTheLastSuccessInSight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		network := fake.New(fake.Options{})
		s := newShelf(network.Account("a"))
		mustRead(t, collector(s, network.Connector()))
		success := s.state("a").LastSuccess
		time.Sleep(time.Hour)
		network.Revoke()
		results, err := collector(s, network.Connector()).Once(context.Background())
		if err != nil || results[0].Err == nil {
			t.Fatalf("%+v, %v", results, err)
		}
		if h := s.state("a"); !h.LastSuccess.Equal(success) || !h.LastTry.After(success) || h.State != inbox.Refused {
			t.Errorf("%+v, last success was %v", h, success)
		}
	})
}
