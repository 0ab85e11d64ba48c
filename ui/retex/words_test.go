package retex_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"vigie/assets/locale"
	"vigie/crisis"
	"vigie/crisis/minutes"
	"vigie/crisis/playbook"
	"vigie/inbox/team"
	"vigie/ui/retex"
	"vigie/ui/vm"
)

func noon() time.Time { return time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC) }

func words(lang string) retex.Words {
	return retex.Words{Formats: vm.NewFormats(locale.New(lang), time.UTC)}
}

// ended is a run that was late once, skipped a step, said one thing by hand and
// was closed, or stood down.
func ended(t *testing.T, down bool) retex.Room {
	t.Helper()
	raw, err := os.ReadFile("../../crisis/testdata/storm.en.yaml")
	if err != nil {
		t.Fatal(err)
	}
	book, findings := playbook.Read(raw)
	if findings.Errors() {
		t.Fatal(findings)
	}
	plan, run := crisis.NewPlan(book), crisis.NewRun()
	lou := team.Member{ID: "lou", Name: "Lou", Profile: team.Senior}
	roles := map[string]crisis.Binding{}
	for _, r := range book.Roles {
		roles[r.ID] = crisis.Binding{Holder: lou.ID}
	}
	now := noon()
	var events []crisis.Event
	orders := []crisis.Order{
		{Act: crisis.Start{Book: crisis.Pin{ID: "storm", Version: "1.0.0", Title: "Storm"}, Roles: roles, Vars: map[string]string{"product": "Cream"}}},
		{Step: "hold", Act: crisis.Complete{}},
		{Step: "proof", Act: crisis.Skip{Reason: "nothing to keep"}},
		{Step: "grade", Act: crisis.Choose{Option: "n2", Reason: "two networks"}},
		{Act: crisis.ByHand{Statement: "wait", Channel: "x", Link: "https://example.org/1"}},
		{Act: crisis.Watch{}}, {Act: crisis.Close{}},
	}
	if down {
		orders = append(orders[:4:4], crisis.Order{Act: crisis.StandDown{Reason: "a homonym"}})
	}
	for i, o := range orders {
		now = now.Add(10 * time.Minute)
		o.ID, o.Run, o.At, o.Base = string(rune('A'+i)), "R", now, run.Seq
		list, err := crisis.Decide(plan, run, o, lou, now)
		if err != nil {
			t.Fatalf("%s: %v", o.Act.Kind(), err)
		}
		for _, e := range list {
			run.Take(plan, e)
			events = append(events, e)
		}
	}
	ro := team.Roster{Members: []team.Member{lou, {ID: "mia", Name: "Mia"}}}
	log := minutes.Log{Header: minutes.Header{Run: "R", People: map[string]string{"lou": "Lou"}}, Events: events}
	r := retex.Room{Run: run, Plan: plan, Log: log, Book: string(raw), Facts: crisis.Look(plan, events), Roster: ro, Me: lou}
	r.Facts.Warned(noon().Add(-20 * time.Minute))
	return words("en").Read(r)
}

func (w draft) of(r *retex.Room, field, text string) {
	r.Drafts = append(r.Drafts, crisis.ReviewDraft{Run: "R", Field: field, Member: w.by, Text: text, At: w.at})
}

type draft struct {
	by team.MemberID
	at time.Time
}

func TestRoom_IsFilledInFromTheLogAlone(t *testing.T) {
	r, w := ended(t, false), words("en")
	figures := map[string]string{}
	for _, f := range w.Figures(r, noon()) {
		figures[f.Label] = f.Value
	}
	for label, want := range map[string]string{
		"From the alert to the start": "30 min", "To the first public word": "40 min", "Late steps": "1", "Skipped steps": "1", "Lead": "Lou", "Severity": "Alert",
	} {
		if figures[label] != want {
			t.Errorf("%s: got %q, want %q", label, figures[label], want)
		}
	}
	steps := w.Steps(r)
	if steps[0].Right != "10 min of 5 min" || !steps[0].Bad || !strings.Contains(steps[0].Note, "5 min late") {
		t.Errorf("the first step reads %+v", steps[0])
	}
	if last := steps[len(steps)-1]; last.Right != "skipped" || !strings.Contains(last.Note, "nothing to keep") {
		t.Errorf("the skipped step reads %+v", last)
	}
	if d := w.Decisions(r, noon()); len(d) != 1 || d[0].Right != "Alert" || !strings.Contains(d[0].Note, "two networks") {
		t.Errorf("decisions %+v", d)
	}
	out := w.Publications(r, noon())
	if len(out) != 1 || !out[0].Bad || !strings.Contains(out[0].Text, "Cream") || !strings.Contains(out[0].Note, "without enough approvals") {
		t.Errorf("published %+v", out)
	}
	if who := w.Doers(r); len(who) != 1 || who[0].Right != "8 acts" {
		t.Errorf("who did what: %+v", who)
	}
	if lines, left := w.Timeline(r, 3, noon()); len(lines) != 3 || left != len(r.Log.Events)-3 {
		t.Errorf("%d lines and %d left", len(lines), left)
	}
}

