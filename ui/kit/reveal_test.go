package kit

import (
	"context"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

func TestScroll_FollowsTheFocus(t *testing.T) {
	app := test.NewTempApp(t)
	app.Settings().SetTheme(NewTheme(Light))
	var fields []fyne.CanvasObject
	for range 30 {
		fields = append(fields, NewEntry(""), NewButton(Secondary, "Go", nil))
	}
	s := NewScroll(NewColumn(8, fields...))
	w := app.NewWindow("")
	w.SetContent(NewRoot(NewInline(context.Background()), s, Hooks{Focus: s.Reveal}))
	w.Resize(fyne.NewSize(400, 300))
	for i := range fields {
		w.Canvas().FocusNext()
		y := app.Driver().AbsolutePositionForObject(fields[i]).Y
		if y < 0 || y+fields[i].Size().Height > 300 {
			t.Fatalf("field %d has the focus out of sight, at %g", i, y)
		}
	}
	if s.Offset.Y == 0 {
		t.Error("nothing scrolled")
	}
	w.Canvas().FocusNext() // round to the first
	if s.Offset.Y > revealMargin {
		t.Errorf("at the first field it is scrolled by %g", s.Offset.Y)
	}
}
