package app

import (
	"context"
	"testing"

	"vigie/crisis"
	"vigie/ui/crisisroom"
)

// TestCrisisDesk_RunsABuiltInPlaybookInTheSample starts a playbook that comes
// with the program as the screen proposes it, and gets its holding statement
// approved by two people.
func TestCrisisDesk_RunsABuiltInPlaybookInTheSample(t *testing.T) {
	ctx := context.Background()
	desk := inSample(t)
	books, err := desk.CrisisBooks(ctx, "fr")
	if err != nil || len(books) != 10 {
		t.Fatalf("%d playbooks, %v", len(books), err)
	}
	run := startedRun(t, desk)
	if again, err := desk.CrisisBooks(ctx, "fr"); err != nil || len(again) != 10 {
		t.Errorf("%d playbooks once one was taken over, %v", len(again), err)
	}
	for _, o := range []crisis.Order{
		{Step: "figer", Act: crisis.Complete{}},
		{Step: "preuves", Act: crisis.Complete{Evidence: []crisis.Evidence{{Kind: "text", Text: "capture"}}}},
		{Step: "gravite", Act: crisis.Choose{Option: "n2"}},
		{Act: crisis.SetVariable{Name: "heure_point", Value: "16:30"}},
		{Step: "redaction", Act: crisis.Complete{}},
	} {
		o.Run, o.Base = run, seqOf(t, desk, run)
		if err := desk.ActInRun(ctx, o); err != nil {
			t.Fatalf("%s %s: %v", o.Act.Kind(), o.Step, err)
		}
	}
	room, err := desk.CrisisRoom(ctx, run)
	if err != nil {
		t.Fatal(err)
	}
	for _, role := range []string{"dir_com", "juridique"} {
		if err := (windowDesk{desk.desk}).SwitchTo(ctx, room.Run.Roles[role].Holder); err != nil {
			t.Fatal(err)
		}
		o := crisis.Order{Run: run, Base: seqOf(t, desk, run), Act: crisis.Approve{Statement: "attente", Hash: room.Run.Texts["attente"].Hash}}
		if err := desk.ActInRun(ctx, o); err != nil {
			t.Fatalf("%s approves: %v", role, err)
		}
	}
	if room, err = desk.CrisisRoom(ctx, run); err != nil || room.Run.Steps["valider_attente"].State != crisis.Done || room.Run.Steps["publier_attente"].State != crisis.Ready {
		t.Errorf("approved: %v, publish: %v, %v", room.Run.Steps["valider_attente"].State, room.Run.Steps["publier_attente"].State, err)
	}
	if crisis.Verify(room.Events) != nil {
		t.Error("the chain of the log is broken")
	}
}

// inSample is the crisis room of the sample house.
func inSample(t *testing.T) crisisDesk {
	t.Helper()
	d := newTestDesk(t)
	if err := (setupDesk{d}).OpenSample(t.Context()); err != nil {
		t.Fatal(err)
	}
	return crisisDesk{triageDesk{d}}
}

// startedRun begins a run of the rumour about a product, as the screen proposes
// it.
func startedRun(t *testing.T, desk crisisDesk) crisis.RunID {
	t.Helper()
	ctx := t.Context()
	books, err := desk.CrisisBooks(ctx, "fr")
	if err != nil {
		t.Fatal(err)
	}
	ro, me, err := desk.CrisisPeople(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range books {
		if b.ID != "rumeur-securite-produit" {
			continue
		}
		run, err := desk.StartRun(ctx, crisis.Start{
			Book: crisis.Pin{ID: b.ID, Version: b.Version, Hash: b.Hash, Title: b.Title, Lang: b.Lang}, Exercise: true,
			Roles: crisisroom.ProposeRoles(b.Playbook, ro, me), Vars: map[string]string{"produit": "X200", "tel_conso": "0800 000 000"},
		})
		if err != nil {
			t.Fatal(err)
		}
		return run
	}
	t.Fatal("there is no playbook about a product")
	return ""
}

func seqOf(t *testing.T, d crisisDesk, id crisis.RunID) int64 {
	t.Helper()
	room, err := d.CrisisRoom(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return room.Run.Seq
}
