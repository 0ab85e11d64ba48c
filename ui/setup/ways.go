package setup

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"vigie/ui/kit"
)

// ways are the cards of the first page, side by side, equally high.
type ways struct {
	widget.BaseWidget
	cards []*wayCard
}

const waysGap = 16

func newWays(cards ...*wayCard) *ways {
	w := &ways{cards: cards}
	w.ExtendBaseWidget(w)
	return w
}

// mark makes a card the one that is advised.
func (w *ways) mark(i int) {
	for n, c := range w.cards {
		c.advise(n == i)
	}
}

func (w *ways) cardWidth(width float32) float32 {
	n := float32(len(w.cards))
	return float32(int((width - waysGap*(n-1)) / n))
}

// HeightFor is that of the highest card.
func (w *ways) HeightFor(width float32) float32 {
	h := float32(0)
	for _, c := range w.cards {
		h = max(h, c.HeightFor(w.cardWidth(width)))
	}
	return h
}

// CreateRenderer lays the cards.
func (w *ways) CreateRenderer() fyne.WidgetRenderer {
	var objs []fyne.CanvasObject
	for _, c := range w.cards {
		objs = append(objs, c)
	}
	return kit.Draw(w, kit.Drawing{
		Objects: objs,
		Min:     func(*kit.Look) fyne.Size { return fyne.NewSize(600, 160) },
		Arrange: func(_ *kit.Look, s fyne.Size) {
			cw := w.cardWidth(s.Width)
			for i, c := range w.cards {
				kit.Place(c, float32(i)*(cw+waysGap), 0, cw, s.Height)
			}
		},
	})
}

// wayCard is one way to begin: a title, what it means, a button.
type wayCard struct {
	widget.BaseWidget
	box     *canvas.Rectangle
	title   *kit.Text
	body    *kit.Paragraph
	words   string
	act     func()
	name    string
	button  *kit.Button
	reason  *kit.Paragraph
	closed  bool
	advised bool
}

func newWayCard(title, text, act string, do func()) *wayCard {
	c := &wayCard{box: kit.NewFrame(14), words: text, name: act, act: do}
	c.title = kit.NewLine(title, kit.Face{Size: 15, Weight: kit.Semi}, kit.Ink)
	c.body = kit.NewParagraph(text, kit.Body(), kit.Mute)
	c.button = kit.NewButton(kit.Secondary, act, do)
	c.reason = kit.NewParagraph("", kit.Face{Size: 12, Weight: kit.Regular}, kit.Mute)
	c.ExtendBaseWidget(c)
	return c
}

// close says why the way cannot be taken yet.
func (c *wayCard) close(reason string) {
	c.closed = true
	c.button.DisableFor(reason)
	c.reason.Set(reason, kit.Mute)
	c.title.Set(c.title.Text(), kit.Mute)
}

func (c *wayCard) advise(on bool) {
	c.advised = on
	if on {
		c.button = kit.NewButton(kit.Primary, c.name, c.act)
	}
}

const wayPad = 20

// HeightFor is the height at a width.
func (c *wayCard) HeightFor(width float32) float32 {
	w := width - 2*wayPad
	h := wayPad + 21 + 6 + c.body.HeightFor(w) + 16 + kit.ButtonHeight + wayPad - 2
	if c.closed {
		h += c.reason.HeightFor(w) + 6
	}
	return h
}

// CreateRenderer draws the card.
func (c *wayCard) CreateRenderer() fyne.WidgetRenderer {
	return kit.Draw(c, kit.Drawing{
		Objects: []fyne.CanvasObject{c.box, c.title, c.body, c.reason, c.button},
		Min:     func(*kit.Look) fyne.Size { return fyne.NewSize(180, 140) },
		Paint: func(l *kit.Look) {
			l.Frame(c.box, kit.Panel, kit.Line)
			c.box.StrokeWidth = 1
			if c.advised {
				c.box.StrokeColor, c.box.StrokeWidth = l.Color(kit.Accent), 2
			}
			c.title.Refresh()
			c.body.Refresh()
			c.reason.Refresh()
			c.button.Refresh()
		},
		Arrange: func(_ *kit.Look, s fyne.Size) {
			w := s.Width - 2*wayPad
			kit.Place(c.box, 0, 0, s.Width, s.Height)
			kit.Place(c.title, wayPad, wayPad-2, w, 21)
			kit.Place(c.body, wayPad, wayPad+25, w, c.body.HeightFor(w))
			y := s.Height - wayPad - kit.ButtonHeight + 2
			kit.Place(c.button, wayPad, y, c.button.MinSize().Width, kit.ButtonHeight)
			if c.closed {
				h := c.reason.HeightFor(w)
				kit.Place(c.reason, wayPad, y-h-6, w, h)
			}
		},
	})
}

// choices puts two sets of chips side by side in the middle.
type choices struct {
	widget.BaseWidget
	left, right *kit.ChoiceChips
}

func newChoices(left, right *kit.ChoiceChips) *choices {
	c := &choices{left: left, right: right}
	c.ExtendBaseWidget(c)
	return c
}

// HeightFor is that of one line of chips.
func (c *choices) HeightFor(float32) float32 { return kit.ChipFormHeight }

// CreateRenderer lays the chips.
func (c *choices) CreateRenderer() fyne.WidgetRenderer {
	return kit.Draw(c, kit.Drawing{
		Objects: []fyne.CanvasObject{c.left, c.right},
		Min:     func(*kit.Look) fyne.Size { return fyne.NewSize(400, kit.ChipFormHeight) },
		Arrange: func(_ *kit.Look, s fyne.Size) {
			lw, rw := oneLine(c.left), oneLine(c.right)
			x := float32(int((s.Width - lw - 36 - rw) / 2))
			kit.Place(c.left, x, 0, lw, kit.ChipFormHeight)
			kit.Place(c.right, x+lw+36, 0, rw, kit.ChipFormHeight)
		},
	})
}

// oneLine is the least width at which chips stand in one line.
func oneLine(c *kit.ChoiceChips) float32 {
	w := c.MinSize().Width
	for c.HeightFor(w) > kit.ChipFormHeight {
		w += 4
	}
	return w
}
