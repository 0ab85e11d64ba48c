package vm_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/ui/vm"
	"vigie/ui/vm/desktest"
)

func newest() inbox.View { return inbox.View{Statuses: vm.ToDo()} }

func crowd(t *testing.T, n int) (*vm.List, *desktest.Desk, *desktest.Sched) {
	t.Helper()
	desk, sched := desktest.New(desktest.Morning()), &desktest.Sched{}
	desk.Crowd(n)
	l := vm.NewList(desk, sched)
	l.Show(newest())
	return l, desk, sched
}

func TestList_ReadsByPages(t *testing.T) {
	l, desk, _ := crowd(t, 1000)
	if l.Len() != 1000 {
		t.Fatalf("the list has %d rows", l.Len())
	}
	if _, ok := l.Row(0); !ok {
		t.Error("the first row is not there")
	}
	if _, ok := l.Row(700); ok {
		t.Error("a row far down is there, though nobody looked")
	}
	l.Look(700, 708)
	if r, ok := l.Row(700); !ok || r.ID != "crowd-000700" {
		t.Errorf("row 700 is %v %v", r.ID, ok)
	}
	before := desk.Pages()
	l.Look(701, 709)
	if desk.Pages() != before {
		t.Error("what is there was read again")
	}
}

func TestList_OpensTheFirstRowForWhoWasFasterThanTheReading(t *testing.T) {
	l, _, sched := crowd(t, 10)
	sched.Hold()
	l.Show(newest())
	l.Move(1)
	if l.Selected() != "" {
		t.Fatalf("%s is selected, though nothing was read", l.Selected())
	}
	sched.Release()
	if l.Selected() != "crowd-000000" {
		t.Errorf("selected is %q", l.Selected())
	}
}

func TestList_ForgetsRowsButNotWhereTheyAre(t *testing.T) {
	l, _, _ := crowd(t, 12_000)
	for i := 0; i < 12_000; i += 100 {
		l.Look(i, i+8)
	}
	if _, ok := l.Row(3000); ok {
		t.Error("rows of long ago are still kept")
	}
	l.Look(3000, 3008)
	if r, ok := l.Row(3004); !ok || r.ID != "crowd-003004" {
		t.Errorf("row 3004 is %v %v", r.ID, ok)
	}
	if n, known := l.Total(); n != 12_000 || !known {
		t.Errorf("the total is %d %v", n, known)
	}
}

func TestList_JumpsToTheEnd(t *testing.T) {
	l, _, _ := crowd(t, 9_999)
	l.Look(9_990, 9_998)
	if r, ok := l.Row(9_998); !ok || r.ID != "crowd-009998" {
		t.Errorf("the last row is %v %v", r.ID, ok)
	}
}

func TestList_KeepsTheSelectionWhenRowsComeAndGo(t *testing.T) {
	l, desk, _ := crowd(t, 500)
	l.SelectAt(5)
	chosen := l.Selected()
	for range 3 {
		desk.Arrive(inbox.Message{ID: "x", Account: "box", Kind: inbox.Email, Direction: inbox.Inbound, Subject: "new", Text: "new", Author: inbox.Author{Handle: "a@b.example"}}, "")
		desk.Pass(time.Second)
	}
	l.Refresh()
	if l.Selected() != chosen || l.Index() != 8 {
		t.Errorf("selected is %s at %d", l.Selected(), l.Index())
	}
	if r, _ := l.Row(8); r.ID != chosen {
		t.Errorf("row 8 is %s", r.ID)
	}
	if l.Len() != 503 {
		t.Errorf("the list has %d rows", l.Len())
	}
}

