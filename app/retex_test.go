package app

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"vigie/crisis"
)

// TestRetexDesk_LivesARunOfTheSampleToItsReview begins a run in the
// sample, stands it down, writes the two answers and publishes them.
func TestRetexDesk_LivesARunOfTheSampleToItsReview(t *testing.T) {
	ctx := context.Background()
	desk := inSample(t)
	run := startedRun(t, desk)
	give := func(a crisis.Act) {
		t.Helper()
		room, err := desk.CrisisRoom(ctx, run)
		if err != nil {
			t.Fatal(err)
		}
		if err := (windowDesk{desk.desk}).SwitchTo(ctx, room.Run.Lead); err != nil {
			t.Fatal(err)
		}
		if err := desk.ActInRun(ctx, crisis.Order{Run: run, Base: room.Run.Seq, Act: a}); err != nil {
			t.Fatalf("%s: %v", a.Kind(), err)
		}
	}
	give(crisis.StandDown{Reason: "un homonyme"})
	if err := desk.KeepRetexDraft(ctx, crisis.ReviewDraft{Run: run, Field: "q/Pourquoi ?", Text: "Un homonyme"}); err != nil {
		t.Fatal(err)
	}
	r, err := desk.Retex(ctx, run)
	if err != nil || len(r.Drafts) != 1 || !r.Short() || r.Facts.Begun.IsZero() || r.Book == "" {
		t.Fatalf("drafts %v, %v", r.Drafts, err)
	}
	for as, begin := range map[string]string{"pdf": "%PDF-", "html": "<!doctype html>", "csv": "seq,", "jsonl": `{"format":"vigie-run-log"`} {
		out, err := desk.RetexMinutes(ctx, run, as, "fr")
		if err != nil || !bytes.HasPrefix(out, []byte(begin)) || as == "html" && !strings.Contains(string(out), "EXERCICE") {
			t.Errorf("%s: %v, %.40q", as, err, out)
		}
	}
	give(crisis.Review{Answers: map[string]string{"Pourquoi ?": "Un homonyme"}})
	if r, err = desk.Retex(ctx, run); err != nil || r.Run.State != crisis.Reviewed || r.Open() {
		t.Errorf("the run is %s, %v", r.Run.State, err)
	}
}

// TestRetexCurve_CountsTheWatchOfTheAlert ties a run to an alert of the sample
// and counts what is said on its watch.
func TestRetexCurve_CountsTheWatchOfTheAlert(t *testing.T) {
	ctx := context.Background()
	desk := inSample(t)
	h, err := desk.at()
	if err != nil {
		t.Fatal(err)
	}
	watches, err := h.store.Watches(ctx)
	if err != nil || len(watches) == 0 {
		t.Fatalf("%d watches, %v", len(watches), err)
	}
	reader, err := desk.toneReader(ctx, h)
	if err != nil {
		t.Fatal(err)
	}
	most := 0
	for _, w := range watches {
		list, cut, err := mentionsOn(ctx, h, w.ID, reader, time.Now().AddDate(-1, 0, 0), time.Now())
		if err != nil || cut {
			t.Fatalf("cut %v, %v", cut, err)
		}
		places, err := h.store.HitPlaces(ctx, w.ID, time.Now().AddDate(-1, 0, 0), time.Now())
		if err != nil || len(places) != len(list) {
			t.Errorf("%s: %d mentions, %d hits, %v", w.Name, len(list), len(places), err)
		}
		most = max(most, len(list))
	}
	if most == 0 {
		t.Error("nothing is said on any watch of the sample")
	}
}
