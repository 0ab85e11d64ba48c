package kit

import (
	"reflect"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
)

func TestChoiceChips_MoveByArrowsPastWhatCannotBeChosen(t *testing.T) {
	var heard []string
	c := NewChoiceChips(departments(), "mk", func(id string) { heard = append(heard, id) })
	w, _, _ := window(t, Light, grid(c), Hooks{})
	w.Canvas().Focus(c)
	press(w, fyne.KeyRight, fyne.KeyRight, fyne.KeyLeft, fyne.KeyHome)
	if want := []string{"hr", "mk", "cs"}; !reflect.DeepEqual(heard, want) {
		t.Errorf("chose %q, want %q (legal cannot be chosen)", heard, want)
	}
	test.Tap(c.chips[2])
	if c.Selected() != "cs" {
		t.Errorf("a click chose %q, which cannot be chosen", c.Selected())
	}
	test.Tap(c.chips[3])
	if c.Selected() != "hr" {
		t.Errorf("a click chose %q, want hr", c.Selected())
	}
}

func TestTabs_AreOneStopOfTheTabKey(t *testing.T) {
	tabs := NewTabs([]Option{{ID: "a", Text: "A"}, {ID: "b", Text: "B", Off: "closed"}, {ID: "c", Text: "C"}}, "", nil)
	after := NewButton(Secondary, "After", nil)
	w, _, _ := window(t, Light, grid(tabs, after), Hooks{})
	test.FocusNext(w.Canvas())
	press(w, fyne.KeyRight)
	if tabs.Selected() != "c" {
		t.Errorf("right chose %q, want c", tabs.Selected())
	}
	test.FocusNext(w.Canvas())
	if w.Canvas().Focused() != fyne.Focusable(after) {
		t.Error("the second Tab must leave the strip")
	}
}

func TestSelect_ChoosesByKeyboardAndGivesTheFocusBack(t *testing.T) {
	var heard []string
	s := NewSelect(departments(), "", "Choose", "", func(id string) { heard = append(heard, id) })
	w, _, _ := window(t, Light, grid(s), Hooks{})
	w.Canvas().Focus(s)
	press(w, fyne.KeyDown) // opens
	if w.Canvas().Overlays().Top() == nil {
		t.Fatal("Down did not open the list")
	}
	press(w, fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn) // Legal: nobody on duty
	if w.Canvas().Overlays().Top() == nil || s.Selected() != "" {
		t.Fatalf("%q was chosen, which cannot be", s.Selected())
	}
	press(w, fyne.KeyUp, fyne.KeyReturn)
	if s.Selected() != "mk" || !reflect.DeepEqual(heard, []string{"mk"}) {
		t.Errorf("chose %q and told %q, want mk", s.Selected(), heard)
	}
	if w.Canvas().Overlays().Top() != nil || w.Canvas().Focused() != fyne.Focusable(s) {
		t.Error("the list must be gone and the focus back")
	}
	typeRunes(w, "h") // type-ahead opens and jumps
	press(w, fyne.KeyReturn)
	if s.Selected() != "hr" {
		t.Errorf("typing h and Return chose %q, want hr", s.Selected())
	}
	press(w, fyne.KeyDown, fyne.KeyUp, fyne.KeyEscape)
	if w.Canvas().Overlays().Top() != nil || s.Selected() != "hr" {
		t.Error("Escape must close and change nothing")
	}
}

func TestSelect_FiltersALongListWithoutAccents(t *testing.T) {
	s := NewSelect(reasons(), "", "Choose", "Filter", nil)
	w, _, _ := window(t, Light, grid(s), Hooks{})
	w.Canvas().Focus(s)
	typeRunes(w, "e")
	typeRunes(w, "lec")
	press(w, fyne.KeyReturn)
	if s.Selected() != "Élections" {
		t.Errorf("typing elec chose %q, want Élections", s.Selected())
	}
}

func TestCombo_AddsByTypingAndTakesAwayByBackspace(t *testing.T) {
	var heard []string
	c := NewCombo(reasons(), []string{"Refund"}, "Add", func(ids []string) { heard = ids })
	c.Create = func(words string) string { return "Add “" + words + "”" }
	w, _, _ := window(t, Light, grid(c), Hooks{})
	w.Canvas().Focus(c)
	typeRunes(w, "p")
	typeRunes(w, "re")
	press(w, fyne.KeyReturn)
	if want := []string{"Refund", "Press"}; !reflect.DeepEqual(heard, want) {
		t.Fatalf("the set is %q, want %q", heard, want)
	}
	typeRunes(w, "x")
	typeRunes(w, "200")
	press(w, fyne.KeyReturn)
	if want := []string{"Refund", "Press", "x200"}; !reflect.DeepEqual(heard, want) {
		t.Fatalf("the set is %q, want %q", heard, want)
	}
	press(w, fyne.KeyBackspace)
	if want := []string{"Refund", "Press"}; !reflect.DeepEqual(c.Selected(), want) {
		t.Errorf("the set is %q, want %q", c.Selected(), want)
	}
}

func TestCombo_AddsNothingUnknownUnlessItMay(t *testing.T) {
	c := NewCombo(reasons(), nil, "Add", nil)
	w, _, _ := window(t, Light, grid(c), Hooks{})
	w.Canvas().Focus(c)
	typeRunes(w, "xyz")
	press(w, fyne.KeyReturn, fyne.KeyEscape)
	if len(c.Selected()) != 0 || w.Canvas().Overlays().Top() != nil {
		t.Errorf("the set is %q, want none", c.Selected())
	}
}

