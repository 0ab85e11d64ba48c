package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"vigie/ui/kit"
)

// paletteLine is one line of the palette. The field keeps the focus: a line
// only takes clicks.
type paletteLine struct {
	widget.BaseWidget
	choose  func()
	current bool
	found   found
	box     *canvas.Rectangle
	flow    *kit.Flow
	why     *kit.Text
	cap     *kit.KeyCap
}

func newPaletteLine(choose func()) *paletteLine {
	r := &paletteLine{choose: choose, box: kit.NewRect(8), flow: kit.NewFlow(13), cap: kit.NewKeyCap("")}
	r.why = kit.NewLine("", kit.Face{Size: 12, Weight: kit.Regular}, kit.Mute).Align(fyne.TextAlignTrailing)
	r.ExtendBaseWidget(r)
	return r
}

func (r *paletteLine) set(f found, current bool) {
	r.found, r.current = f, current
	r.Refresh()
}

// Tapped chooses the line.
func (r *paletteLine) Tapped(*fyne.PointEvent) { r.choose() }

// Cursor is the hand.
func (r *paletteLine) Cursor() desktop.Cursor { return desktop.PointerCursor }

// AccessibilityLabel is the text.
func (r *paletteLine) AccessibilityLabel() string { return r.found.entry.Text }

// AccessibilityRole is a button.
func (r *paletteLine) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// CreateRenderer draws the line.
func (r *paletteLine) CreateRenderer() fyne.WidgetRenderer {
	return kit.Draw(r, kit.Drawing{
		Objects: []fyne.CanvasObject{r.box, r.flow, r.why, r.cap},
		Min:     func(*kit.Look) fyne.Size { return fyne.NewSize(200, paletteRow) },
		Paint: func(l *kit.Look) {
			l.Fill(r.box, kit.Selected)
			r.box.Hidden = !r.current
			role := kit.Ink
			if r.found.entry.Off != "" {
				role = kit.Faint
			}
			r.flow.Set(r.found.spans(role)...)
			said := r.found.entry.Off
			if r.found.entry.quiet {
				said = ""
			}
			if said == "" && !r.found.entry.Key {
				said = r.found.entry.Hint
			}
			r.why.SetText(said)
			setVisible(r.why, said != "")
			setVisible(r.cap, r.found.entry.Key && r.found.entry.Off == "")
			r.cap.Set(r.found.entry.Hint)
		},
		Arrange: func(l *kit.Look, s fyne.Size) {
			kit.Place(r.box, 0, 0, s.Width, s.Height)
			right := s.Width - 10
			if r.cap.Visible() {
				w := r.cap.MinSize().Width
				kit.Place(r.cap, right-w, 8, w, 18)
				right -= w + 10
			}
			room := min(l.Width(r.found.entry.Text, kit.Strong())+8, right-12)
			kit.Place(r.flow, 10, 8, max(room, 40), 18)
			if r.why.Visible() {
				kit.Place(r.why, 10+room+12, 8, max(0, right-room-22), 18)
			}
		},
	})
}