func TestRoom_SaysHowMuchMoreTimeAsAPersonReadsIt(t *testing.T) {
	for lang, want := range map[string]string{"en": "20 min instead of 5 min", "fr": "20\u00a0min au lieu de 5\u00a0min"} {
		got := words(lang).ChangeText(ended(t, false), crisis.BookChange{What: "due", Step: "hold", From: "5m", To: "20m"})
		if !strings.Contains(got, want) {
			t.Errorf("%s: it says %q", lang, got)
		}
	}
}

func TestRoom_IsPublishedOnceEachChangeHasAVerdict(t *testing.T) {
	r, w := ended(t, false), words("en")
	lou := draft{"lou", noon()}
	refused := func(key string) {
		t.Helper()
		if v := w.CanPublish(r, noon()); v.OK || v.Key != key {
			t.Errorf("got %+v, want %s", v, key)
		}
	}
	refused("retex.undecided")
	for _, c := range w.Changes(r) {
		lou.of(&r, retex.ChangeField(c.BookChange), retex.No)
	}
	refused("crisis.review-empty")
	lou.of(&r, retex.FieldText, "It went well.")
	refused("crisis.review-undecided")
	lou.of(&r, retex.FieldRefused, "it served")
	if v := w.CanPublish(r, noon()); !v.OK {
		t.Fatalf("it is refused: %+v", v)
	}
	a := w.Review(r)
	if a.Refused != "it served" || a.NewVersion != "" || len(a.Changes) == 0 || a.Changes[0].Accepted {
		t.Errorf("refused it is %+v", a)
	}
	later := draft{"mia", noon().Add(time.Hour)}
	later.of(&r, retex.ChangeField(w.Changes(r)[0].BookChange), retex.Yes)
	a = w.Review(r)
	if a.NewVersion != "1.1.0" || !a.Changes[0].Accepted || a.Refused != "" {
		t.Errorf("accepted it is %+v", a)
	}
	text, version, err := r.Revised(w.Changes(r))
	if err != nil || version != "1.1.0" || text == r.Book {
		t.Errorf("the next version is %s, %v", version, err)
	}
}

func TestRoom_AnswersBecomeNotesOfThePlaybook(t *testing.T) {
	r, w := ended(t, false), words("fr")
	before := len(w.Changes(r))
	draft{"lou", noon()}.of(&r, "q/What happened?", "Le téléphone était coupé.")
	changes := w.Changes(r)
	if len(changes) != before+1 || !strings.Contains(changes[len(changes)-1].Text, "Le téléphone était coupé.") {
		t.Errorf("changes %+v", changes)
	}
}

func TestRoom_OfAFalseAlarmHasTwoQuestions(t *testing.T) {
	r, w := ended(t, true), words("fr")
	fields := w.Fields(r)
	if len(fields) != 2 || !r.Short() {
		t.Fatalf("fields %+v", fields)
	}
	draft{"lou", noon()}.of(&r, fields[0].ID, "Un homonyme")
	if v := w.CanPublish(r, noon()); !v.OK {
		t.Errorf("it is refused: %+v", v)
	}
}

func TestTodos_AreThoseOfAllRunsByTheirDay(t *testing.T) {
	todo := func(id string, days int, done bool) crisis.Todo {
		d := crisis.Todo{ID: id, Text: id, Owner: "mia", Due: noon().AddDate(0, 0, days)}
		if done {
			d.DoneAt, d.DoneBy = noon(), "lou"
		}
		return d
	}
	a, b := &crisis.Run{ID: "A", Actions: []crisis.Todo{todo("late", -1, false), todo("done", -2, true)}}, &crisis.Run{ID: "B", Actions: []crisis.Todo{todo("soon", 3, false), todo("first", -5, false)}}
	a.Book.Title = "Storm"
	r, w := ended(t, true), words("en")
	r.Me.ID = "mia"
	list := w.Todos([]*crisis.Run{a, b}, "", r, noon())
	if len(list) != 3 || list[0].ID != "first" || list[1].ID != "late" || !list[1].Line.Bad || list[2].Line.Bad || list[0].Owner != r.Me.ID {
		t.Errorf("open: %+v", list)
	}
	list = w.Todos([]*crisis.Run{a, b}, "A", r, noon())
	if len(list) != 2 || list[1].ID != "done" || !strings.Contains(list[1].Line.Note, "done by Lou") {
		t.Errorf("of one run: %+v", list)
	}
}
