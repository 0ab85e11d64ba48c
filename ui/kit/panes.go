package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Pane is one column of Panes. Width is in units, and 0 for the one flexible
// column; Min is how narrow a person or a small window may make it.
type Pane struct {
	Content    fyne.CanvasObject
	Width, Min float32
	Collapsed  bool
}

// Panes lays columns of fixed width around one that takes the rest, with grips
// between them. When the window is too narrow the fixed ones give way down to
// their minimum, those farthest right first.
type Panes struct {
	widget.BaseWidget
	panes []Pane
	flex  int
	lines []*canvas.Rectangle
	grips []*grip
	// OnResized hears that a person dragged a grip, to remember Widths.
	OnResized func()
}

// NewPanes makes columns; exactly one must have width 0.
func NewPanes(panes ...Pane) *Panes {
	p := &Panes{panes: panes}
	for i, one := range panes {
		if one.Width == 0 {
			p.flex = i
		}
	}
	for i := range len(panes) - 1 {
		p.lines = append(p.lines, NewRect(0))
		at, sign := i, float32(1) // columns right of the flexible one grow leftwards
		if i >= p.flex {
			at, sign = i+1, -1
		}
		p.grips = append(p.grips, newGrip(func(dx float32) { p.drag(at, sign*dx) }, p.dropped))
	}
	p.ExtendBaseWidget(p)
	return p
}

// Widths are the widths as a person set them, 0 for the flexible column.
func (p *Panes) Widths() []float32 {
	w := make([]float32, len(p.panes))
	for i, one := range p.panes {
		w[i] = one.Width
	}
	return w
}

// SetWidths sets the widths, as Widths gave them; what is below a minimum or
// does not fit in number is left alone.
func (p *Panes) SetWidths(w []float32) {
	if len(w) != len(p.panes) {
		return
	}
	for i := range w {
		if i != p.flex && w[i] >= p.panes[i].Min {
			p.panes[i].Width = w[i]
		}
	}
	p.Refresh()
}

// Collapse takes a column away or brings it back.
func (p *Panes) Collapse(i int, away bool) {
	if i == p.flex || i < 0 || i >= len(p.panes) || p.panes[i].Collapsed == away {
		return
	}
	p.panes[i].Collapsed = away
	p.Refresh()
}

// Collapsed says whether a column is away.
func (p *Panes) Collapsed(i int) bool { return p.panes[i].Collapsed }

func (p *Panes) drag(i int, by float32) {
	fits := p.fit(p.Size().Width)
	room := fits[p.flex] - p.panes[p.flex].Min
	w := max(p.panes[i].Min, fits[i]+min(by, max(0, room)))
	if w = whole(w); w != p.panes[i].Width {
		p.panes[i].Width = w
		p.Refresh()
	}
}

func (p *Panes) dropped() {
	if p.OnResized != nil {
		p.OnResized()
	}
}

// fit gives each column its width in a total.
func (p *Panes) fit(total float32) []float32 {
	w, rest := p.Widths(), total
	for i, one := range p.panes {
		if one.Collapsed {
			w[i] = 0
		}
		rest -= w[i]
	}
	short := p.panes[p.flex].Min - rest
	for i := len(w) - 1; i >= 0 && short > 0; i-- {
		if give := min(short, w[i]-p.panes[i].Min); i != p.flex && give > 0 {
			w[i] -= give
			short -= give
			rest += give
		}
	}
	w[p.flex] = max(0, rest)
	return w
}

// CreateRenderer lays columns, lines and grips.
func (p *Panes) CreateRenderer() fyne.WidgetRenderer {
	var objs []fyne.CanvasObject
	for _, one := range p.panes {
		objs = append(objs, one.Content)
	}
	for _, l := range p.lines {
		objs = append(objs, l)
	}
	for _, g := range p.grips {
		objs = append(objs, g)
	}
	return Draw(p, Drawing{Objects: objs, Min: p.least, Arrange: p.arrange, Paint: func(l *Look) {
		for _, ln := range p.lines {
			l.Fill(ln, Line)
		}
	}})
}

func (p *Panes) least(*Look) fyne.Size {
	w := float32(0)
	for _, one := range p.panes {
		if !one.Collapsed {
			w += one.Min
		}
	}
	return fyne.NewSize(w, 120)
}

func (p *Panes) arrange(_ *Look, s fyne.Size) {
	x := float32(0)
	for i, w := range p.fit(s.Width) {
		c := p.panes[i].Content
		if p.panes[i].Collapsed {
			c.Hide()
		} else {
			c.Show()
			Place(c, x, 0, w, s.Height)
		}
		x += w
		if i < len(p.lines) {
			side := i // the fixed column that this grip moves
			if i >= p.flex {
				side = i + 1
			}
			gone := p.panes[side].Collapsed
			p.lines[i].Hidden = gone
			p.grips[i].Hidden = gone
			Place(p.lines[i], x-1, 0, 1, s.Height)
			Place(p.grips[i], x-4, 0, 7, s.Height)
		}
	}
}
