package app

import (
	"context"
	"maps"
	"slices"
	"testing"
	"time"

	"vigie/crisis"
	"vigie/inbox"
	"vigie/inbox/team"
	"vigie/store"
	"vigie/ui/crisisroom"
	room "vigie/ui/exercise"
	"vigie/ui/setup"
)

// atWork is the desk of a person with a house of their own.
func atWork(t *testing.T) *desk {
	t.Helper()
	d := newTestDesk(t)
	err := setupDesk{d}.StartSolo(t.Context(), setup.Start{
		Brand: "Tambrelle", Name: "Lou", Profile: team.Coordinator, Departments: []setup.NewDepartment{{Name: "Social"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func rehearsingDesk(d *desk) exerciseDesk { return exerciseDesk{crisisDesk{triageDesk{d}}} }

// begin starts an exercise of the service outage.
func begin(t *testing.T, d *desk) room.Offer {
	t.Helper()
	desk := rehearsingDesk(d)
	o, err := desk.ExerciseOffer(t.Context(), "fr")
	if err != nil || len(o.Books) != 10 || len(o.Storms) < 5 {
		t.Fatalf("%d playbooks and %d storms, %v", len(o.Books), len(o.Storms), err)
	}
	i := slices.IndexFunc(o.Books, func(b room.Book) bool { return b.ID == "panne-service" })
	b := o.Books[i]
	if b.Storm != "panne" || !b.Rehearsed.IsZero() {
		t.Errorf("the outage is offered as %+v", b)
	}
	if err := desk.StartExercise(t.Context(), room.Start{Hash: b.Hash, Lang: "fr", Storm: b.Storm, Pace: 60}); err != nil {
		t.Fatal(err)
	}
	return o
}

func TestExercise_IsPlayedBesideTheRealWorkspace(t *testing.T) {
	ctx := context.Background()
	d := atWork(t)
	desk, window := rehearsingDesk(d), windowDesk{d}
	waitFor(t, func() bool { // the engine has brought in what is built in
		list, err := d.house.store.Playbooks(ctx)
		return err == nil && len(list) == 20 && !slices.ContainsFunc(list, func(v store.PlaybookVersion) bool { return v.PublishedAt.IsZero() })
	})
	if err := d.house.store.PutSetting(ctx, "alive", "yes"); err != nil {
		t.Fatal(err)
	}
	before, err := d.house.store.Everything(ctx)
	if err != nil {
		t.Fatal(err)
	}
	begin(t, d)
	house, _ := window.House()
	if !house.Exercise.On || house.Exercise.Title != "Panne de service" || house.Brand != "Tambrelle" {
		t.Fatalf("the house is %+v", house)
	}
	t.Run("messages come, and the real workspace works on behind it", func(t *testing.T) {
		waitFor(t, func() bool { p, err := desk.ExercisePlaying(ctx); return err == nil && p.Sent > 0 })
		p, err := desk.ExercisePlaying(ctx)
		if err != nil || len(p.Coming) == 0 || p.First.IsZero() {
			t.Errorf("%+v, %v", p, err)
		}
		if real := d.behind(); real == nil || real.store.PutSetting(ctx, "alive", "") != nil || real.store.PutSetting(ctx, "alive", "yes") != nil {
			t.Error("the real workspace is closed")
		}
	})
	t.Run("it takes no account and tries none", func(t *testing.T) { refusesAccounts(t, d) })
	t.Run("a run in it is an exercise whatever was said", func(t *testing.T) {
		run := runOutage(t, desk.crisisDesk)
		got, err := desk.CrisisRoom(ctx, run)
		if err != nil || !got.Run.Exercise {
			t.Errorf("%+v, %v", got.Run, err)
		}
	})
	t.Run("another one does not begin inside of it", func(t *testing.T) {
		if err := desk.StartExercise(ctx, room.Start{Lang: "fr", Pace: 1}); keyOf(err) != "exercise.inside" {
			t.Errorf("%v", err)
		}
	})
	t.Run("ended and left, only the day of the rehearsal is new", func(t *testing.T) { leavesTheDay(t, d, before) })
	t.Run("it is kept, can be looked at, and goes when somebody deletes it", func(t *testing.T) { isKept(t, desk) })
}

func refusesAccounts(t *testing.T, d *desk) {
	t.Helper()
	form := setup.Filled{Channel: inbox.ChannelEmail, Address: "a@b.example"}
	if _, err := d.PutAccount(t.Context(), form); keyOf(err) != "exercise.no-accounts" {
		t.Errorf("an account: %v", err)
	}
	if _, err := d.SignIn(t.Context(), form, func(string, error) {}); keyOf(err) != "exercise.no-accounts" {
		t.Errorf("a sign-in: %v", err)
	}
	if err := d.Test(t.Context(), form, func(setup.StageResult) { t.Error("something was tried") }); keyOf(err) != "exercise.no-accounts" {
		t.Errorf("a try: %v", err)
	}
}

// leavesTheDay ends the exercise and leaves it: of the rows of the real
// workspace, the day of the rehearsal alone is new.
func leavesTheDay(t *testing.T, d *desk, before map[string]string) {
	t.Helper()
	ctx, desk, from := context.Background(), rehearsingDesk(d), time.Now().Truncate(time.Millisecond)
	if err := desk.EndExercise(ctx); err != nil {
		t.Fatal(err)
	}
	to := time.Now()
	if runs, err := desk.CrisisRuns(ctx); err != nil || runs[0].State != crisis.StoodDown {
		t.Errorf("the run is %s, %v", runs[0].State, err)
	}
	if err := desk.LeaveExercise(ctx); err != nil {
		t.Fatal(err)
	}
	if house, ok := (windowDesk{d}).House(); !ok || house.Exercise.On || d.behind() != nil {
		t.Errorf("the house is %+v", house)
	}
	after, err := d.house.store.Everything(ctx)
	if err != nil {
		t.Fatal(err)
	}
	had, has := len(before), len(after)
	maps.DeleteFunc(after, func(row, is string) bool { return before[row] == is })
	if rows := slices.Sorted(maps.Keys(after)); !slices.Equal(rows, []string{"setting rehearsed.panne-service"}) || has != had+1 {
		t.Errorf("other rows are %v; there were %d, and are %d", rows, had, has)
	}
	if runs, err := desk.CrisisRuns(ctx); err != nil || len(runs) > 0 {
		t.Errorf("%d runs in the real workspace, %v", len(runs), err)
	}
	o, err := desk.ExerciseOffer(ctx, "en") // the date is of every language
	i := slices.IndexFunc(o.Books, func(b room.Book) bool { return b.ID == "panne-service" })
	if at := o.Books[i].Rehearsed; err != nil || at.Before(from) || at.After(to) {
		t.Errorf("it was rehearsed at %v, not between %v and %v, %v", at, from, to, err)
	}
}

// isKept looks at the exercise that is kept, and deletes it.
func isKept(t *testing.T, desk exerciseDesk) {
	t.Helper()
	ctx := t.Context()
	o, err := desk.ExerciseOffer(ctx, "fr")
	if err != nil || len(o.Kept) != 1 || o.Kept[0].Ended.IsZero() {
		t.Fatalf("%+v, %v", o.Kept, err)
	}
	if err := desk.OpenExercise(ctx, o.Kept[0].ID); err != nil {
		t.Fatal(err)
	}
	if p, err := desk.ExercisePlaying(ctx); err != nil || !p.Over || p.Begun.IsZero() {
		t.Errorf("%+v, %v", p, err)
	}
	if err := desk.DeleteExercise(ctx, o.Kept[0].ID); err == nil {
		t.Error("an open one was deleted")
	}
	if err := desk.LeaveExercise(ctx); err != nil {
		t.Fatal(err)
	}
	if err := desk.DeleteExercise(ctx, o.Kept[0].ID); err != nil {
		t.Error(err)
	}
}

// runOutage starts the playbook of the exercise as the crisis room proposes it.
func runOutage(t *testing.T, desk crisisDesk) crisis.RunID {
	t.Helper()
	books, err := desk.CrisisBooks(t.Context(), "fr")
	if err != nil {
		t.Fatal(err)
	}
	b := books[slices.IndexFunc(books, func(b crisisroom.Book) bool { return b.ID == "panne-service" })]
	ro, me, err := desk.CrisisPeople(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	vars := map[string]string{}
	for _, v := range b.Playbook.Variables {
		if v.Ask == "start" {
			vars[v.ID] = "https://etat.example"
			if v.Type != "url" {
				vars[v.ID] = "12:30"
			}
		}
	}
	roles := crisisroom.ProposeRoles(b.Playbook, ro, me)
	for _, r := range b.Playbook.Roles {
		if roles[r.ID].Holder == "" {
			roles[r.ID] = crisis.Binding{Holder: me.ID}
		}
	}
	run, err := desk.StartRun(t.Context(), crisis.Start{
		Book: crisis.Pin{ID: b.ID, Version: b.Version, Hash: b.Hash, Title: b.Title, Lang: b.Lang}, Roles: roles, Vars: vars,
	})
	if err != nil {
		t.Fatal(err)
	}
	return run
}

func TestExercise_ClosingTheProgramClosesBoth(t *testing.T) {
	d := atWork(t)
	begin(t, d)
	dir := d.options.workspace
	if err := d.close(); err != nil {
		t.Fatal(err)
	}
	again := newDesk(options{workspace: dir, config: t.TempDir()}, d.prefs, d.log)
	if err := again.open(t.Context()); err != nil {
		t.Fatal(err)
	}
	defer again.close()
	if house, ok := (windowDesk{again}).House(); !ok || house.Exercise.On {
		t.Errorf("the next day begins with %+v", house)
	}
	t.Run("an exercise that is named on the command line opens as one", func(t *testing.T) {
		o, err := rehearsingDesk(again).ExerciseOffer(t.Context(), "fr")
		if err != nil || len(o.Kept) != 1 || !o.Kept[0].Ended.IsZero() {
			t.Fatalf("%+v, %v", o.Kept, err)
		}
		named := newDesk(options{workspace: again.exercisesDir() + "/exercise-" + o.Kept[0].ID, config: t.TempDir()}, d.prefs, d.log)
		if err := named.open(t.Context()); err != nil {
			t.Fatal(err)
		}
		defer named.close()
		if house, ok := (windowDesk{named}).House(); !ok || !house.Exercise.On {
			t.Errorf("it opens as %+v", house)
		}
	})
}

// waitFor waits until something is so, within two minutes.
func waitFor(t *testing.T, so func() bool) {
	t.Helper()
	for end := time.Now().Add(2 * time.Minute); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if so() {
			return
		}
	}
	t.Fatal("it never came to be")
}
