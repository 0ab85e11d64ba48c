package exercise

import (
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/fault"
)

func TestExercise_KeepsItsPace(t *testing.T) {
	s := newStage(t)
	s.open(s.create("panne", "panne-service", "fr", 1))
	s.play(10 * time.Second)
	begun := s.Status()
	if begun.Sent == 0 || begun.First.IsZero() {
		t.Fatalf("nothing came: %+v", begun)
	}
	t.Run("five minutes of the story take five, and half a minute at ten times", func(t *testing.T) {
		s.play(5 * time.Minute)
		slow := s.Status()
		if d := slow.Elapsed - begun.Elapsed; d < 295*time.Second || d > 305*time.Second {
			t.Errorf("%v went by", d)
		}
		s.must(s.SetPace(10))
		s.play(30 * time.Second)
		if d := s.Status().Elapsed - slow.Elapsed; d < 290*time.Second || d > 310*time.Second {
			t.Errorf("%v went by at ten times", d)
		}
	})
	t.Run("while it is paused nothing comes, but what the animator says does", func(t *testing.T) {
		s.must(s.Pause(true))
		before := s.Status()
		s.play(2 * time.Minute)
		if after := s.Status(); after.Sent != before.Sent || after.Elapsed != before.Elapsed {
			t.Errorf("%d messages came", after.Sent-before.Sent)
		}
		s.must(s.Inject(t.Context(), Word{Who: Journalist, On: Social, Text: "Et maintenant ?"}))
		s.must(s.Next(t.Context()))
		if after := s.Status(); after.Injected != 1 || after.Sent != before.Sent+1 {
			t.Errorf("%+v", after)
		}
		rows, err := s.Workspace().Rows(t.Context(), inbox.View{}, inbox.Place{}, 500)
		s.must(err)
		if !slices.ContainsFunc(rows, func(r inbox.Row) bool { return strings.Contains(r.Snippet, "Et maintenant") }) {
			t.Error("the word is not in the inbox")
		}
		if err := s.Inject(t.Context(), Word{Who: Public, On: Social}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("an empty word: %v", err)
		}
	})
	if err := s.SetPace(7); fault.KindOf(err) != fault.Invalid {
		t.Errorf("pace 7: %v", err)
	}
}

func TestExercise_IsTakenUpWhereItStood(t *testing.T) {
	s := newStage(t)
	s.open(s.create("panne", "panne-service", "fr", 10))
	s.play(10 * time.Second)
	s.must(s.Pause(true))
	t.Run("it goes on where it stood when it is opened again", func(t *testing.T) {
		before := s.Status()
		s.must(s.Exercise.Close())
		s.now = s.now.Add(9 * time.Hour)
		s.open(before)
		s.must(s.Pause(false))
		s.play(2 * time.Second)
		if after := s.Status(); after.Elapsed-before.Elapsed > time.Minute {
			t.Errorf("%v went by while it was closed", after.Elapsed-before.Elapsed)
		}
	})
	t.Run("a crash before it was noted brings nothing twice", func(t *testing.T) {
		before := s.Status()
		list := s.counted()
		s.meta.Sent, s.meta.Elapsed = 0, 0
		s.play(2 * time.Second)
		if again := s.counted(); again != list {
			t.Errorf("%d messages, then %d", list, again)
		}
		s.meta = before
	})
}
