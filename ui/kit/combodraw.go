package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"vigie/assets/icon"
)

// CreateRenderer draws the field and its chips, which wrap.
func (c *Combo) CreateRenderer() fyne.WidgetRenderer { return &comboRenderer{c: c} }

type comboRenderer struct {
	c    *Combo
	objs []fyne.CanvasObject
}

func (r *comboRenderer) Destroy() {}

// Objects are the field and one chip and cross for each word in the set.
func (r *comboRenderer) Objects() []fyne.CanvasObject {
	c := r.c
	objs := append(r.objs[:0], c.box, c.ghost, c.plus)
	for i := range c.chips {
		objs = append(append(objs, c.chips[i].Objects()...), c.crosses[i])
	}
	r.objs = append(objs, c.ring)
	return r.objs
}

func (r *comboRenderer) MinSize() fyne.Size {
	return fyne.NewSize(120, r.c.HeightFor(max(120, r.c.width)))
}

func (r *comboRenderer) Layout(s fyne.Size) {
	r.c.width = s.Width
	r.c.paint(Current())
	r.c.arrange(Current(), s)
}

func (r *comboRenderer) Refresh() {
	r.Layout(r.c.Size())
	canvas.Refresh(r.c)
}

// HeightFor is the height with the chips wrapped at a width.
func (c *Combo) HeightFor(width float32) float32 {
	return c.flow(Current(), width, nil) + 6
}

func (c *Combo) flow(l *Look, width float32, put func(i int, x, y, w float32)) float32 {
	x, y := float32(6), float32(5)
	for i, s := range c.texts() {
		w := ChipSpec{Text: s}.Width(l) + 12
		if x > 6 && x+w > width-28 {
			x, y = 6, y+ChipHeight+4
		}
		if put != nil {
			put(i, x, y, w)
		}
		x += w + 4
	}
	return y + ChipHeight
}

func (c *Combo) paint(l *Look) {
	fill := Panel
	if c.hovered || c.Disabled() {
		fill = Background
	}
	l.Frame(c.box, fill, Line)
	l.Write(c.ghost, c.hint, Mute)
	c.ghost.Hidden = len(c.selected) > 0
	l.SetIcon(c.plus, icon.Plus, Mute)
	c.paintRing(l)
	for len(c.chips) < len(c.selected) {
		cross := &canvas.Image{}
		cross.Resize(fyne.NewSquareSize(9))
		c.chips, c.crosses = append(c.chips, NewChipMark()), append(c.crosses, cross)
	}
	c.chips, c.crosses = c.chips[:len(c.selected)], c.crosses[:len(c.selected)]
	for i, s := range c.texts() {
		c.chips[i].Set(l, ChipSpec{Text: s, Tone: Brand})
		l.SetIcon(c.crosses[i], icon.Close, Accent)
	}
}

func (c *Combo) arrange(l *Look, s fyne.Size) {
	Place(c.box, 0, 0, s.Width, s.Height)
	c.placeRing(0, 0, s.Width, s.Height)
	Place(c.plus, s.Width-22, whole((s.Height-13)/2), 13, 13)
	c.ghost.Text = l.Cut(c.hint, Body(), s.Width-40)
	l.Line(c.ghost, 11, 0, s.Height)
	c.places = c.places[:0]
	c.flow(l, s.Width, func(i int, x, y, w float32) {
		c.chips[i].Place(l, x, y, ChipHeight)
		c.chips[i].box.Resize(fyne.NewSize(w, ChipHeight))
		Place(c.crosses[i], x+w-17, y+6, 9, 9)
		c.places = append(c.places, x, y, w)
	})
}
