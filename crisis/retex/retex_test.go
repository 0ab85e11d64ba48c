package retex_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vigie/crisis"
	"vigie/crisis/playbook"
	"vigie/crisis/retex"
)

func read(t testing.TB, path string) string {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func planOf(t testing.TB, text string) *crisis.Plan {
	t.Helper()
	book, findings := playbook.Read([]byte(text))
	if findings.Errors() {
		t.Fatal(findings)
	}
	return crisis.NewPlan(book)
}

func TestRevise_ChangesOnlyWhatWasAccepted(t *testing.T) {
	text := read(t, "../testdata/storm.en.yaml")
	changes := []crisis.BookChange{
		{ID: "a", What: retex.Due, Step: "proof", From: "15m", To: "30m", Accepted: true},
		{ID: "b", What: retex.Due, Step: "verify", To: "3h"},
		{ID: "c", What: retex.Note, Step: "draft", To: "the text was\nready # already", Accepted: true},
	}
	out, err := retex.Revise(text, retex.Next("1.0.0"), changes)
	if err != nil {
		t.Fatal(err)
	}
	book, findings := playbook.Read([]byte(out))
	if findings.Errors() || book.Version != "1.1.0" {
		t.Fatalf("version %s, %v", book.Version, findings)
	}
	proof, _ := book.Step("proof")
	verify, _ := book.Step("verify")
	if proof.Due != 30*time.Minute || verify.Due != 2*time.Hour {
		t.Errorf("due %v and %v", proof.Due, verify.Due)
	}
	if !strings.Contains(out, "          # RETEX: the text was ready # already\n          - {id: draft") {
		t.Errorf("the remark is not before its step:\n%s", out)
	}
	if n := len(retex.Hunks(retex.Diff(text, out), 0)); n < 5 || n > 9 {
		t.Errorf("%d lines differ", n)
	}
}

func TestRevise_LeavesAStepOut(t *testing.T) {
	text := read(t, "../testdata/storm.en.yaml")
	t.Run("and what led to it goes on behind it", func(t *testing.T) {
		out, err := retex.Revise(text, "", []crisis.BookChange{{What: retex.Remove, Step: "rest", Accepted: true}})
		if err != nil {
			t.Fatal(err)
		}
		book, _ := playbook.Read([]byte(out))
		verdict, _ := book.Step("verdict")
		if _, there := book.Step("rest"); there || verdict.Options[1].Goto != "route" {
			t.Errorf("options %+v", verdict.Options)
		}
	})
	t.Run("but not one that others need", func(t *testing.T) {
		if _, err := retex.Revise(text, "", []crisis.BookChange{{What: retex.Remove, Step: "deny", Accepted: true}}); err == nil {
			t.Error("a statement goes out without an approval")
		}
	})
}

func TestPropose_SaysWhatTheRunSuggests(t *testing.T) {
	text := read(t, "../testdata/storm.en.yaml")
	facts := crisis.Retrospective{
		Late:    []crisis.Delay{{Step: "proof", Took: 22 * time.Minute}, {Step: "proof", Took: 41 * time.Minute}},
		Skipped: []crisis.SkippedStep{{Step: "route", Title: "Give", Reason: "nobody wrote"}, {Step: "out", Reason: "too late"}},
	}
	got := append(retex.Propose(text, planOf(t, text), facts), retex.Notes([]retex.Answer{{"What?", "  "}, {"Why?", "the phone\nwas off"}})...)
	want := []crisis.BookChange{
		{ID: "due/proof", What: "due", Step: "proof", From: "15m", To: "45m"},
		{ID: "remove/route", What: "remove", Step: "route", From: "Give", To: "nobody wrote"},
		{ID: "note/out", What: "note", Step: "out", To: "too late"},
		{ID: "note/q2", What: "note", From: "Why?", To: "the phone was off"},
	}
	if len(got) != len(want) {
		t.Fatalf("got %+v", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%d: got %+v, want %+v", i, got[i], want[i])
		}
	}
}

// TestRevise_FitsEveryBuiltInPlaybook changes the time of each step and remarks
// upon each, of every playbook that comes with the program.
func TestRevise_FitsEveryBuiltInPlaybook(t *testing.T) {
	files, err := filepath.Glob("../../assets/playbook/*.yaml")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d playbooks, %v", len(files), err)
	}
	for _, f := range files {
		text := read(t, f)
		var changes []crisis.BookChange
		planOf(t, text).Book.Walk(func(_ string, s *playbook.Step) {
			if s.Due > 0 {
				changes = append(changes, crisis.BookChange{ID: s.ID, What: retex.Due, Step: s.ID, To: "90m", Accepted: true})
			}
			changes = append(changes, crisis.BookChange{ID: s.ID, What: retex.Note, Step: s.ID, To: "seen", Accepted: true})
		})
		out, err := retex.Revise(text, "9.0.0", changes)
		if err != nil {
			t.Errorf("%s: %v", f, err)
			continue
		}
		planOf(t, out).Book.Walk(func(_ string, s *playbook.Step) {
			if s.Due > 0 && s.Due != 90*time.Minute {
				t.Errorf("%s: %s is due in %v", f, s.ID, s.Due)
			}
		})
	}
}

func TestDiff_TellsOneTextFromTheOther(t *testing.T) {
	var out strings.Builder
	for _, l := range retex.Diff("a\nb\nc\nd", "a\nc\nx\nd") {
		out.WriteByte(l.Op)
		out.WriteString(l.Text)
	}
	if out.String() != " a-b c+x d" {
		t.Errorf("got %q", out.String())
	}
}

// FuzzDiff holds that a comparison has both texts in it.
func FuzzDiff(f *testing.F) {
	f.Add("a\nb", "b\nc")
	f.Add("", "x")
	f.Fuzz(func(t *testing.T, a, b string) {
		var before, after []string
		for _, l := range retex.Diff(a, b) {
			if l.Op != '+' {
				before = append(before, l.Text)
			}
			if l.Op != '-' {
				after = append(after, l.Text)
			}
		}
		if strings.Join(before, "\n") != a || strings.Join(after, "\n") != b {
			t.Errorf("%q and %q came back as %q and %q", a, b, before, after)
		}
	})
}

// FuzzRevise holds that a remark never breaks the file.
func FuzzRevise(f *testing.F) {
	text := read(f, "../testdata/storm.en.yaml")
	f.Add("a: b\n- c")
	f.Fuzz(func(t *testing.T, words string) {
		out, err := retex.Revise(text, "2.0.0", []crisis.BookChange{
			{What: retex.Note, Step: "proof", To: words, Accepted: true}, {What: retex.Note, From: words, To: "x", Accepted: true},
		})
		if err != nil && strings.ToValidUTF8(words, "") == words {
			t.Fatalf("%q: %v", words, err)
		}
		if err == nil {
			if book, _ := playbook.Read([]byte(out)); len(book.Steps) != len(planOf(t, text).Book.Steps) {
				t.Errorf("%q changed the steps", words)
			}
		}
	})
}
