package minutes_test

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"vigie/crisis"
	"vigie/crisis/minutes"
	"vigie/crisis/playbook"
	"vigie/inbox/team"
)

// keys shows keys instead of texts.
type keys struct{}

func (keys) T(key string, _ map[string]any) string { return key }

// told is a short run with its log.
func told(t testing.TB) (*crisis.Plan, minutes.Log) {
	t.Helper()
	raw, err := os.ReadFile("../testdata/storm.en.yaml")
	if err != nil {
		t.Fatal(err)
	}
	book, findings := playbook.Read(raw)
	if findings.Errors() {
		t.Fatal(findings)
	}
	p, r := crisis.NewPlan(book), crisis.NewRun()
	lou := team.Member{ID: "lou", Profile: team.Senior}
	roles := map[string]crisis.Binding{}
	for _, role := range book.Roles {
		roles[role.ID] = crisis.Binding{Holder: lou.ID}
	}
	now := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	var log minutes.Log
	for i, o := range []crisis.Order{
		{Act: crisis.Start{Book: crisis.Pin{ID: "storm", Version: "1.0.0", Title: "Storm"}, Roles: roles, Vars: map[string]string{"product": "Cream"}}},
		{Step: "hold", Act: crisis.Complete{}},
		{Step: "proof", Act: crisis.Skip{Reason: "=none"}},
		{Act: crisis.ByHand{Statement: "wait", Channel: "x", Link: "https://example.org/1"}},
		{Act: crisis.Reject{Statement: "wait", Hash: "old", Reason: "r"}},
		{Act: crisis.StandDown{Reason: "<script>"}},
		{Step: "grade", Act: crisis.Attach{Evidence: []crisis.Evidence{{Kind: "text", Text: "late"}}}},
	} {
		now = now.Add(10 * time.Minute)
		o.ID, o.Run, o.At, o.Base = string(rune('A'+i)), "R", now.Add(-5*time.Second), r.Seq
		if i >= 4 {
			o.Base = 0 // they did not know of the rest
		}
		if i == 5 {
			o.Base = r.Seq
		}
		list, err := crisis.Decide(p, r, o, lou, now)
		if err != nil {
			t.Fatalf("%s: %v", o.Act.Kind(), err)
		}
		for _, e := range list {
			r.Take(p, e)
			log.Events = append(log.Events, e)
		}
	}
	log.Header = minutes.Header{Book: crisis.Pin{ID: "storm", Version: "1.0.0", Title: "Storm"}, Text: string(raw), People: map[string]string{"lou": "Lou"}}
	return p, log
}

