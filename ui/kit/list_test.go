package kit

import (
	"reflect"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

func listWindow(t *testing.T, n int) (fyne.Window, *List, *sampleRows) {
	rows := &sampleRows{n: n}
	l := NewList(rows)
	w, _, _ := window(t, Light, l, Hooks{})
	w.Canvas().Focus(l)
	return w, l, rows
}

func TestList_MovesByKeyboard(t *testing.T) {
	w, l, _ := listWindow(t, 100)
	var moves []int
	l.OnMove = func(i int) { moves = append(moves, i) }
	if l.Current() != 0 {
		t.Fatalf("with the focus row %d is current, want the first", l.Current())
	}
	press(w, fyne.KeyDown, fyne.KeyDown, fyne.KeyUp)
	typeRunes(w, "jjk")
	press(w, fyne.KeyEnd, fyne.KeyHome, fyne.KeyPageDown, fyne.KeyPageUp, fyne.KeyUp)
	if want := []int{1, 2, 1, 2, 3, 2, 99, 0, 6, 0}; !reflect.DeepEqual(moves, want) {
		t.Errorf("the moves were %v, want %v", moves, want)
	}
}

func TestList_OpensOnReturnAndOnEachClick(t *testing.T) {
	w, l, _ := listWindow(t, 100)
	var opened []int
	l.OnOpen = func(i int) { opened = append(opened, i) }
	press(w, fyne.KeyDown, fyne.KeyReturn)
	test.TapCanvas(w.Canvas(), fyne.NewPos(100, 250))
	test.TapCanvas(w.Canvas(), fyne.NewPos(100, 250)) // the same row again
	if want := []int{1, 2, 2}; !reflect.DeepEqual(opened, want) {
		t.Errorf("opened %v, want %v", opened, want)
	}
	if w.Canvas().Focused() != fyne.Focusable(l) {
		t.Error("a click must give the list the focus")
	}
}

func TestList_MarksBySpaceAndByShiftAndArrow(t *testing.T) {
	w, l, _ := listWindow(t, 100)
	var marked []string
	l.OnMarks = func(keys []string) { marked = keys }
	typeRunes(w, " j ")
	if want := []string{"0", "1"}; !reflect.DeepEqual(marked, want) {
		t.Fatalf("space marked %q, want %q", marked, want)
	}
	typeRunes(w, " ")
	if want := []string{"0"}; !reflect.DeepEqual(marked, want) {
		t.Fatalf("space again left %q, want %q", marked, want)
	}
	l.modifiers = func() fyne.KeyModifier { return fyne.KeyModifierShift }
	press(w, fyne.KeyDown, fyne.KeyDown, fyne.KeyUp)
	if want := []string{"1", "2"}; !reflect.DeepEqual(marked, want) {
		t.Fatalf("shift and arrows marked %q, want %q", marked, want)
	}
	l.modifiers = func() fyne.KeyModifier { return 0 }
	press(w, fyne.KeyEscape)
	if len(marked) != 0 || len(l.Marked()) != 0 {
		t.Errorf("escape left %q", marked)
	}
}

func TestList_KeepsMarksAndTheCurrentRowOnTheirConversations(t *testing.T) {
	w, l, rows := listWindow(t, 10)
	press(w, fyne.KeyDown, fyne.KeyDown)
	typeRunes(w, " ")
	rows.n, rows.shift = 13, 3 // three new rows in front
	l.Reload()
	if l.Current() != 5 || !reflect.DeepEqual(l.Marked(), []string{"2"}) {
		t.Errorf("row %d is current and %q are marked; want row 5, which has the key 2 now", l.Current(), l.Marked())
	}
	moved := -2
	l.OnMove = func(i int) { moved = i }
	rows.n, rows.shift = 4, 0
	l.SetCurrent(3)
	rows.n = 2
	l.Reload()
	if l.Current() != 1 || moved != 1 {
		t.Errorf("the current row went: row %d is current and the app heard %d, want 1", l.Current(), moved)
	}
	rows.n = 0
	l.Reload()
	if l.Current() != -1 || len(l.Marked()) != 0 {
		t.Errorf("an empty list has current row %d and marks %q", l.Current(), l.Marked())
	}
	press(w, fyne.KeyDown, fyne.KeyReturn)
}

func TestList_AsksTheCommandTableFirstAndLeavesItTheRest(t *testing.T) {
	rows := &sampleRows{n: 10}
	l := NewList(rows)
	var rest []rune
	w, _, _ := window(t, Light, l, Hooks{Rune: func(r rune) bool { rest = append(rest, r); return true }})
	w.Canvas().Focus(l)
	l.OnRune = func(r rune) bool { return r == 'k' }
	typeRunes(w, "jke")
	if l.Current() != 1 {
		t.Errorf("row %d is current: k must have gone to the command table alone", l.Current())
	}
	if string(rest) != "e" {
		t.Errorf("the root heard %q, want e", string(rest))
	}
}

func TestList_MakesRowsOnlyForWhatIsInSight(t *testing.T) {
	_, l, _ := listWindow(t, 200_000)
	n := 0
	walk(l, func(o fyne.CanvasObject) {
		if _, ok := o.(*sampleRow); ok {
			n++
		}
	})
	if n < 7 || n > 10 {
		t.Errorf("%d rows exist for a list of 800 units", n)
	}
}