func TestList_StaysReadableWhileMuchComesInAbove(t *testing.T) {
	l, desk, _ := crowd(t, 500)
	l.Look(300, 308)
	for range 450 {
		desk.Arrive(inbox.Message{ID: "x", Account: "box", Kind: inbox.Email, Direction: inbox.Inbound, Subject: "new", Text: "new", Author: inbox.Author{Handle: "a@b.example"}}, "")
		desk.Pass(time.Second)
	}
	l.Refresh()
	seen := map[inbox.ConversationID]bool{}
	for i := range 950 {
		l.Look(i, i+8)
		r, ok := l.Row(i)
		if !ok || seen[r.ID] {
			t.Fatalf("row %d is %v, there %v, seen before %v", i, r.ID, ok, seen[r.ID])
		}
		seen[r.ID] = true
	}
}

func TestList_GoesOnFromARowThatLeft(t *testing.T) {
	b := sit(t, desktest.Office())
	b.List.SelectAt(1)
	gone := b.List.Selected()
	next := b.ids()[2]
	if err := b.desk.By(desktest.Marc, gone, inbox.Resolve{}); err != nil {
		t.Fatal(err)
	}
	b.settle()
	if b.List.Selected() != gone || b.Opened.ID() != gone {
		t.Errorf("a colleague's act moved the reader to %s", b.List.Selected())
	}
	b.List.Move(1)
	if b.List.Selected() != next {
		t.Errorf("down goes to %s, want %s", b.List.Selected(), next)
	}
}

func TestList_SaysWhyItCannotBeRead(t *testing.T) {
	desk, sched := desktest.Office(), &desktest.Sched{}
	l := vm.NewList(desk, sched)
	trouble := errors.New("no disk")
	desk.Fail("rows", trouble)
	l.Show(newest())
	if !errors.Is(l.Fault(), trouble) || l.Len() != 0 {
		t.Errorf("the fault is %v, %d rows", l.Fault(), l.Len())
	}
	desk.Fail("rows", nil)
	l.Refresh()
	if l.Fault() != nil || l.Len() != 7 {
		t.Errorf("after that: %v, %d rows", l.Fault(), l.Len())
	}
}

func TestList_DropsAnswersToAViewThatWasLeft(t *testing.T) {
	desk, sched := desktest.Office(), &desktest.Sched{}
	l := vm.NewList(desk, sched)
	sched.Hold()
	l.Show(newest())
	l.Show(inbox.View{Tag: "x200"})
	sched.Release()
	if l.Len() != 3 {
		t.Errorf("the list has %d rows", l.Len())
	}
}

func TestList_Marks(t *testing.T) {
	b := sit(t, desktest.Office())
	b.List.Mark(1)
	b.List.Mark(3)
	b.List.Mark(1)
	if got := b.List.MarkedIDs(); len(got) != 1 || got[0] != b.ids()[3] {
		t.Errorf("marked are %v", got)
	}
	b.List.MarkAll()
	if got := b.List.MarkedIDs(); !slices.Equal(got, b.ids()) {
		t.Errorf("marked are %v", got)
	}
	b.List.MarkAll()
	if b.List.Marks() != 0 {
		t.Error("marking all twice leaves marks")
	}
}

// slow counts how deep into the rows a reader went, with pages made up.
type endless struct{ *desktest.Desk }

func (endless) Total(context.Context, inbox.View) (int, bool) { return 200_000, true }

func (endless) Rows(_ context.Context, v inbox.View, after inbox.Place, limit int) ([]inbox.Row, error) {
	from := int64(200_000)
	if after.Key != 0 {
		from = after.Key - 1
	}
	var out []inbox.Row
	for k := from; k > max(0, from-int64(limit)); k-- {
		at := time.UnixMilli(k)
		out = append(out, inbox.Row{Conversation: inbox.Conversation{ID: inbox.ConversationID(at.UTC().Format("150405.000")), LastAt: at}})
	}
	return out, nil
}

func BenchmarkList_JumpsThrough200000Rows(b *testing.B) {
	desk := endless{desktest.New(desktest.Morning())}
	for b.Loop() {
		l := vm.NewList(desk, &desktest.Sched{})
		l.Show(newest())
		l.Look(199_990, 199_999)
		if _, ok := l.Row(199_999); !ok {
			b.Fatal("the last row is not there")
		}
	}
}
