package clockwork_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"vigie/inbox"
	"vigie/inbox/clockwork"
	"vigie/inbox/fault"
)

// agenda owes one command at each of its times.
type agenda struct {
	mu    sync.Mutex
	owed  map[inbox.ConversationID]time.Time
	fails map[inbox.ConversationID]error
	done  []inbox.ConversationID
	tries int
}

func (a *agenda) Overdue(_ context.Context, now time.Time) ([]inbox.Command, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	var out []inbox.Command
	for id, at := range a.owed {
		if !at.After(now) {
			out = append(out, inbox.Command{Conversation: id, Act: inbox.Wake{}})
		}
	}
	slices.SortFunc(out, func(x, y inbox.Command) int { return int(x.Conversation[0]) - int(y.Conversation[0]) })
	return out, nil
}

func (a *agenda) NextTimer(context.Context) (time.Time, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	var next time.Time
	for _, at := range a.owed {
		if next.IsZero() || at.Before(next) {
			next = at
		}
	}
	return next, nil
}

func (a *agenda) DoSystem(_ context.Context, cmd inbox.Command) (inbox.Event, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.tries++
	if err := a.fails[cmd.Conversation]; err != nil {
		return inbox.Event{}, err
	}
	delete(a.owed, cmd.Conversation)
	a.done = append(a.done, cmd.Conversation)
	return inbox.Event{}, nil
}

func (a *agenda) did() []inbox.ConversationID {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.done)
}

func TestClock_DoesWhatIsDueWhenItIsDue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		now := time.Now()
		a := &agenda{owed: map[inbox.ConversationID]time.Time{"a": now.Add(-time.Hour), "b": now.Add(90 * time.Second)}}
		ctx, stop := context.WithCancel(context.Background())
		c, ended := clockwork.New(clockwork.Options{Store: a}), make(chan error)
		go func() { ended <- c.Run(ctx) }()
		synctest.Wait()
		if got := a.did(); !slices.Equal(got, []inbox.ConversationID{"a"}) {
			t.Errorf("at once: %v", got)
		}
		time.Sleep(90 * time.Second)
		synctest.Wait()
		if got := a.did(); !slices.Equal(got, []inbox.ConversationID{"a", "b"}) {
			t.Errorf("later: %v", got)
		}
		a.mu.Lock()
		a.owed["c"] = time.Now()
		a.mu.Unlock()
		c.Wake()
		synctest.Wait()
		if got := a.did(); len(got) != 3 {
			t.Errorf("woken: %v", got)
		}
		stop()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("ended with %v", err)
		}
	})
}

func TestTick_OneThatFailsStopsNoOther(t *testing.T) {
	past := time.Now().Add(-time.Minute)
	a := &agenda{
		owed:  map[inbox.ConversationID]time.Time{"a": past, "b": past, "c": past},
		fails: map[inbox.ConversationID]error{"a": errors.New("disk"), "b": fault.New(fault.Conflict, "fault.internal")},
	}
	ran, err := clockwork.New(clockwork.Options{Store: a}).Tick(context.Background())
	if ran != 1 || err != nil || !slices.Equal(a.did(), []inbox.ConversationID{"c"}) {
		t.Errorf("%d ran, %v, did %v", ran, err, a.did())
	}
}

func TestRun_DoesNotSpinOnWhatKeepsFailing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := &agenda{
			owed:  map[inbox.ConversationID]time.Time{"a": time.Now().Add(-time.Minute)},
			fails: map[inbox.ConversationID]error{"a": errors.New("disk")},
		}
		ctx, stop := context.WithTimeout(context.Background(), 10*time.Second)
		defer stop()
		if err := clockwork.New(clockwork.Options{Store: a}).Run(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatal(err)
		}
		if a.tries > 11 {
			t.Errorf("%d tries in ten seconds", a.tries)
		}
	})
}