func TestEntry_AsksTheCommandTableBeforeItself(t *testing.T) {
	e := NewMultiEntry("Reply", 2)
	var asked []string
	w, _, _ := window(t, Light, grid(e), Hooks{Shortcut: func(s fyne.Shortcut) bool { asked = append(asked, "root "+s.ShortcutName()); return false }})
	e.Commands = func(s fyne.Shortcut) bool { asked = append(asked, "table "+s.ShortcutName()); return true }
	w.Canvas().Focus(e.Focusable())
	send := &desktop.CustomShortcut{KeyName: fyne.KeyReturn, Modifier: fyne.KeyModifierControl}
	e.field.TypedShortcut(send)
	if want := []string{"root " + send.ShortcutName(), "table " + send.ShortcutName()}; !reflect.DeepEqual(asked, want) {
		t.Errorf("asked %q, want %q", asked, want)
	}
	asked = nil
	e.SetText("abc")
	e.field.TypedShortcut(&fyne.ShortcutSelectAll{})
	if len(asked) != 0 || e.field.SelectedText() != "abc" {
		t.Errorf("select all: the table was asked %q and %q is selected", asked, e.field.SelectedText())
	}
}

func TestEntry_HandsOverBareKeysAndLetsTabLeave(t *testing.T) {
	e := NewMultiEntry("Reply", 2)
	var keys []fyne.KeyName
	e.OnKey = func(k *fyne.KeyEvent) bool { keys = append(keys, k.Name); return k.Name == fyne.KeyUp }
	escaped := false
	w, _, _ := window(t, Light, grid(e), Hooks{Key: func(k *fyne.KeyEvent) bool { escaped = k.Name == fyne.KeyEscape; return true }})
	w.Canvas().Focus(e.Focusable())
	typeRunes(w, "é€")
	press(w, fyne.KeyUp, fyne.KeyEscape)
	if e.Text() != "é€" || !reflect.DeepEqual(keys, []fyne.KeyName{fyne.KeyUp, fyne.KeyEscape}) || !escaped {
		t.Errorf("text %q, keys %q, escape reached the root: %v", e.Text(), keys, escaped)
	}
	if e.field.AcceptsTab() {
		t.Error("Tab must leave an entry of several lines")
	}
}

func TestEntry_GrowsWithItsTextUpToALimit(t *testing.T) {
	e := NewMultiEntry("Reply", 2)
	var d *Dock
	e.GrowTo(5, func() { d.Refresh() })
	d = NewDock(grid()).Foot(e)
	w, _, _ := window(t, Light, d, Hooks{})
	w.Canvas().Focus(e.Focusable())
	for lines, want := range map[string]float32{"one": 56, "1\n2\n3": 74, "1\n2\n3\n4\n5\n6\n7": 110} {
		e.SetText(lines)
		if got := e.Size().Height; got != want {
			t.Errorf("%q: the entry is %.0f high, want %.0f", lines, got, want)
		}
	}
}

func TestEntry_ShowsWhatIsWrongUnderIt(t *testing.T) {
	e := NewEntry("Address")
	window(t, Light, grid(e), Hooks{})
	before := e.MinSize().Height
	e.SetError("The part after @ is missing")
	if e.message.Hidden || e.message.Text != "The part after @ is missing" || e.MinSize().Height <= before {
		t.Errorf("message %q hidden %v, height %.0f after %.0f", e.message.Text, e.message.Hidden, e.MinSize().Height, before)
	}
	e.SetError("")
	if !e.message.Hidden || e.MinSize().Height != before {
		t.Error("the message must go when the error does")
	}
}

func TestCheckAndToggle_AnswerToSpace(t *testing.T) {
	var heard []bool
	c := NewCheck("back to us", false, func(on bool) { heard = append(heard, on) })
	g := NewToggle("On", "Off", true, func(on bool) { heard = append(heard, on) })
	w, _, _ := window(t, Light, grid(c, g), Hooks{})
	test.FocusNext(w.Canvas())
	typeRunes(w, "  ")
	test.FocusNext(w.Canvas())
	typeRunes(w, " ")
	if want := []bool{true, false, false}; !reflect.DeepEqual(heard, want) {
		t.Errorf("heard %v, want %v", heard, want)
	}
}

func TestSearchEntry_WaitsForAPauseInTyping(t *testing.T) {
	w, _, sched := window(t, Light, grid(), Hooks{})
	var heard []string
	s := NewSearchEntry(sched, "Search", "Ctrl K", func(q string) { heard = append(heard, q) })
	w.SetContent(NewRoot(sched, grid(s), Hooks{}))
	w.Canvas().Focus(s.Entry.Focusable())
	typeRunes(w, "mix")
	if len(heard) != 0 {
		t.Fatalf("searched %q before the pause", heard)
	}
	sched.Advance(tipDelay)
	press(w, fyne.KeyEscape)
	sched.Advance(tipDelay)
	if want := []string{"mix", ""}; !reflect.DeepEqual(heard, want) {
		t.Errorf("searched %q, want %q", heard, want)
	}
}