func TestLog_ComesBackWholeFromItsFile(t *testing.T) {
	_, log := told(t)
	var file bytes.Buffer
	if err := minutes.WriteJSONL(&file, log); err != nil {
		t.Fatal(err)
	}
	back, err := minutes.ReadJSONL(bytes.NewReader(file.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if b := minutes.Verify(back); b != nil {
		t.Errorf("it is broken: %+v", b)
	}
	book, _ := playbook.Read([]byte(back.Header.Text))
	if r := crisis.Fold(crisis.NewPlan(book), back.Events); r.State != crisis.StoodDown {
		t.Errorf("the fold of the file is %s", r.State)
	}
	for i := range back.Events {
		harmed := minutes.Log{Header: back.Header, Events: append([]crisis.Event(nil), back.Events...)}
		harmed.Events[i].Kept = harmed.Events[i].Kept.Add(time.Second)
		if b := minutes.Verify(harmed); b == nil || b.Line != i+2 {
			t.Errorf("event %d was changed: %+v", i+1, b)
		}
	}
}

// reread reads the file of a log after a change to its text.
func reread(t *testing.T, l minutes.Log, old, new string) (minutes.Log, error) {
	t.Helper()
	var file bytes.Buffer
	if err := minutes.WriteJSONL(&file, l); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(file.String(), old) {
		t.Fatalf("there is no %s in the file", old)
	}
	return minutes.ReadJSONL(strings.NewReader(strings.Replace(file.String(), old, new, 1)))
}

func TestLog_WhatIsAddedToALineMakesItNoLog(t *testing.T) {
	_, log := told(t)
	for what, change := range map[string][2]string{
		"a field twice, the true one last": {`"kind":"step.done"`, `"kind":"step.skipped","kind":"step.done"`},
		"a field in capitals besides":      {`"kind":"step.done"`, `"Kind":"step.skipped","kind":"step.done"`},
		"a field that no log has":          {`"kind":"step.done"`, `"kind":"step.done","remark":"seen by the lawyer"`},
		"a second head":                    {`"v":1`, `"v":7,"v":1`},
	} {
		if _, err := reread(t, log, change[0], change[1]); err == nil {
			t.Errorf("%s is read as if nothing was there", what)
		}
	}
	if _, err := reread(t, log, "\n", "\r\n"); err != nil {
		t.Errorf("a line that ends as on Windows: %v", err)
	}
}

func TestLog_ItsFirstLineSaysWhatTheEventsSay(t *testing.T) {
	_, log := told(t)
	log.Header.Book.Hash = playbook.Hash([]byte(log.Header.Text))
	log.Events = nil // told anew with the hash in the start
	e := crisis.Event{ID: "A", Run: "R", Seq: 1, Kind: crisis.KindStart, By: "lou"}
	var err error
	if e.Payload, err = json.Marshal(crisis.Start{Book: log.Header.Book, Exercise: true}); err != nil {
		t.Fatal(err)
	}
	log.Events, log.Header.Exercise = []crisis.Event{e.Sealed("")}, true
	for what, change := range map[string][2]string{
		"a real run":           {`"exercise":true,`, ``},
		"another playbook":     {`"version":"1.0.0"`, `"version":"1.0.1"`},
		"another text of it":   {`vigie: 1`, `vigie: 1 `},
		"another run's number": {`"run":"R","book"`, `"run":"S","book"`},
	} {
		got, err := reread(t, log, change[0], change[1])
		if err != nil {
			t.Fatal(err)
		}
		if b := minutes.Verify(got); b == nil || b.Line != 1 || b.Why != "header" {
			t.Errorf("%s: %+v", what, b)
		}
	}
	if got, err := reread(t, log, `"v":1`, `"v":1`); err != nil || minutes.Verify(got) != nil {
		t.Errorf("as it was: %v, %+v", err, minutes.Verify(got))
	}
}

func TestLines_TellWhatHappened(t *testing.T) {
	p, log := told(t)
	lines := minutes.Lines(p, log, keys{})
	byHand := lines[4] // behind the start, two for the first step, and the skip
	if !byHand.Red || !strings.Contains(byHand.Detail, "example.org/1") || byHand.Who != "Lou" {
		t.Errorf("a publication without approvals reads %+v", byHand)
	}
	last := lines[len(lines)-1]
	if last.Verdict != crisis.AfterClosing || last.Step != "How severe is it?" {
		t.Errorf("work after the end reads %+v", last)
	}
	var page, table bytes.Buffer
	if err := minutes.WriteHTML(&page, log, lines, keys{}, time.UTC); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(page.String(), "<script>") {
		t.Error("what somebody wrote became a part of the page")
	}
	if err := minutes.WriteCSV(&table, lines); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(table.String(), "'=none") || strings.Count(table.String(), "\n") != len(lines)+1 {
		t.Errorf("the table is %s", table.String())
	}
}

func TestLook_ComputesTheRetrospective(t *testing.T) {
	p, log := told(t)
	r := crisis.Look(p, log.Events)
	if r.Metrics.ToFreeze != 10*time.Minute || r.Metrics.ToFirstStatement != 30*time.Minute || r.Metrics.Lasted != 50*time.Minute {
		t.Errorf("the figures are %+v", r.Metrics)
	}
	if len(r.Late) != 1 || r.Late[0].Step != "hold" || r.Late[0].Late != 5*time.Minute {
		t.Errorf("late: %+v", r.Late)
	}
	if len(r.Skipped) != 1 || r.Skipped[0].Reason != "=none" {
		t.Errorf("skipped: %+v", r.Skipped)
	}
	if len(r.Out) != 1 || len(r.Odd) != 2 {
		t.Errorf("out %+v, odd %+v", r.Out, r.Odd)
	}
}

func FuzzReadJSONL(f *testing.F) {
	_, log := told(f)
	var file bytes.Buffer
	if err := minutes.WriteJSONL(&file, log); err != nil {
		f.Fatal(err)
	}
	f.Add(file.Bytes())
	f.Add([]byte(`{"format":"vigie-run-log","events":1}` + "\n" + `{"seq":1,"kind":"step.done","payload":{}}`))
	for _, k := range crisis.Kinds() {
		f.Add([]byte(`{"format":"vigie-run-log"}` + "\n" + `{"seq":1,"kind":"` + string(k) + `","step":"grade","payload":{}}`))
	}
	book, _ := playbook.Read([]byte(log.Header.Text))
	p := crisis.NewPlan(book)
	f.Fuzz(func(t *testing.T, raw []byte) {
		l, err := minutes.ReadJSONL(bytes.NewReader(raw))
		if err != nil {
			return
		}
		_ = minutes.Verify(l)
		if r := crisis.Fold(p, l.Events); r != nil {
			if _, err := json.Marshal(r); err != nil {
				t.Errorf("a fold that cannot be written: %v", err)
			}
		}
		_ = minutes.Lines(p, l, keys{})
	})
}
