package vm_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/ui/vm"
	"vigie/ui/vm/desktest"
)

// line finds a line of the navigation by its text.
func (b *bench) line(text string) vm.NavEntry {
	entries := b.Nav().Entries()
	i := slices.IndexFunc(entries, func(e vm.NavEntry) bool { return e.Text == text })
	if i < 0 {
		return vm.NavEntry{}
	}
	return entries[i]
}

func TestSavedViews_StandInTheNavigationWithLiveCounts(t *testing.T) {
	b := sit(t, desktest.Office())
	b.Search("x200")
	b.settle()
	n := b.List.Len()
	b.SaveView("Presse X200")
	b.settle()
	b.sched.Advance(time.Second)
	e := b.line("Presse X200")
	if e.Saved == "" || e.Count != n || n == 0 || b.NavID() != e.ID || b.List.View().As != desktest.Lea {
		t.Fatalf("the line is %+v in %q with %d hits", e, b.NavID(), n)
	}
	if b.line("Saved views").Heading != true {
		t.Error("it has no heading")
	}
	if err := b.ViewNameFault(" presse x200", ""); err == nil {
		t.Error("a second view may have the name")
	}
	if err := b.ViewNameFault("Presse X200", e.Saved); err != nil {
		t.Errorf("it may not keep its own name: %v", err)
	}
	t.Run("notices in a row count once", func(t *testing.T) {
		before := b.desk.Counted()
		for range 20 {
			b.Notice(inbox.Notice{All: true})
		}
		b.settle()
		b.Refresh()
		b.sched.Advance(time.Second)
		if got := b.desk.Counted() - before; got != 1 {
			t.Errorf("it counted %d times", got)
		}
	})
	t.Run("a new name and an end", func(t *testing.T) {
		b.RenameView(e.Saved, "Presse")
		b.settle()
		if b.line("Presse").Saved != e.Saved {
			t.Error("the new name is not there")
		}
		b.RemoveView(e.Saved)
		b.settle()
		if b.line("Presse").Saved != "" || b.NavID() != "inbox" {
			t.Errorf("it is still there, in %q", b.NavID())
		}
		b.toasts[len(b.toasts)-1].Undo()
		b.settle()
		if b.line("Presse").Saved != e.Saved {
			t.Error("it does not come back")
		}
	})
}

func offers(list []vm.Suggestion) string {
	var out []string
	for _, s := range list {
		out = append(out, s.Text)
	}
	return strings.Join(out, " ")
}

func TestSuggest_GoesOnWithWhatIsTyped(t *testing.T) {
	b := sit(t, desktest.Office())
	for typed, want := range map[string]string{
		"status:w":            "status:waiting",
		"colis -assignee:@ma": "assignee:@marc assignee:me assignee:@lea",
		"assignee:no":         "assignee:nobody",
		"dep":                 "department:",
		"department:leg":      "department:Legal",
		"kind:re":             "kind:review",
		"after:y":             "after:yesterday",
		"colis ":              "",
		"has:":                "has:attachment",
	} {
		if got := offers(b.Suggest(typed, nil)); got != want {
			t.Errorf("%q is offered %q, want %q", typed, got, want)
		}
	}
	s := b.Suggest("colis dep", nil)[0]
	if s.Search != "colis department:" || s.Done {
		t.Errorf("a mark leads to %+v", s)
	}
	if s = b.Suggest("a department:cus", nil)[0]; s.Search != `a department:"Customer service" ` {
		t.Errorf("a value leads to %q", s.Search)
	}
	if s = b.Suggest("", []string{"tag:vip"})[0]; s.Search != "tag:vip" || !s.Done {
		t.Errorf("an earlier search is %+v", s)
	}
	if err := b.CheckSearch("assignee:zorro"); err == nil {
		t.Error("nobody is called so")
	}
}

func TestHits_ArePeopleAndConversations(t *testing.T) {
	b := sit(t, desktest.Office())
	read := b.Hits("claire", true)
	h, err := read(t.Context())
	if err != nil || len(h.Contacts) == 0 || len(h.Talks) == 0 || !strings.HasPrefix(h.Contacts[0].Search, "from:") {
		t.Errorf("hits are %+v, %v", h, err)
	}
	if h, err = b.Hits("claire", false)(t.Context()); err != nil || len(h.Contacts) != 0 {
		t.Errorf("people are read though nobody asked: %+v, %v", h, err)
	}
	if h, err = b.Hits("status:zzz", true)(t.Context()); err != nil || len(h.Talks) != 0 {
		t.Errorf("a broken search reads: %+v, %v", h, err)
	}
}

func TestPhrases_AreWholeActs(t *testing.T) {
	b := sit(t, desktest.Office())
	if got := b.Phrases("tag x"); got != nil {
		t.Errorf("with nothing open there are %d", len(got))
	}
	b.open("claire")
	find := func(typed, text string) vm.Phrase {
		t.Helper()
		for _, p := range b.Phrases(typed) {
			if p.Text == text {
				return p
			}
		}
		t.Errorf("%q is not among them", text)
		return vm.Phrase{}
	}
	if p := find("", "Hand over to Marketing"); p.Act != nil || p.To != desktest.Market || p.Also != "transmettre Marketing" || !p.May.OK {
		t.Errorf("a handover is %+v", p)
	}
	if p := find("", "Hand over to Nadia Roy (Legal)"); p.Person != desktest.Nadia || p.To != desktest.Legal {
		t.Errorf("a handover to a person is %+v", p)
	}
	if p := find("", "Priority: Urgent"); p.Act != (inbox.Prioritise{Priority: inbox.Urgent}) || p.Also != "priorité urgente" {
		t.Errorf("a priority is %+v", p)
	}
	find("tag brand-new", "Tag with the new tag #brand-new")
	if p := find("snooze 18:30", "Snooze: "+b.Formats.Moment(b.desk.Now().Truncate(24*time.Hour).Add(18*time.Hour+30*time.Minute), b.desk.Now())); p.Key != "s" {
		t.Errorf("a snooze is %+v", p)
	}
	for _, p := range b.Phrases("") {
		if l, ok := p.Act.(inbox.Label); ok && len(l.Add) == 1 && strings.Contains(p.Text, "new tag") {
			t.Errorf("a tag nobody typed: %q", p.Text)
		}
	}
}
