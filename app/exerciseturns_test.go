package app

import (
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"vigie/inbox/fault"
	room "vigie/ui/exercise"
)

// outage is how the service outage is begun.
func outage(t *testing.T, d *desk) room.Start {
	t.Helper()
	o, err := rehearsingDesk(d).ExerciseOffer(t.Context(), "fr")
	if err != nil {
		t.Fatal(err)
	}
	b := o.Books[slices.IndexFunc(o.Books, func(b room.Book) bool { return b.ID == "panne-service" })]
	return room.Start{Hash: b.Hash, Lang: "fr", Storm: b.Storm, Pace: 60}
}

// atOnce does something twice at the same time and gives both errors.
func atOnce(do func() error) (faults [2]error) {
	var both sync.WaitGroup
	ready := make(chan struct{})
	for i := range faults {
		both.Go(func() {
			<-ready
			faults[i] = do()
		})
	}
	close(ready)
	both.Wait()
	return faults
}

// once fails unless one of two went well and the other was refused.
func once(t *testing.T, faults [2]error) {
	t.Helper()
	if (faults[0] == nil) == (faults[1] == nil) || keyOf(faults[0]) != "exercise.inside" && keyOf(faults[1]) != "exercise.inside" {
		t.Errorf("they ended with %v and %v", faults[0], faults[1])
	}
}

func TestExercise_IsEnteredOnceAndTheRealWorkspaceStaysReachable(t *testing.T) {
	d := atWork(t)
	desk, real := rehearsingDesk(d), d.house
	start := outage(t, d)
	reached := func(t *testing.T) {
		t.Helper()
		if d.behind() != real {
			t.Fatal("the real workspace is not behind the exercise")
		}
		for range 2 { // leaving twice is leaving once
			if err := desk.LeaveExercise(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if d.house != real || d.behind() != nil || d.directory() != real.path {
			t.Fatal("leaving does not lead to the real workspace")
		}
		if err := real.store.PutSetting(t.Context(), "alive", "yes"); err != nil {
			t.Error(err)
		}
	}
	t.Run("two starts at once make one", func(t *testing.T) {
		once(t, atOnce(func() error { return desk.StartExercise(t.Context(), start) }))
		if entries, err := os.ReadDir(d.exercisesDir()); err != nil || len(entries) != 1 {
			t.Errorf("%v, %v", entries, err)
		}
		reached(t)
	})
	t.Run("one that is kept is opened once", func(t *testing.T) {
		o, err := desk.ExerciseOffer(t.Context(), "fr")
		if err != nil || len(o.Kept) != 1 {
			t.Fatalf("%+v, %v", o.Kept, err)
		}
		once(t, atOnce(func() error { return desk.OpenExercise(t.Context(), o.Kept[0].ID) }))
		reached(t)
	})
	t.Run("two leave at once", func(t *testing.T) {
		if err := desk.StartExercise(t.Context(), start); err != nil {
			t.Fatal(err)
		}
		if faults := atOnce(func() error { return desk.LeaveExercise(t.Context()) }); faults != [2]error{} {
			t.Error(faults)
		}
		if d.house != real || d.behind() != nil {
			t.Error("leaving does not lead to the real workspace")
		}
	})
}

func TestExercise_NamedOnTheCommandLineIsLeftForThePersonsOwnWorkspace(t *testing.T) {
	home := t.TempDir()
	t.Setenv("VIGIE_DATA", home)
	d := atWork(t)
	begin(t, d)
	dir := d.house.path
	if err := d.close(); err != nil {
		t.Fatal(err)
	}
	o, err := parseOptions([]string{"-workspace", dir, "-config", t.TempDir()}, os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	named := newDesk(o, d.prefs, d.log)
	defer named.close()
	if err := named.open(t.Context()); err != nil {
		t.Fatal(err)
	}
	if house, ok := (windowDesk{named}).House(); !ok || !house.Exercise.On {
		t.Fatalf("it opens as %+v", house)
	}
	if err := rehearsingDesk(named).LeaveExercise(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := named.at(); fault.KindOf(err) != fault.NotFound {
		t.Errorf("nobody works in the own workspace yet: %v", err)
	}
	if want := filepath.Join(home, "solo"); named.directory() != want {
		t.Errorf("it leads to %s, not to %s", named.directory(), want)
	}
	if want := filepath.Join(home, exercisesName); named.exercisesDir() != want {
		t.Errorf("exercises are kept in %s, not in %s", named.exercisesDir(), want)
	}
}
