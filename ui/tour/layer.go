// Package tour draws the guided tour: a ring around the control that a step
// talks about, and a card beside it. It knows nothing of the steps themselves
// and takes no input but a click on its own card.
package tour

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"vigie/ui/kit"
)

// Card is what a step says.
type Card struct {
	Place string   // "Step 2 of 6"
	Title string   // what to do
	Text  string   // why, in a sentence or two
	Keys  []string // the key caps, in the order in which they are pressed
	Leave string   // words of the link that ends the tour
}

// Layer lies over the content of the window. What it does not draw on gets the
// clicks as if it were not there.
type Layer struct {
	widget.BaseWidget
	card *card
	ring *canvas.Rectangle
	spot func() fyne.CanvasObject
	was  area
	on   bool
}

// NewLayer makes a layer that shows nothing; leave ends the tour.
func NewLayer(leave func()) *Layer {
	l := &Layer{card: newCard(leave), ring: kit.NewFrame(9)}
	l.ring.StrokeWidth = 2
	l.ExtendBaseWidget(l)
	return l
}

// Tell shows a card beside what spot gives, which is asked again at each
// Follow; nil from it puts the card into a corner without a ring.
func (l *Layer) Tell(c Card, spot func() fyne.CanvasObject) {
	l.on, l.spot = true, spot
	l.card.set(c)
	l.Refresh()
}

// Clear takes card and ring away.
func (l *Layer) Clear() {
	l.on, l.spot = false, nil
	l.Refresh()
}

// Follow places the card again when what it talks about has moved.
func (l *Layer) Follow() {
	if l.on && l.target() != l.was {
		l.Refresh()
	}
}

// Spot and Box are where the ring and the card are now; both are empty while
// nothing is shown.
func (l *Layer) Spot() (fyne.Position, fyne.Size) { return l.ring.Position(), l.ring.Size() }

// Box is where the card is.
func (l *Layer) Box() (fyne.Position, fyne.Size) { return l.card.Position(), l.card.Size() }

// target is the area of what the card talks about; empty when it is not shown.
func (l *Layer) target() area {
	if l.spot == nil {
		return area{}
	}
	o := l.spot()
	if o == nil || !o.Visible() || o.Size().IsZero() {
		return area{}
	}
	d := fyne.CurrentApp().Driver()
	at := d.AbsolutePositionForObject(o).Subtract(d.AbsolutePositionForObject(l))
	return area{at.X, at.Y, o.Size().Width, o.Size().Height}
}

// CreateRenderer draws ring and card.
func (l *Layer) CreateRenderer() fyne.WidgetRenderer {
	return kit.Draw(l, kit.Drawing{
		Objects: []fyne.CanvasObject{l.ring, l.card},
		Paint: func(look *kit.Look) {
			c := look.Color(kit.Accent)
			l.ring.StrokeColor, l.ring.FillColor = c, kit.Alpha(c, 14)
		},
		Arrange: func(_ *kit.Look, s fyne.Size) { l.arrange(s) },
	})
}

func (l *Layer) arrange(s fyne.Size) {
	l.was = l.target()
	l.card.Hidden, l.ring.Hidden = !l.on, !l.on || l.was == area{}
	if !l.on {
		kit.Place(l.ring, 0, 0, 0, 0)
		kit.Place(l.card, 0, 0, 0, 0)
		return
	}
	size := fyne.NewSize(cardWidth, l.card.heightFor(cardWidth))
	spot := l.was
	if l.ring.Hidden {
		kit.Place(l.ring, 0, 0, 0, 0)
	} else {
		r := l.was.grown(2)
		kit.Place(l.ring, max(1, r.x), max(1, r.y), min(r.w, s.Width-2-max(1, r.x)), min(r.h, s.Height-2-max(1, r.y)))
	}
	at := beside(s, spot, size)
	if l.ring.Hidden { // over the footer, at the right
		at = fyne.NewPos(s.Width-size.Width-margin, s.Height-size.Height-margin-kit.FooterHeight)
	}
	kit.Place(l.card, at.X, at.Y, size.Width, size.Height)
	l.card.Refresh()
}
