package kit

import (
	"reflect"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
)

func TestDialog_KeepsKeysFromWhatLiesBehind(t *testing.T) {
	behind := 0
	hook := func() bool { behind++; return true }
	list := NewList(&sampleRows{n: 10})
	w, _, _ := window(t, Light, list, Hooks{Key: func(*fyne.KeyEvent) bool { return hook() }, Rune: func(rune) bool { return hook() }, Shortcut: func(fyne.Shortcut) bool { return hook() }})
	w.Canvas().Focus(list)
	entry := NewEntry("Why")
	sent := 0
	d := NewDialog(DialogSpec{Title: "Hand over", Body: entry, First: entry.Focusable(), Primary: "Hand over", Cancel: "Cancel", Act: func() bool { sent++; return sent > 1 }})
	d.Open(w.Canvas())
	if w.Canvas().Focused() != entry.Focusable() {
		t.Fatal("the dialog's first field must have the focus")
	}
	typeRunes(w, "e")
	send := &desktop.CustomShortcut{KeyName: fyne.KeyReturn, Modifier: fyne.KeyModifierShortcutDefault}
	entry.field.TypedShortcut(send)
	if sent != 1 || !d.IsOpen() {
		t.Fatalf("Ctrl+Return ran the act %d times, open %v; want once and still open, for it said no", sent, d.IsOpen())
	}
	w.Canvas().Unfocus() // as a click on the card does
	w.Canvas().OnTypedRune()('e')
	w.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyE})
	entry.field.TypedShortcut(send)
	if sent != 2 || d.IsOpen() || behind != 0 {
		t.Errorf("sent %d, open %v, and %d keys reached what lies behind", sent, d.IsOpen(), behind)
	}
	if w.Canvas().Focused() != fyne.Focusable(list) {
		t.Error("the focus must go back to the list")
	}
}

func TestDialog_AsksBeforeItThrowsSomethingAway(t *testing.T) {
	w, _, _ := window(t, Light, grid(), Hooks{})
	keep := true
	closed := 0
	d := NewDialog(DialogSpec{Title: "Note", Body: grid(), Cancel: "Cancel", KeepOpen: func() bool { return keep }, Closed: func() { closed++ }})
	d.Open(w.Canvas())
	press(w, fyne.KeyEscape)
	if !d.IsOpen() {
		t.Fatal("Escape closed a dialog that had something to lose")
	}
	keep = false
	press(w, fyne.KeyEscape)
	press(w, fyne.KeyEscape)
	if d.IsOpen() || closed != 1 {
		t.Errorf("open %v, told %d times", d.IsOpen(), closed)
	}
}

func TestDialog_ScrollsInALowWindow(t *testing.T) {
	w, _, _ := window(t, Light, grid(), Hooks{})
	var rows []fyne.CanvasObject
	for range 40 {
		rows = append(rows, NewFormRow("Row", NewEntry("")))
	}
	d := NewDialog(DialogSpec{Title: "Long", Body: NewColumn(10, rows...), Primary: "Go", Cancel: "Cancel"})
	d.Open(w.Canvas())
	for _, size := range []fyne.Size{{Width: 1280, Height: 800}, {Width: 500, Height: 400}} {
		w.Resize(size)
		end := d.box.Position().Add(fyne.NewPos(d.box.Size().Width, d.box.Size().Height))
		if end.Y > size.Height || end.X > size.Width || d.box.Position().Y < 0 {
			t.Errorf("in a window of %v the card ends at %v", size, end)
		}
		if foot := d.act.Position().Y + d.act.Size().Height; foot > end.Y {
			t.Errorf("in a window of %v the button is below the card", size)
		}
	}
}

func TestMenu_RunsByFirstLetterAndReturn(t *testing.T) {
	w, _, _ := window(t, Light, grid(), Hooks{})
	b := NewButton(Secondary, "Snooze", nil)
	w.SetContent(NewRoot(NewInline(t.Context()), grid(b), Hooks{}))
	var ran []string
	run := func(s string) func() { return func() { ran = append(ran, s) } }
	entries := []MenuEntry{{Text: "Tomorrow", Do: run("tomorrow")}, {Text: "Monday", Do: run("monday")}, {Text: "Never", Off: "not allowed", Do: run("never")}}
	ShowMenu(b, entries)
	typeRunes(w, "m")
	press(w, fyne.KeyReturn)
	p := ShowMenu(b, entries)
	press(w, fyne.KeyUp, fyne.KeyReturn) // from the first up to the last, which is off
	if !p.IsOpen() || !reflect.DeepEqual(ran, []string{"monday"}) {
		t.Fatalf("ran %q, open %v; want monday, and the menu still open", ran, p.IsOpen())
	}
	test.TapCanvas(w.Canvas(), fyne.NewPos(900, 700))
	if p.IsOpen() {
		t.Error("a click outside must close the menu")
	}
}

