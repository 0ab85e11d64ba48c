package outbox_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel/fake"
	"vigie/inbox/fault"
	"vigie/inbox/outbox"
)

func drain(t *testing.T, w *world) {
	t.Helper()
	if err := w.sender().Drain(context.Background(), time.Hour); err != nil {
		t.Fatal(err)
	}
}

func TestDrain_SendsInOrderOverOneSession(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.queue("one", "two", "three")
		drain(t, w)
		got := w.network.Deliveries()
		if len(got) != 3 || got[0].Text != "one" || got[2].Text != "three" || w.sessions != 1 {
			t.Errorf("%+v over %d sessions", got, w.sessions)
		}
		for _, e := range w.entries {
			if e.State != inbox.Sent || e.Native == "" {
				t.Errorf("%+v", e)
			}
		}
	})
}

func TestDrain_MarksAReplyBeforeItTouchesTheNetwork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.queue("one")
		drain(t, w)
		if len(w.history) != 2 || w.history[0] != "r1:sending" || w.history[1] != "r1:sent" {
			t.Errorf("history %v", w.history)
		}
	})
}

// The program dies at every step there is, starts again, and sends: no reply
// may arrive twice, and none may be forgotten.
func TestSender_NeverSendsTwiceWhereverItDies(t *testing.T) {
	steps := stepsOfAWholeRun(t)
	if steps < 10 {
		t.Fatalf("only %d steps", steps)
	}
	unknown := 0
	for crash := 1; crash <= steps; crash++ {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld()
			w.queue("one", "two")
			ctx, die := context.WithCancel(context.Background())
			w.die, w.crashAt = die, crash
			_ = w.sender(func(o *outbox.Options) { o.Grace = time.Millisecond }).Drain(ctx, time.Hour) // it dies
			die()
			w.dead, w.crashAt = false, 0
			drain(t, w)
			for _, e := range w.entries {
				delivered := w.deliveries(e.Key)
				switch {
				case delivered > 1:
					t.Errorf("death at step %d: %s arrived %d times", crash, e.ID, delivered)
				case e.State == inbox.Sent && delivered == 1:
				case e.State == inbox.Unknown && delivered == 0:
					unknown++
				default:
					t.Errorf("death at step %d: %s is %s with %d deliveries", crash, e.ID, e.State, delivered)
				}
			}
		})
	}
	if unknown == 0 {
		t.Error("no death left a reply unknown: the steps between marking and sending are not met")
	}
}

func stepsOfAWholeRun(t *testing.T) (steps int) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.queue("one", "two")
		drain(t, w)
		steps = w.steps
	})
	return steps
}

func TestDrain_LooksUpWhatMayHaveBeenSent(t *testing.T) {
	for name, c := range map[string]struct {
		fault     fake.Fault
		state     inbox.SendState
		delivered int
	}{
		"the answer was lost":  {fake.LoseAnswer, inbox.Sent, 1},
		"the request was lost": {fake.LoseRequest, inbox.Unknown, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld()
				w.network.FailNext(c.fault)
				w.queue("one")
				drain(t, w)
				drain(t, w) // a later start changes nothing
				if e := w.entry("r1"); e.State != c.state || w.deliveries("KEY-r1") != c.delivered || w.finds == 0 {
					t.Errorf("%s with %d deliveries after %d lookups", e.State, w.deliveries("KEY-r1"), w.finds)
				}
			})
		})
	}
}

func TestDrain_NeverResendsWhereNothingCanBeLookedUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.noFinder = true
		w.network.FailNext(fake.LoseAnswer)
		w.queue("one")
		drain(t, w)
		drain(t, w)
		if e := w.entry("r1"); e.State != inbox.Unknown || w.deliveries("KEY-r1") != 1 {
			t.Errorf("%s with %d deliveries", e.State, w.deliveries("KEY-r1"))
		}
	})
}

func TestDrain_TakesWhateverIsNotAClearWordForPerhapsSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.plain = errors.New("connection reset by peer")
		w.queue("one")
		drain(t, w)
		if e := w.entry("r1"); e.State != inbox.Unknown || e.FaultKey != "fault.channel-ambiguous" {
			t.Errorf("%+v", e)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.panicNext = true
		w.queue("one")
		drain(t, w)
		if e := w.entry("r1"); e.State != inbox.Sent || w.deliveries("KEY-r1") != 1 {
			t.Errorf("after a panic: %+v, %d deliveries", e, w.deliveries("KEY-r1"))
		}
	})
}

func TestDrain_TriesAgainAfterAPassingFault(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		for range 3 {
			w.network.FailNext(fake.Unreachable)
		}
		w.queue("one", "two")
		drain(t, w)
		if w.deliveries("KEY-r1") != 1 || w.deliveries("KEY-r2") != 1 || w.entry("r1").State != inbox.Sent {
			t.Errorf("%+v", w.entries)
		}
	})
}

func TestDrain_WaitsAsLongAsTheNetworkAsks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.network.FailNext(fake.RateLimit)
		w.queue("one")
		began := time.Now()
		drain(t, w)
		if w.deliveries("KEY-r1") != 1 || time.Since(began) < fake.RetryAfter {
			t.Errorf("%d deliveries after %v", w.deliveries("KEY-r1"), time.Since(began))
		}
	})
}

func TestDrain_GivesUpAfterManyPassingFaults(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		for range 100 {
			w.network.FailNext(fake.Unreachable)
		}
		w.queue("one")
		if err := w.sender(func(o *outbox.Options) { o.Attempts = 3 }).Drain(context.Background(), 24*time.Hour); err != nil {
			t.Fatal(err)
		}
		if e := w.entry("r1"); e.State != inbox.Failed || e.FaultKey != "fault.reply-gave-up" || e.Attempts != 3 {
			t.Errorf("%+v", e)
		}
	})
}

func TestDrain_FailsAtOnceWhatANetworkRefuses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.network.FailNext(fake.Refuse)
		w.queue("one", "two")
		drain(t, w)
		if e := w.entry("r1"); e.State != inbox.Failed || e.FaultKey != "fault.channel-invalid" || e.Attempts != 1 {
			t.Errorf("%+v", e)
		}
		if w.deliveries("KEY-r1") != 0 || w.deliveries("KEY-r2") != 1 {
			t.Error("the refusal of one must not stop the next")
		}
	})
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.network.Revoke()
		w.queue("one")
		drain(t, w)
		if e := w.entry("r1"); e.State != inbox.Failed || e.FaultKey != "fault.channel-auth-revoked" {
			t.Errorf("%+v", e)
		}
	})
}

func TestDrain_LeavesAPausedAccountsRepliesQueued(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.accounts[0].Paused = true
		w.queue("one")
		if err := w.sender().Drain(context.Background(), time.Second); err != nil {
			t.Fatal(err)
		}
		if e := w.entry("r1"); e.State != inbox.Queued || w.sessions != 0 {
			t.Errorf("%+v after %d sessions", e, w.sessions)
		}
	})
}

func TestSender_WritesTheEndAgainWhenTheStoreFailed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.endFails = []error{fault.New(fault.Full, "fault.disk-full"), fault.New(fault.Full, "fault.disk-full")}
		w.queue("one")
		drain(t, w)
		if e := w.entry("r1"); e.State != inbox.Sent || w.deliveries("KEY-r1") != 1 {
			t.Errorf("%+v, %d deliveries", e, w.deliveries("KEY-r1"))
		}
	})
}
