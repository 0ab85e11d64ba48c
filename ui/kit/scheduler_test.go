package kit

import (
	"context"
	"reflect"
	"sync/atomic"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"
)

func TestInline_RunsTimersInTheOrderOfTheirMoments(t *testing.T) {
	s := NewInline(t.Context())
	var got []string
	note := func(w string) func() { return func() { got = append(got, w) } }
	s.After(2*time.Second, note("two"))
	s.After(time.Second, func() { note("one")(); s.After(500*time.Millisecond, note("one and a half")) })
	cancel := s.After(time.Second, note("cancelled"))
	cancel()
	s.Advance(1900 * time.Millisecond)
	if want := []string{"one", "one and a half"}; !reflect.DeepEqual(got, want) {
		t.Fatalf("after 1.9 s: %q, want %q", got, want)
	}
	s.Advance(100 * time.Millisecond)
	if want := []string{"one", "one and a half", "two"}; !reflect.DeepEqual(got, want) {
		t.Fatalf("after 2 s: %q, want %q", got, want)
	}
}

func TestInline_HoldsWorkBackUntilItIsReleased(t *testing.T) {
	s := NewInline(t.Context())
	s.Hold()
	ran := false
	s.Go(func(context.Context) { ran = true })
	if ran || s.Held() != 1 {
		t.Fatal("the work ran while it was held back")
	}
	s.Release()
	if !ran || s.Held() != 0 {
		t.Fatal("the work did not run when released")
	}
}

func TestLive_CloseCancelsWorkAndWaitsForIt(t *testing.T) {
	test.NewTempApp(t)
	s := NewLive(t.Context())
	var ended atomic.Bool
	s.Go(func(ctx context.Context) {
		<-ctx.Done()
		ended.Store(true)
	})
	s.Close()
	if !ended.Load() {
		t.Fatal("Close returned before the work")
	}
	s.Go(func(context.Context) { t.Error("work started after Close") })
	s.UI(func() { t.Error("the UI was called after Close") })
	s.After(0, func() { t.Error("a timer ran after Close") })
	s.Close()
}

func TestLive_RunsAfterADelayUnlessCancelled(t *testing.T) {
	test.NewTempApp(t)
	s := NewLive(t.Context())
	defer s.Close()
	ran := make(chan string, 2)
	cancel := s.After(time.Millisecond, func() { ran <- "cancelled" })
	cancel()
	s.After(2*time.Millisecond, func() { ran <- "due" })
	select {
	case got := <-ran:
		if got != "due" {
			t.Errorf("the %s timer ran", got)
		}
	case <-time.After(10 * time.Second):
		t.Error("the timer never ran")
	}
}