func TestTip_ShowsAfterHalfASecondAndTellsWhyNot(t *testing.T) {
	b := NewButton(Primary, "Publish", func() { t.Error("a disabled button acted") })
	w, root, sched := window(t, Light, grid(b), Hooks{})
	b.SetTip("Publish now")
	b.DisableFor("Your profile is Trainee")
	b.MouseIn(nil)
	sched.Advance(tipDelay - time.Millisecond)
	if root.tips.shown {
		t.Fatal("the tooltip came too early")
	}
	sched.Advance(time.Millisecond)
	if !root.tips.shown || root.tips.text != "Your profile is Trainee" {
		t.Fatalf("shown %v, says %q", root.tips.shown, root.tips.text)
	}
	test.Tap(b)
	if root.tips.shown {
		t.Error("a click must take the tooltip away")
	}
	test.FocusNext(w.Canvas())
	if w.Canvas().Focused() == fyne.Focusable(b) {
		t.Error("Tab must pass a disabled button by")
	}
}

func TestToast_CountsDownAndUndoesOnce(t *testing.T) {
	_, root, sched := window(t, Light, grid(), Hooks{})
	undone, gone := 0, 0
	n := Toast{Text: "Resolved", UndoText: "Undo", Undo: func() { undone++ }, Gone: func() { gone++ }, For: 3 * time.Second}
	root.Toast(n)
	sched.Advance(2 * time.Second)
	if got := root.toasts.undo.text; got != "Undo (1)" {
		t.Errorf("with one second left it says %q", got)
	}
	test.Tap(root.toasts.undo)
	sched.Advance(5 * time.Second)
	if undone != 1 || gone != 0 {
		t.Errorf("undone %d times, gone %d times; want 1 and 0", undone, gone)
	}
	root.Toast(n)
	root.Toast(n) // the first gives way as if its time were up
	if gone != 1 {
		t.Errorf("the first notice ended %d times", gone)
	}
	sched.Advance(3 * time.Second)
	if undone != 1 || gone != 2 || root.toasts.shown {
		t.Errorf("undone %d, gone %d, shown %v", undone, gone, root.toasts.shown)
	}
}

func TestToast_WaitsWhileADialogLiesOverIt(t *testing.T) {
	w, root, sched := window(t, Light, grid(), Hooks{})
	undone := 0
	root.Toast(Toast{Text: "Resolved", UndoText: "Undo", Undo: func() { undone++ }, For: 3 * time.Second})
	d := NewDialog(DialogSpec{Title: "D", Body: grid(), Cancel: "Cancel"})
	d.Open(w.Canvas())
	sched.Advance(time.Minute)
	d.Close()
	if !root.UndoToast() || undone != 1 {
		t.Errorf("after the dialog the notice could not be undone (%d)", undone)
	}
	if root.UndoToast() {
		t.Error("it was undone twice")
	}
}

func TestRoot_HearsCharactersOnceAndOtherKeysByName(t *testing.T) {
	var keys []fyne.KeyName
	var runes []rune
	w, _, _ := window(t, Light, grid(), Hooks{Key: func(k *fyne.KeyEvent) bool { keys = append(keys, k.Name); return true }, Rune: func(r rune) bool { runes = append(runes, r); return true }})
	for _, k := range []fyne.KeyName{fyne.KeyA, fyne.KeySpace, "", fyne.KeyEscape, fyne.KeyF1} {
		press(w, k)
	}
	w.Canvas().OnTypedRune()('q') // the A of an English layout is the Q of a French one
	if want := []fyne.KeyName{fyne.KeyEscape, fyne.KeyF1}; !reflect.DeepEqual(keys, want) || string(runes) != "q" {
		t.Errorf("heard the keys %q and the characters %q", keys, string(runes))
	}
}

func TestTip_OfADialogLiesOverTheDialog(t *testing.T) {
	w, root, sched := window(t, Light, grid(), Hooks{})
	b := NewButton(Secondary, "Inside", nil)
	b.SetTip("tip")
	d := NewDialog(DialogSpec{Title: "D", Body: b, Cancel: "Cancel"})
	d.Open(w.Canvas())
	b.MouseIn(nil)
	sched.Advance(tipDelay)
	if !d.tips.shown || root.tips.shown {
		t.Errorf("the dialog shows it: %v, the root: %v", d.tips.shown, root.tips.shown)
	}
}

func TestTip_DoesNotStandInTheCornerForWhatWasRedrawn(t *testing.T) {
	b := NewButton(Secondary, "A run of yesterday", nil)
	column := NewColumn(0, b).Pad(40, 40)
	_, root, sched := window(t, Light, column, Hooks{})
	b.SetTip("22 Nov · A run of yesterday")
	b.MouseIn(nil)
	column.Set(NewButton(Secondary, "A run of yesterday", nil))
	sched.Advance(tipDelay)
	if root.tips.shown {
		t.Error("it shows the tip of a button that is no longer there")
	}
}
