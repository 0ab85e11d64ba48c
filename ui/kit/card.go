package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Side is where a card stands in its column.
type Side int

// The sides: what comes in stands left, notes in the middle, what goes out right.
const (
	Left Side = iota
	Middle
	Right
	Wide // over the whole width
)

// CardSpec is what a message bubble shows. Who and Meta make its head; an empty
// head is not drawn. Tone Plain is a framed white card, others a soft fill.
type CardSpec struct {
	Who, Meta, Body string
	Tone            Tone
	Side            Side
}

// Card is a message bubble: head, a body that can be selected, and more under
// it. As wide as its text needs, within a share of its column.
type Card struct {
	widget.BaseWidget
	spec      CardSpec
	box       *canvas.Rectangle
	who, meta *canvas.Text
	body      *TextBody
	under     []fyne.CanvasObject
	corner    fyne.CanvasObject
	width     float32
}

// NewCard makes a bubble with objects (an ImageSlot, a row of chips) under its body.
func NewCard(s CardSpec, under ...fyne.CanvasObject) *Card {
	c := &Card{spec: s, box: NewFrame(10), who: NewText(Face{11, Bold}), meta: NewText(Small()), body: NewTextBody(s.Body), under: under}
	c.ExtendBaseWidget(c)
	return c
}

// Corner puts an object (an IconButton that opens a menu) in the upper right
// corner, and gives the card back.
func (c *Card) Corner(o fyne.CanvasObject) *Card { c.corner = o; return c }

// Mark marks stretches of the body, and gives the card back.
func (c *Card) Mark(at []Range) *Card { c.body.Mark(at); return c }

// FirstMark is how far down the first mark is once the card is laid out;
// negative when there is none.
func (c *Card) FirstMark() float32 {
	if y := c.body.FirstMark(); y >= 0 {
		return c.head() + y
	}
	return -1
}

// Set changes what the card shows.
func (c *Card) Set(s CardSpec) {
	if c.spec != s {
		c.spec = s
		c.body.Set(s.Body)
		c.Refresh()
	}
}

// Spec is what the card shows.
func (c *Card) Spec() CardSpec { return c.spec }

const (
	cardPadX = 15
	cardHead = 32
)

func (c *Card) head() float32 {
	if c.spec.Who == "" && c.spec.Meta == "" {
		return 11
	}
	return cardHead
}

// bubble is the width of the box in a column.
func (c *Card) bubble(l *Look, column float32) float32 {
	share := float32(.88)
	switch c.spec.Side {
	case Wide:
		return column
	case Middle:
		share = .96
	case Left, Right:
	}
	limit := float32(int(column * share))
	head := l.Width(c.spec.Who, Face{11, Bold}) + 8 + l.Width(c.spec.Meta, Small()) + 2*cardPadX
	if c.corner != nil {
		head += 32
	}
	want := max(l.Width(c.spec.Body, Body())+2*cardPadX+4, head, 120)
	for _, o := range c.under {
		want = max(want, o.MinSize().Width+2*cardPadX)
	}
	return min(limit, whole(want))
}

// HeightFor is the height in a column of a width.
func (c *Card) HeightFor(column float32) float32 {
	inner := c.bubble(Current(), column) - 2*cardPadX
	h := c.head() + 11
	if c.spec.Body != "" {
		h += c.body.HeightFor(inner)
	}
	for _, o := range c.under {
		if o.Visible() {
			h += heightOf(o, inner) + 8
		}
	}
	return h
}

// CreateRenderer draws the bubble.
func (c *Card) CreateRenderer() fyne.WidgetRenderer {
	objs := []fyne.CanvasObject{c.box, c.who, c.meta, c.body}
	objs = append(objs, c.under...)
	if c.corner != nil {
		objs = append(objs, c.corner)
	}
	return Draw(c, Drawing{
		Objects: objs,
		Min: func(*Look) fyne.Size {
			return fyne.NewSize(160, c.HeightFor(max(160, c.width)))
		},
		Paint: c.paint, Arrange: c.arrange,
	})
}

func (c *Card) paint(l *Look) {
	fill, line := c.spec.Tone.Soft(), c.spec.Tone.Soft()
	if c.spec.Tone == Plain {
		fill, line = Panel, Line
	}
	l.Frame(c.box, fill, line)
	l.Write(c.who, c.spec.Who, Ink)
	l.Write(c.meta, c.spec.Meta, Mute)
	c.body.Hidden = c.spec.Body == ""
	c.body.Refresh()
}

func (c *Card) arrange(l *Look, s fyne.Size) {
	c.width = s.Width
	w, x := c.bubble(l, s.Width), float32(0)
	switch c.spec.Side {
	case Middle:
		x = float32(int((s.Width - w) / 2))
	case Right:
		x = s.Width - w
	case Left, Wide:
	}
	Place(c.box, x, 0, w, s.Height)
	inner, right := w-2*cardPadX, x+w-cardPadX
	if c.corner != nil {
		Place(c.corner, right-20, 6, 28, 28)
		right -= 24
	}
	c.who.Text = l.Cut(c.spec.Who, Face{11, Bold}, right-x-cardPadX)
	l.Line(c.who, x+cardPadX, 11, 18)
	mx := x + cardPadX + l.Width(c.who.Text, Face{11, Bold}) + 8
	c.meta.Text = l.Cut(c.spec.Meta, Small(), max(0, right-mx))
	l.Line(c.meta, mx, 11, 18)
	y := c.head()
	if c.spec.Body != "" {
		h := c.body.HeightFor(inner)
		Place(c.body, x+cardPadX, y, inner, h)
		y += h
	}
	for _, o := range c.under {
		if o.Visible() {
			h := heightOf(o, inner)
			Place(o, x+cardPadX, y+8, inner, h)
			y += h + 8
		}
	}
}
