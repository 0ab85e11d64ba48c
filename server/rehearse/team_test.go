package rehearse_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/store/replica"
	"vigie/store/wire"
)

// about gives the conversations of a workspace whose text has these words.
func (k *copied) about(words string) (found []inbox.Row) {
	k.c.t.Helper()
	rows, err := k.w.Rows(k.c.t.Context(), inbox.View{}, inbox.Place{}, 1000)
	k.c.must(err)
	for _, r := range rows {
		if strings.Contains(r.Snippet, words) {
			found = append(found, r)
		}
	}
	return found
}

// note has who sits there write a note.
func (k *copied) note(on inbox.ConversationID, id, text string) {
	k.c.t.Helper()
	_, err := k.w.Do(k.c.t.Context(), inbox.Command{ID: inbox.CommandID(id), Conversation: on, Act: inbox.AddNote{Text: text}}, k.c.who)
	k.c.must(err)
}

func (k *copied) notes(on inbox.ConversationID) (out []string) {
	k.c.t.Helper()
	d, err := k.w.Detail(k.c.t.Context(), on, 50)
	k.c.must(err)
	for _, n := range d.Notes {
		out = append(out, n.Text)
	}
	slices.Sort(out)
	return out
}

func (h *house) rows() map[string]string {
	h.t.Helper()
	all, err := h.w.Everything(h.t.Context())
	h.must(err)
	return all
}

// TestTeam_RehearsesTogether lives through an exercise of two desktops: one
// starts again in the middle, then the server does.
func TestTeam_RehearsesTogether(t *testing.T) {
	h := newHouse(t)
	a, b := h.computer(lou), h.computer(hana)
	realA, realB := a.copyOf(""), b.copyOf("")
	realA.synced()
	realB.synced()
	before := h.rows()
	e, err := a.line("").StartExercise(t.Context(), plan(t))
	h.must(err)
	if e.State != wire.ExercisePrepared || e.Leader != string(lou) || e.Title == "" {
		t.Fatalf("it begins as %+v", e)
	}
	h.until("the other desktop is told", func() bool { return realB.told() == e })
	path := replica.ExercisePath(e.ID)
	inA := a.copyOf(path)
	inA.synced() // who joined first is told first
	inB := b.copyOf(path)
	inB.synced()
	lead, other := a.line(path), b.line(path)

	t.Run("nothing comes before its leader lets it", func(t *testing.T) {
		s, err := lead.Exercise(t.Context())
		h.must(err)
		if s.Sent != 0 || len(s.Coming) == 0 || !slices.Equal(s.Members, []string{string(lou), string(hana)}) {
			t.Errorf("it stands %+v", s)
		}
		if s, err := other.Exercise(t.Context()); err != nil || len(s.Coming) > 0 || s.All != 0 {
			t.Errorf("who takes part sees what is to come: %+v, %v", s, err)
		}
	})
	h.must(lead.ActInExercise(t.Context(), wire.ExerciseAct{Do: wire.ExerciseGoOn}))
	h.must(lead.ActInExercise(t.Context(), wire.ExerciseAct{Do: wire.ExerciseSay, Who: "journalist", On: "social", Text: "Et maintenant, que dites-vous ?"}))
	h.until("the word of the animator comes to both", func() bool {
		return len(inA.about("Et maintenant")) == 1 && len(inB.about("Et maintenant")) == 1
	})
	h.until("both houses hear that it runs", func() bool {
		return realB.told().State == wire.ExerciseRunning && inB.told().State == wire.ExerciseRunning
	})
	on := inB.about("Et maintenant")[0].ID

	t.Run("what one writes the other reads, one starting again in between", func(t *testing.T) {
		inB.note(on, "01HZZZZZZZZZZZZZZZZZZZZZC1", "Je regarde.")
		inB.leave()
		inB = b.copyOf(path)
		inB.note(on, "01HZZZZZZZZZZZZZZZZZZZZZC2", "J’appelle.")
		h.until("both are there", func() bool { return slices.Equal(inA.notes(on), []string{"Je regarde.", "J’appelle."}) })
	})
	t.Run("the server starts again in the middle and it goes on", func(t *testing.T) {
		h.restart()
		inA.note(on, "01HZZZZZZZZZZZZZZZZZZZZZC3", "Toujours là.")
		h.until("it comes to the other", func() bool { return slices.Contains(inB.notes(on), "Toujours là.") })
		h.must(lead.ActInExercise(t.Context(), wire.ExerciseAct{Do: wire.ExerciseSay, Who: "public", On: "page", Text: "Encore une question"}))
		h.until("messages come", func() bool { return len(inB.about("Encore une question")) == 1 })
	})
	t.Run("who is away when it ends is told when they come back", func(t *testing.T) {
		inB.leave()
		realB.leave()
		h.must(lead.ActInExercise(t.Context(), wire.ExerciseAct{Do: wire.ExerciseEnd}))
		h.until("the leader's desktop is told", func() bool { return inA.told().State == wire.ExerciseOver })
		b.isToldItIsOver(path)
	})
	inA.leave()
	t.Run("it is kept, also when the server starts again, and goes when it is deleted", func(t *testing.T) { h.keptAndDeleted(a, e.ID) })
	t.Run("of the house's rows only the word of it is new", func(t *testing.T) { h.hasOnlyTheWordOfIt(before) })
}

// isToldItIsOver opens both copies of a computer that was away.
func (c *computer) isToldItIsOver(path string) {
	c.t.Helper()
	in, real := c.copyOf(path), c.copyOf("")
	c.until("who was away is told too", func() bool {
		return in.told().State == wire.ExerciseOver && real.told().State == wire.ExerciseOver
	})
	in.leave()
}

// hasOnlyTheWordOfIt compares the house with what it was before, but for what a
// computer's coming and going writes, and for other rows that may be new.
func (h *house) hasOnlyTheWordOfIt(before map[string]string, other ...string) {
	h.t.Helper()
	after := h.rows()
	maps.DeleteFunc(after, func(row, is string) bool { return before[row] == is })
	for row := range after {
		if row != "setting exercise.announced" && !slices.Contains(other, row) && !strings.HasPrefix(row, "device ") && !strings.HasPrefix(row, "answer ") && !strings.HasPrefix(row, "refresh ") {
			h.t.Errorf("%s is new or changed", row)
		}
	}
}

func (h *house) keptAndDeleted(a *computer, id string) {
	h.t.Helper()
	ctx := h.t.Context()
	h.restart()
	list, err := a.line("").Exercises(ctx)
	if err != nil || len(list) != 1 || list[0].ID != id || list[0].State != wire.ExerciseOver || time.UnixMilli(list[0].Ended).IsZero() {
		h.t.Fatalf("kept are %+v, %v", list, err)
	}
	again := a.copyOf(replica.ExercisePath(id))
	h.until("it can be looked at", func() bool { return len(again.about("Encore une question")) == 1 })
	again.leave()
	h.must(a.line("").DeleteExercise(ctx, id))
	if list, err := a.line("").Exercises(ctx); err != nil || len(list) != 0 {
		h.t.Errorf("kept are %+v, %v", list, err)
	}
	if _, err := a.line(replica.ExercisePath(id)).Exercise(ctx); codeOf(err) != wire.CodeNotSeen {
		h.t.Errorf("it is still there: %v", err)
	}
}
