package vm_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/ui/vm"
	"vigie/ui/vm/desktest"
)

// shared is a desk of tests with colleagues at other desks.
type shared struct {
	*desktest.Desk
	present []vm.Presence
	said    []string
	tell    func()
}

func (s *shared) Present() []vm.Presence { return s.present }

func (s *shared) Here(on inbox.ConversationID, writing bool) {
	s.said = append(s.said, fmt.Sprint(on, " ", writing))
}

func (s *shared) OnPresent(tell func()) func() {
	s.tell = tell
	return func() { s.tell = nil }
}

func together(t *testing.T) (*vm.Triage, *shared, *desktest.Sched) {
	t.Helper()
	s, sched := &shared{Desk: desktest.Office()}, &desktest.Sched{}
	v := vm.NewTriage(s, sched, formats("en"))
	v.Start()
	sched.Advance(time.Second)
	return v, s, sched
}

func TestTogether_TellsWhereTheMemberIs(t *testing.T) {
	v, s, sched := together(t)
	v.List.Select("tom")
	sched.Advance(time.Second)
	v.Composer.SetText("Hello")
	v.Composer.SetText("Hello Tom")
	sched.Advance(time.Minute)
	v.List.Select("hannah")
	sched.Advance(time.Second)
	v.Stop()
	if got := strings.Join(s.said, ", "); got != "tom false, tom true, tom false, hannah false,  false" {
		t.Errorf("it said %q", got)
	}
	if s.tell != nil {
		t.Error("it still listens")
	}
}

func TestTogether_NamesWhoWritesFirstAndNobodyTwice(t *testing.T) {
	v, s, _ := together(t)
	drawn := 0
	v.List.OnChanged = func() { drawn++ }
	s.present = []vm.Presence{
		{Member: desktest.Nadia, On: "tom"}, {Member: desktest.Nadia, On: "tom", Writing: true}, {Member: desktest.Lea, On: "hannah"},
	}
	s.tell()
	if drawn == 0 {
		t.Error("the list was not drawn anew")
	}
	got := v.Others("tom")
	if len(got) != 1 || !got[0].Writing {
		t.Errorf("in it are %+v", got)
	}
	row, err := s.Row(t.Context(), "tom")
	if err != nil {
		t.Fatal(err)
	}
	if _, chips := v.Faces().Face(row, s.Now()); len(chips) == 0 || chips[0].Text != "Nadia is writing" {
		t.Errorf("the row says %+v", chips)
	}
	s.present = nil
	s.tell()
	if row, chips := v.Faces().Face(row, s.Now()); strings.Contains(row.Chips, "Nadia is") {
		t.Errorf("she is still there: %+v", chips)
	}
}

func TestSync_SaysWhatAPersonMustDoFirst(t *testing.T) {
	fm, now := formats("en"), time.Date(2026, 3, 9, 12, 0, 0, 0, time.UTC)
	for want, s := range map[string]vm.Sync{
		"Up to date":               {Phase: vm.SyncDone},
		"1 change waiting":         {Phase: vm.SyncSending, Waiting: 1},
		"2 to review":              {Phase: vm.SyncOffline, Review: 2, Waiting: 3},
		"Access ended":             {Phase: vm.SyncRevoked, Review: 2},
		"The first copy: 50 %":     {Phase: vm.SyncFilling, Come: 2, Coming: 4, Waiting: 1},
		"Offline":                  {Phase: vm.SyncOffline},
		"Offline since 11:00":      {Phase: vm.SyncOffline, Since: now.Add(-time.Hour)},
		"Offline · 2 changes wait": {Phase: vm.SyncOffline, Waiting: 2},
	} {
		if got := fm.SyncChip(s, now).Text; !strings.HasPrefix(got, want) {
			t.Errorf("%+v: %q, want %q", s, got, want)
		}
	}
	if chips := fm.SyncChips(vm.Sync{Phase: vm.SyncOffline, Review: 1, Waiting: 1}, now); len(chips) != 2 {
		t.Errorf("got %+v", chips)
	}
}
