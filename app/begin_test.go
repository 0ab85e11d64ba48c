package app

import (
	"context"
	"log/slog"
	"path/filepath"
	"testing"

	"vigie/inbox"
	"vigie/inbox/team"
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
