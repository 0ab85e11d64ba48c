package outbox_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/channel/fake"
	"vigie/inbox/outbox"
)

func TestRun_SendsWhenTheUndoDelayIsOverAndWhenWoken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.queue("one")
		w.find("r1").NotBefore = time.Now().Add(10 * time.Second)
		ctx, stop := context.WithCancel(context.Background())
		s, done := w.sender(), make(chan error, 1)
		go func() { done <- s.Run(ctx) }()
		time.Sleep(9 * time.Second)
		synctest.Wait()
		if w.deliveries("KEY-r1") != 0 {
			t.Fatal("sent during the undo delay")
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if w.deliveries("KEY-r1") != 1 {
			t.Error("not sent after it")
		}
		time.Sleep(10 * time.Second)
		synctest.Wait()
		w.queue("two")
		s.Wake()
		synctest.Wait()
		if w.deliveries("KEY-r2") != 1 {
			t.Error("not sent when woken")
		}
		stop()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("Run ended with %v", err)
		}
	})
}

func TestRun_LetsAReplyUnderWayFinish(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.queue("one")
		ctx, stop := context.WithCancel(context.Background())
		slow := make(chan struct{})
		s := w.sender(func(o *outbox.Options) {
			o.Connector = func(inbox.Channel) (channel.Connector, bool) { return slowConnector{connector{w}, slow}, true }
		})
		done := make(chan error, 1)
		go func() { done <- s.Run(ctx) }()
		synctest.Wait()
		stop()
		time.Sleep(time.Second)
		close(slow)
		<-done
		if e := w.entry("r1"); e.State != inbox.Sent || w.deliveries("KEY-r1") != 1 {
			t.Errorf("%+v", e)
		}
	})
}

// slowConnector answers a reply only when told.
type slowConnector struct {
	connector
	gate chan struct{}
}

func (c slowConnector) Open(ctx context.Context, acc inbox.Account, env channel.Env) (channel.Session, error) {
	s, err := c.connector.Open(ctx, acc, env)
	if err != nil {
		return nil, err
	}
	return slowSession{s.(session), c.gate}, nil
}

type slowSession struct {
	session
	gate chan struct{}
}

func (s slowSession) Reply(ctx context.Context, out channel.Outgoing) (channel.Receipt, error) {
	select {
	case <-s.gate:
	case <-ctx.Done():
		return channel.Receipt{}, ctx.Err()
	}
	return s.session.Reply(ctx, out)
}

func TestRun_ASlowAccountHoldsUpNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		second := w.accounts[0]
		second.ID = "b"
		w.accounts = append(w.accounts, second)
		w.queue("slow", "quick")
		w.find("r2").Account = "b"
		ctx, stop := context.WithCancel(context.Background())
		slow := make(chan struct{})
		s := w.sender(func(o *outbox.Options) {
			o.Connector = func(inbox.Channel) (channel.Connector, bool) { return slowFirst{connector{w}, slow}, true }
		})
		done := make(chan error, 1)
		go func() { done <- s.Run(ctx) }()
		synctest.Wait()
		if w.deliveries("KEY-r1") != 0 || w.deliveries("KEY-r2") != 1 {
			t.Errorf("%d and %d deliveries", w.deliveries("KEY-r1"), w.deliveries("KEY-r2"))
		}
		w.queue("another")
		w.find("r3").Account = "b"
		s.Wake()
		synctest.Wait()
		if w.deliveries("KEY-r3") != 1 {
			t.Error("a later reply of the quick account waits for the slow one")
		}
		close(slow)
		stop()
		<-done
		if w.deliveries("KEY-r1") != 1 {
			t.Error("the slow one was never sent")
		}
	})
}

// slowFirst is slow for account a only.
type slowFirst struct {
	connector
	gate chan struct{}
}

func (c slowFirst) Open(ctx context.Context, acc inbox.Account, env channel.Env) (channel.Session, error) {
	if acc.ID != "a" {
		return c.connector.Open(ctx, acc, env)
	}
	return slowConnector{c.connector, c.gate}.Open(ctx, acc, env)
}

func TestDrain_EndsAlthoughAnUnknownReplyCannotBeLookedUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.accounts[0].Paused = true
		w.queue("one")
		w.find("r1").State = inbox.Unknown
		if err := w.sender().Drain(context.Background(), time.Hour); err != nil {
			t.Fatal(err)
		}
		if e := w.entry("r1"); e.State != inbox.Unknown {
			t.Errorf("%+v", e)
		}
	})
}

func TestDrain_AsksADeadServerOnceForAllReplies(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.network.FailNext(fake.Unreachable)
		w.queue("one", "two", "three")
		if err := w.sender().Drain(context.Background(), 0); err != nil {
			t.Fatal(err)
		}
		if w.sessions != 1 || w.entry("r2").Attempts != 0 {
			t.Errorf("%d sessions, %+v", w.sessions, w.entries)
		}
		drain(t, w)
		if got := w.network.Deliveries(); len(got) != 3 {
			t.Errorf("%+v", got)
		}
	})
}
