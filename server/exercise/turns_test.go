package exercise

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/store"
)

// heard gives the texts of all messages that the exercise has, by native id.
func (s *stage) heard() map[string]string {
	s.t.Helper()
	out := map[string]string{}
	s.must(s.Workspace().Export(s.t.Context(), func(record any) error {
		if r, ok := record.(store.Record); ok {
			if m, is := r.Value.(inbox.Message); is {
				out[m.Native] = m.Text
			}
		}
		return nil
	}))
	return out
}

// together does several things at once, as often as it is told.
func (s *stage) together(times int, acts ...func(context.Context) error) {
	s.t.Helper()
	var all sync.WaitGroup
	errs := make([]error, len(acts))
	for i, act := range acts {
		all.Go(func() {
			for range times {
				errs[i] = errors.Join(errs[i], act(s.t.Context()))
			}
		})
	}
	all.Wait()
	s.must(errors.Join(errs...))
}

func TestAnimator_LosesNothingThatIsDoneAtOnce(t *testing.T) {
	s := newStage(t)
	s.open(s.create("panne", "panne-service", "fr", 1))
	s.must(s.Beat(t.Context()))
	begun := s.Status()
	const times = 6
	say := func(who string) func(context.Context) error {
		n := 0
		return func(ctx context.Context) error {
			n++
			return s.Inject(ctx, Word{Who: Public, On: Social, Text: fmt.Sprintf("%s, mot %d.", who, n)})
		}
	}
	s.together(times, say("Ana"), say("Bruno"), s.Next, s.Beat)
	after, heard := s.Status(), s.heard()
	if after.Injected != 2*times || after.Sent < begun.Sent+times {
		t.Errorf("%d words and %d messages of the storm are counted", after.Injected, after.Sent-begun.Sent)
	}
	for _, p := range s.posts[:after.Sent] {
		if heard[p.Native] == "" {
			t.Errorf("%s was lost", p.Native)
		}
	}
	said := map[string]bool{}
	for _, text := range heard {
		said[text] = true
	}
	for _, who := range []string{"Ana", "Bruno"} {
		for n := range times {
			if text := fmt.Sprintf("%s, mot %d.", who, n+1); !said[text] {
				t.Errorf("%q was lost", text)
			}
		}
	}
}

// quiet plays to a moment after which nothing comes for a while.
func (s *stage) quiet(d time.Duration) {
	s.t.Helper()
	for {
		next := s.Coming(1)
		if len(next) == 0 {
			s.t.Fatalf("the storm is never quiet for %v", d)
		}
		if next[0].In > d {
			return
		}
		s.must(s.Next(s.t.Context()))
	}
}

func (s *stage) written() Meta {
	s.t.Helper()
	m, err := Read(s.dirOfExercise())
	s.must(err)
	return m
}

func TestStory_DoesNotTurnBack(t *testing.T) {
	s := newStage(t)
	s.open(s.create("panne", "panne-service", "fr", 1))
	s.must(s.Beat(t.Context()))
	t.Run("by more than a minute when the program dies between two messages", func(t *testing.T) {
		s.quiet(2*time.Minute + 10*time.Second)
		before := s.Status()
		s.play(2 * time.Minute)
		if now := s.Status(); now.Sent != before.Sent || now.Elapsed-s.written().Elapsed > time.Minute {
			t.Errorf("%d messages came; %v would be lost", now.Sent-before.Sent, now.Elapsed-s.written().Elapsed)
		}
	})
	t.Run("at all when it is left between two messages", func(t *testing.T) {
		s.quiet(45 * time.Second)
		s.play(30 * time.Second)
		left := s.Status()
		s.must(s.Exercise.Close())
		s.open(left)
		if now := s.Status(); now.Elapsed != left.Elapsed {
			t.Errorf("it was left at %v and goes on at %v", left.Elapsed, now.Elapsed)
		}
	})
}

func TestInject_RefusesAPlaceThatIsNone(t *testing.T) {
	s := newStage(t)
	s.open(s.create("panne", "panne-service", "fr", 1))
	before := len(s.heard())
	for _, on := range []Place{"", "town-hall"} {
		err := s.Inject(t.Context(), Word{Who: Public, On: on, Text: "Bonjour ?"})
		var f *fault.Error
		if !errors.As(err, &f) || f.Kind != fault.Invalid || f.Key != "exercise.no-place" {
			t.Errorf("on %q: %v", on, err)
		}
	}
	if now := len(s.heard()); now != before || s.Status().Injected != 0 {
		t.Errorf("%d messages came", now-before)
	}
	for _, on := range Places() {
		s.must(s.Inject(t.Context(), Word{Who: Public, On: on, Text: "Bonjour, " + strings.ToUpper(string(on))}))
	}
	if now := len(s.heard()); now != before+len(Places()) {
		t.Errorf("%d messages came", now-before)
	}
}
