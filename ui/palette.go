package ui

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"vigie/ui/kit"
	"vigie/ui/vm"
)

// The measures of the palette, in units.
const (
	paletteWidth = 680
	paletteRows  = 12
	paletteRow   = 34
	paletteHead  = 30
)

// paletteEntry is a line of the palette: a command, a place, or a search.
type paletteEntry struct {
	PaletteEntry
	quiet bool // what is in the way is said elsewhere
}

// palette is the field over the window in which everything can be found: type,
// arrows, Return. It takes all input until it closes.
type palette struct {
	widget.BaseWidget
	window   *Window
	entries  []paletteEntry
	search   bool // the search itself comes first
	before   fyne.Focusable
	dim, box *canvas.Rectangle
	entry    *kit.Entry
	hint     *kit.Paragraph
	rows     []*paletteLine
	heads    []*kit.Heading
	shown    []found
	current  int
	hits     []paletteEntry // people and conversations that were read
	wait     func()         // until they are read
	wrong    bool           // it is said what is wrong with the search
	turn     int            // grows with each letter, so that late answers are dropped
}

// openPalette opens the palette with words in it; search puts the search for
// them first.
func (w *Window) openPalette(words string, search bool) {
	if w.house.none || w.Canvas().Overlays().Top() != nil {
		return
	}
	p := &palette{window: w, entries: w.paletteEntries(), search: search, dim: kit.NewRect(0), box: kit.NewFrame(14)}
	p.entry = kit.NewEntry(w.texts.T("shell.palette-hint", nil))
	p.entry.OnChanged = p.narrow
	p.entry.OnKey, p.entry.TakesTab = p.key, true
	p.hint = kit.NewParagraph(w.texts.T("shell.search-hint", nil), kit.Face{Size: 12, Weight: kit.Regular}, kit.Mute)
	for range paletteRows {
		n := len(p.rows)
		p.rows = append(p.rows, newPaletteLine(func() { p.choose(n) }))
		p.heads = append(p.heads, kit.NewHeading(""))
	}
	p.ExtendBaseWidget(p)
	c := w.Canvas()
	p.before = c.Focused()
	c.Overlays().Add(p)
	p.Resize(c.Size())
	c.Focus(p.entry.Focusable())
	p.fill(words)
	p.narrow(words)
	w.hear(vm.DeedFind)
}

// paletteEntries lists the commands in sight and the places to go.
func (w *Window) paletteEntries() []paletteEntry {
	var out []paletteEntry
	add := func(t *vm.Table) {
		for _, c := range t.All() {
			v := c.Verdict()
			if !v.OK && v.Key == "" || c.ID == "shell.palette" {
				continue
			}
			e := paletteEntry{PaletteEntry: PaletteEntry{Group: w.texts.T(c.Group, nil), Text: w.texts.T(c.ID, nil), Run: func() { w.Run(c) }}}
			if len(c.Keys) > 0 {
				e.Hint, e.Key = c.Keys[0].Label(), true
			}
			if !v.OK {
				e.Off = w.texts.T(v.Key, v.Args)
			}
			out = append(out, e)
		}
	}
	if b := w.berths[screenOf(w.place)]; b != nil {
		add(b.table)
	}
	if f, ok := w.finder(); ok {
		for _, e := range f.Places() {
			run := e.Run
			e.Run = func() { w.GoTo("inbox"); run() }
			out = append(out, paletteEntry{PaletteEntry: e})
		}
	}
	add(w.table)
	return out
}

func (p *palette) key(k *fyne.KeyEvent) bool {
	switch k.Name {
	case fyne.KeyDown:
		p.move(p.current + 1)
	case fyne.KeyUp:
		p.move(p.current - 1)
	case fyne.KeyPageDown:
		p.move(len(p.shown) - 1)
	case fyne.KeyPageUp:
		p.move(0)
	case fyne.KeyReturn, fyne.KeyEnter:
		p.choose(p.current)
	case fyne.KeyTab:
		p.complete()
	case fyne.KeyEscape:
		p.close()
	default:
		return false
	}
	return true
}

func (p *palette) move(to int) {
	p.current = max(0, min(to, len(p.shown)-1))
	p.Refresh()
}

// choose runs an entry; one that cannot run now says why and the palette
// stays.
func (p *palette) choose(i int) {
	if i < 0 || i >= len(p.shown) {
		return
	}
	e := p.shown[i].entry
	if e.Off != "" {
		if e.quiet {
			p.explain(e.Off, false)
		} else {
			p.entry.SetError(e.Off)
		}
		p.move(i)
		return
	}
	if e.Fill != "" {
		p.fill(e.Fill)
		return
	}
	p.close()
	e.Run()
}

func (p *palette) close() {
	p.turn++
	if p.wait != nil {
		p.wait()
	}
	c := p.window.Canvas()
	c.Unfocus()
	c.Overlays().Remove(p)
	if p.before != nil {
		c.Focus(p.before)
	}
}

// Tapped outside the card closes the palette.
func (p *palette) Tapped(e *fyne.PointEvent) {
	d := e.Position.Subtract(p.box.Position())
	if d.X < 0 || d.Y < 0 || d.X > p.box.Size().Width || d.Y > p.box.Size().Height {
		p.close()
	}
}

// TappedSecondary outside the card closes the palette.
func (p *palette) TappedSecondary(e *fyne.PointEvent) { p.Tapped(e) }

// CreateRenderer draws the card.
func (p *palette) CreateRenderer() fyne.WidgetRenderer {
	objs := []fyne.CanvasObject{p.dim, p.box, p.entry, p.hint}
	for i, r := range p.rows {
		objs = append(objs, r, p.heads[i])
	}
	return kit.Draw(p, kit.Drawing{Objects: objs, Paint: p.paint, Arrange: p.arrange})
}

func (p *palette) paint(l *kit.Look) {
	l.Fill(p.dim, kit.Dim)
	l.Frame(p.box, kit.Panel, kit.Line)
	p.box.Shadow = canvas.Shadow{Color: color.NRGBA{A: 90}, BlurRadius: 40, Offset: fyne.NewPos(0, 14)}
	setVisible(p.hint, p.search || p.wrong)
	group := ""
	for i, r := range p.rows {
		setVisible(r, i < len(p.shown))
		setVisible(p.heads[i], i < len(p.shown) && p.shown[i].entry.Group != group)
		if i >= len(p.shown) {
			continue
		}
		group = p.shown[i].entry.Group
		p.heads[i].Set(group)
		r.set(p.shown[i], i == p.current)
	}
}

func (p *palette) arrange(_ *kit.Look, s fyne.Size) {
	kit.Place(p.dim, 0, 0, s.Width, s.Height)
	w := min(paletteWidth, s.Width-32)
	x, top := float32(int((s.Width-w)/2)), float32(70)
	y := top + 10
	eh := p.entry.MinSize().Height
	kit.Place(p.entry, x+10, y, w-20, eh)
	y += eh + 4
	if p.hint.Visible() {
		h := p.hint.HeightFor(w - 40)
		kit.Place(p.hint, x+20, y+4, w-40, h)
		y += h + 6
	}
	for i, r := range p.rows {
		if i >= len(p.shown) {
			break
		}
		if p.heads[i].Visible() {
			if i > 0 {
				y += 6
			}
			kit.Place(p.heads[i], x+12, y-4, w-24, paletteHead)
			y += paletteHead - 4
		}
		kit.Place(r, x+10, y, w-20, paletteRow)
		y += paletteRow
	}
	kit.Place(p.box, x, top, w, y+10-top)
}
