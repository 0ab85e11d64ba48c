package gate

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

func TestEnter_HasShortRequestsWaitForAPlace(t *testing.T) {
	limits := func() *limiter { return newLimiter(Limits{Working: 1, Heavy: 1}.orDefault(), time.Now) }
	t.Run("until one is given back", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			l := limits()
			leave, err := l.enter(t.Context(), working)
			if err != nil {
				t.Fatal(err)
			}
			entered := make(chan error, 1)
			go func() {
				_, err := l.enter(t.Context(), working)
				entered <- err
			}()
			synctest.Wait()
			if len(entered) > 0 {
				t.Fatalf("two are in where one has room: %v", <-entered)
			}
			leave()
			if err := <-entered; err != nil {
				t.Errorf("the second is refused: %v", err)
			}
		})
	})
	t.Run("not for ever", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			l := limits()
			if _, err := l.enter(t.Context(), working); err != nil {
				t.Fatal(err)
			}
			began := time.Now()
			_, err := l.enter(t.Context(), working)
			var s slow
			if !errors.As(err, &s) || time.Since(began) != queueTime {
				t.Errorf("after %s it is told %v", time.Since(began), err)
			}
		})
	})
	t.Run("not when the caller is gone", func(t *testing.T) {
		l := limits()
		if _, err := l.enter(t.Context(), working); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		var nobody unheard
		if _, err := l.enter(ctx, working); !errors.As(err, &nobody) {
			t.Errorf("it is told %v", err)
		}
	})
	t.Run("and a first copy is refused at once", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			l := limits()
			if _, err := l.enter(t.Context(), heavy); err != nil {
				t.Fatal(err)
			}
			began := time.Now()
			if _, err := l.enter(t.Context(), heavy); err == nil || time.Since(began) != 0 {
				t.Errorf("after %s it is told %v", time.Since(began), err)
			}
		})
	})
}
