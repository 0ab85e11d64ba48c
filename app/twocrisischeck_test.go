package app

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"vigie/crisis"
	"vigie/store"
	"vigie/ui/crisisroom"
)

// crisisIn is the one run of a workspace as somebody else reads it; its Run is
// nil while there is none.
func crisisIn(t *testing.T, dir string) (r crisisroom.Room) {
	t.Helper()
	look(t, dir, func(ctx context.Context, w *store.Workspace) bool {
		runs, err := w.Runs(ctx)
		if err != nil || len(runs) == 0 {
			return false
		}
		if r.Run, r.Plan, err = w.Run(ctx, runs[0].ID); err == nil {
			r.Events, err = w.RunEvents(ctx, runs[0].ID)
		}
		if err != nil {
			r.Run = nil
		}
		return err == nil
	})
	return r
}

// noted counts how often a run's log has a note.
func noted(r crisisroom.Room, note string) int {
	n := 0
	for _, e := range r.Events {
		if e.Kind == crisis.KindNote && strings.Contains(string(e.Payload), note) {
			n++
		}
	}
	return n
}

// nothingIsLost compares the run of the server with both copies: the same
// events in the same chain make the same run, every act is in it once, and the
// conflicts are as the table says.
func nothingIsLost(t *testing.T, server string, copies ...string) {
	t.Helper()
	at := crisisIn(t, server)
	want, err := json.Marshal(at.Run)
	if err != nil {
		t.Fatal(err)
	}
	if broken := crisis.Verify(at.Events); broken != nil {
		t.Errorf("the chain of the log: %v", broken)
	}
	if folded, err := json.Marshal(crisis.Fold(at.Plan, at.Events)); err != nil || string(folded) != string(want) {
		t.Errorf("the log makes another run than is kept, %v", err)
	}
	for _, dir := range copies {
		r := crisisIn(t, dir)
		if got, err := json.Marshal(r.Run); err != nil || string(got) != string(want) || r.Run.Head != at.Run.Head {
			t.Errorf("a copy has another run: %v\n%s\n%s", err, got, want)
		}
		if !slices.EqualFunc(r.Events, at.Events, func(a, b crisis.Event) bool { return a.Hash == b.Hash }) {
			t.Error("a copy has other events")
		}
	}
	for _, note := range []string{"Ecrit dans le noir", "Ecrit au grand jour"} {
		if n := noted(at, note); n != 1 {
			t.Errorf("%q is noted %d times", note, n)
		}
	}
	conflicts(t, at)
	for _, e := range at.Events {
		if strings.HasPrefix(string(e.Kind), "publication.") {
			t.Errorf("something was published: %+v", e)
		}
	}
	if n := written(t, server); n != 0 {
		t.Errorf("%d replies are to be sent", n)
	}
}

// conflicts are those of two people who did not know of each other.
func conflicts(t *testing.T, r crisisroom.Room) {
	t.Helper()
	both, left := r.Run.Steps["reprendre"], r.Run.Steps["plateforme"]
	if both.State != crisis.Done || len(both.Done) != 2 || both.Done[0].By != chief || both.Done[1].By != sami || len(both.Evidence) != 2 {
		t.Errorf("what both did: %+v", both)
	}
	if left.State != crisis.Done || len(left.Done) != 1 || left.Done[0].By != sami {
		t.Errorf("what one did and the other left out: %+v", left)
	}
	verdicts := map[crisis.Verdict]int{}
	for _, v := range r.Run.Verdicts {
		verdicts[v]++
	}
	if verdicts[crisis.AlsoDone] != 1 {
		t.Errorf("the verdicts are %v", verdicts)
	}
	if s := r.Run.Steps["redaction"]; s.State != crisis.Done || r.Run.Vars["heure_debut"].Value != "16:30" {
		t.Errorf("the text that Sami wrote: %+v", s)
	}
	if len(r.Run.Publications) != 0 {
		t.Errorf("published: %+v", r.Run.Publications)
	}
}
