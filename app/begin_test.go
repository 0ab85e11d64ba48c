package app

import (
	"context"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/team"
	"vigie/server/sample"
	"vigie/store"
	"vigie/ui/setup"
)

// newTestDesk is the desk of a computer that was never used.
func newTestDesk(t *testing.T) *desk {
	t.Helper()
	prefs, err := openPreferences(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	d := newDesk(options{workspace: filepath.Join(t.TempDir(), "data", "solo"), config: t.TempDir()}, prefs, slog.New(slog.DiscardHandler))
	t.Cleanup(func() {
		if err := d.close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

func TestOpenSample_IsThereAtOnceAndCanBeLeft(t *testing.T) {
	ctx := context.Background()
	d := newTestDesk(t)
	if err := (setupDesk{d}).OpenSample(ctx); err != nil {
		t.Fatal(err)
	}
	house, ok := windowDesk{d}.House()
	if !ok || !house.Sample {
		t.Fatalf("got %+v, %v", house, ok)
	}
	counts, err := d.Counts(ctx)
	if err != nil || counts[inbox.CountInbox] == 0 {
		t.Errorf("nothing to do in the sample: %v, %v", counts, err)
	}
	if _, err := d.PutAccount(ctx, setup.Filled{Channel: inbox.ChannelEmail, Address: "a@b.example"}); err == nil {
		t.Error("the sample took a real account")
	}
	t.Run("it goes on where it was left", func(t *testing.T) {
		if err := (windowDesk{d}).LeaveSample(ctx); err != nil {
			t.Fatal(err)
		}
		if _, ok := (windowDesk{d}).House(); ok {
			t.Fatal("after the sample there should be no workspace")
		}
		if err := (setupDesk{d}).OpenSample(ctx); err != nil {
			t.Fatal(err)
		}
		again, err := d.Counts(ctx)
		if err != nil || again[inbox.CountInbox] < counts[inbox.CountInbox] {
			t.Errorf("got %v, %v, want at least %v", again, err, counts)
		}
	})
}

func TestStartSolo_MakesAWorkspaceThatOpensAgain(t *testing.T) {
	ctx := context.Background()
	d := newTestDesk(t)
	start := setup.Start{
		Brand: "Acme", Name: "Léa Martin", Profile: team.Senior, Mine: 1,
		Departments: []setup.NewDepartment{{Name: "Service client", Reasons: []string{"Panne"}}, {Name: "Social"}},
	}
	if err := (setupDesk{d}).StartSolo(ctx, setup.Start{Name: "Léa"}); err == nil {
		t.Error("a workspace without a brand was made")
	}
	if err := (setupDesk{d}).StartSolo(ctx, start); err != nil {
		t.Fatal(err)
	}
	me := triageDesk{d}.Me()
	if me.Name != "Léa Martin" || me.Handle != "léa.martin" || len(me.Departments) != 1 {
		t.Errorf("at the keyboard: %+v", me)
	}
	t.Run("who owns the computer manages the team without being a coordinator", func(t *testing.T) {
		s := settingsDesk{d}
		if err := s.PutMember(ctx, team.Member{Name: "Marc Petit", Profile: team.Senior, Departments: me.Departments}); err != nil {
			t.Fatal(err)
		}
		roster, err := d.Roster(ctx)
		if err != nil || len(roster.Members) != 2 {
			t.Fatalf("got %+v, %v", roster.Members, err)
		}
		if err := (windowDesk{d}).SwitchTo(ctx, roster.Members[1].ID); err != nil || (triageDesk{d}).Me().Name != "Marc Petit" {
			t.Errorf("at the keyboard: %+v, %v", triageDesk{d}.Me(), err)
		}
	})
	t.Run("it opens again, with who sat there last", func(t *testing.T) {
		if err := d.shut(); err != nil {
			t.Fatal(err)
		}
		if err := d.open(ctx); err != nil {
			t.Fatal(err)
		}
		house, ok := windowDesk{d}.House()
		if !ok || house.Brand != "Acme" || house.Sample || (triageDesk{d}).Me().Name != "Marc Petit" {
			t.Errorf("got %+v, %v, %+v", house, ok, triageDesk{d}.Me())
		}
	})
	t.Run("a second window says that it is in use", func(t *testing.T) {
		other := newDesk(d.options, d.prefs, d.log)
		defer other.close()
		if err := other.open(ctx); err == nil || (windowDesk{other}).Obstacle() == nil {
			t.Errorf("got %v, obstacle %v", err, windowDesk{other}.Obstacle())
		}
		if _, ok := (windowDesk{other}).House(); ok {
			t.Error("two windows have one workspace")
		}
	})
}

func TestRenewSample_BeginsAgainAndTouchesNothingElse(t *testing.T) {
	ctx := context.Background()
	d := newTestDesk(t)
	start := setup.Start{Brand: "Acme", Name: "Léa Martin", Profile: team.Senior, Departments: []setup.NewDepartment{{Name: "Social"}}}
	if err := (setupDesk{d}).StartSolo(ctx, start); err != nil {
		t.Fatal(err)
	}
	if err := (windowDesk{d}).RenewSample(ctx); err == nil {
		t.Fatal("a person's own workspace was made anew")
	}
	beside := filepath.Join(filepath.Dir(d.options.workspace), "letters.txt")
	if err := os.WriteFile(beside, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	own := filesOf(t, filepath.Dir(d.options.workspace))
	if err := (setupDesk{d}).OpenSample(ctx); err != nil {
		t.Fatal(err)
	}
	h, err := d.at()
	if err != nil {
		t.Fatal(err)
	}
	rows, err := h.store.Rows(ctx, inbox.View{Statuses: []inbox.Status{inbox.New}, Unassigned: true}, inbox.Place{}, 1)
	if err != nil || len(rows) != 1 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	if _, err := (triageDesk{d}).Do(ctx, rows[0].ID, inbox.AddNote{Text: "tried"}); err != nil {
		t.Fatal(err)
	}
	if err := (windowDesk{d}).RenewSample(ctx); err != nil {
		t.Fatal(err)
	}
	t.Run("what was tried is gone and the sample is whole", func(t *testing.T) {
		house, ok := windowDesk{d}.House()
		if !ok || !house.Sample || house.Brand == "" {
			t.Fatalf("got %+v, %v", house, ok)
		}
		now, err := d.at()
		if err != nil || !now.whole(ctx) {
			t.Fatalf("not whole, %v", err)
		}
		noted := 0
		err = now.store.Export(ctx, func(record any) error {
			if r, ok := record.(store.Record); ok {
				if n, ok := r.Value.(inbox.Note); ok && n.Text == "tried" {
					noted++
				}
			}
			return nil
		})
		if err != nil || noted != 0 {
			t.Errorf("%d notes of before, %v", noted, err)
		}
	})
	t.Run("nothing beside the sample changed", func(t *testing.T) {
		for path, sum := range filesOf(t, filepath.Dir(d.options.workspace)) {
			if strings.HasPrefix(path, sampleName+"/") || strings.Contains(path, "vigie.db") {
				continue // the database of the own workspace was open and closed meanwhile
			}
			if own[path] != sum {
				t.Errorf("%s changed", path)
			}
			delete(own, path)
		}
		for path := range own {
			if !strings.Contains(path, "vigie.db") {
				t.Errorf("%s is gone", path)
			}
		}
		if err := (windowDesk{d}).LeaveSample(ctx); err != nil {
			t.Fatal(err)
		}
		if house, ok := (windowDesk{d}).House(); !ok || house.Brand != "Acme" || house.Sample {
			t.Errorf("back in %+v, %v", house, ok)
		}
	})
}

func TestOpenSample_MakesAHalfMadeOneAnew(t *testing.T) {
	ctx := context.Background()
	d := newTestDesk(t)
	dir := filepath.Join(filepath.Dir(d.options.workspace), sampleName)
	broken, cancel := context.WithCancel(ctx)
	err := sample.Create(broken, dir, "fr", time.Now, func(done, total int) {
		if done > total/3 {
			cancel()
		}
	})
	if err == nil || !sample.IsSample(dir) {
		t.Fatalf("the sample was not broken off: %v", err)
	}
	if err := (setupDesk{d}).OpenSample(ctx); err != nil {
		t.Fatal(err)
	}
	h, err := d.at()
	if err != nil || !h.whole(ctx) || h.brand == sampleName {
		t.Errorf("opened %+v, %v", h, err)
	}
}

// filesOf gives what is in a directory, by path.
func filesOf(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		out[filepath.ToSlash(rel)] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
