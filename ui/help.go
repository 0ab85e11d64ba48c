package ui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"vigie/ui/kit"
	"vigie/ui/vm"
)

// helpWidth is that of the sheet: two columns, and a page when printed.
const helpWidth = 860

// openHelp shows every command by group with its keys.
func (w *Window) openHelp() {
	if w.Canvas().Overlays().Top() != nil {
		return
	}
	t := w.texts
	sheet := newHelpSheet(w)
	find := kit.NewEntry(t.T("shell.help-find", nil))
	var d *kit.Dialog
	find.OnChanged = func(words string) {
		sheet.narrow(words)
		d.Fit()
	}
	extra := w.tourButton(func() { d.Close() })
	d = kit.NewDialog(kit.DialogSpec{
		Title: t.T("shell.help-title", nil), Subtitle: t.T("shell.help-subtitle", nil), Width: helpWidth,
		Body: kit.NewColumn(10, find, sheet), First: find.Focusable(), Extra: extra,
	})
	d.Open(w.Canvas())
}

// helpSheet is the commands by group, in two columns of about one height.
type helpSheet struct {
	widget.BaseWidget
	window *Window
	groups []helpGroup
	objs   []fyne.CanvasObject
	left   int // how many of the groups stand in the left column
}

type helpGroup struct {
	heading fyne.CanvasObject
	lines   []fyne.CanvasObject
}

func (g helpGroup) height() float32 { return 37 + 28*float32(len(g.lines)) }

func newHelpSheet(w *Window) *helpSheet {
	s := &helpSheet{window: w}
	s.ExtendBaseWidget(s)
	s.narrow("")
	return s
}

// allCommands are those of the screen in sight, then of the other screens,
// then of the window.
func (w *Window) allCommands() []vm.Command {
	var out []vm.Command
	seen := screenOf(w.place)
	if b := w.berths[seen]; b != nil {
		out = append(out, b.table.All()...)
	}
	for _, stop := range railStops() {
		if name := screenOf(stop.place); name != seen && w.berths[name] != nil {
			out = append(out, w.berths[name].table.All()...)
			seen = name
		}
	}
	return append(out, w.table.All()...)
}

// narrow shows the commands whose words or keys contain what was typed.
func (s *helpSheet) narrow(words string) {
	words = folded(strings.TrimSpace(words))
	s.groups, s.objs = nil, nil
	at := map[string]int{}
	for _, c := range s.window.allCommands() {
		label := s.window.texts.T(c.ID, nil)
		var keys []string
		for _, k := range c.Keys {
			keys = append(keys, k.Label())
		}
		if !strings.Contains(folded(label+" "+strings.Join(keys, " ")), words) {
			continue
		}
		i, ok := at[c.Group]
		if !ok {
			i = len(s.groups)
			at[c.Group] = i
			s.groups = append(s.groups, helpGroup{heading: kit.NewHeading(s.window.texts.T(c.Group, nil))})
		}
		s.groups[i].lines = append(s.groups[i].lines, newHelpLine(label, keys))
	}
	for _, g := range s.groups {
		s.objs = append(append(s.objs, g.heading), g.lines...)
	}
	s.balance()
	s.Refresh()
}

// balance finds where to break the columns so that the higher one is lowest.
func (s *helpSheet) balance() {
	best := float32(-1)
	for n := 0; n <= len(s.groups); n++ {
		if h := max(sum(s.groups[:n]), sum(s.groups[n:])); best < 0 || h < best {
			best, s.left = h, n
		}
	}
}

func sum(groups []helpGroup) float32 {
	h := float32(0)
	for _, g := range groups {
		h += g.height()
	}
	return h
}

// HeightFor is the height of the higher column.
func (s *helpSheet) HeightFor(float32) float32 {
	return max(sum(s.groups[:s.left]), sum(s.groups[s.left:]), 60)
}

// CreateRenderer lays the columns.
func (s *helpSheet) CreateRenderer() fyne.WidgetRenderer { return &helpRenderer{s} }

type helpRenderer struct{ s *helpSheet }

func (r *helpRenderer) Destroy()                     {}
func (r *helpRenderer) Objects() []fyne.CanvasObject { return r.s.objs }
func (r *helpRenderer) MinSize() fyne.Size           { return fyne.NewSize(300, r.s.HeightFor(0)) }
func (r *helpRenderer) Refresh() {
	r.Layout(r.s.Size())
	for _, o := range r.s.objs {
		o.Refresh()
	}
}

func (r *helpRenderer) Layout(z fyne.Size) {
	w := float32(int((z.Width - 28) / 2))
	x, y := float32(0), float32(0)
	for i, g := range r.s.groups {
		if i == r.s.left && i > 0 {
			x, y = w+28, 0
		}
		kit.Place(g.heading, x-8, y, w, 37)
		y += 37
		for _, line := range g.lines {
			kit.Place(line, x, y, w, 28)
			y += 28
		}
	}
}

// helpLine is a command and its keys.
type helpLine struct {
	widget.BaseWidget
	label *kit.Text
	caps  []fyne.CanvasObject
}

func newHelpLine(label string, keys []string) *helpLine {
	h := &helpLine{label: kit.NewLine(label, kit.Body(), kit.Ink)}
	for _, k := range keys {
		h.caps = append(h.caps, kit.NewKeyCap(k))
	}
	h.ExtendBaseWidget(h)
	return h
}

// CreateRenderer draws words at the left and keys at the right.
func (h *helpLine) CreateRenderer() fyne.WidgetRenderer {
	return kit.Draw(h, kit.Drawing{
		Objects: append([]fyne.CanvasObject{h.label}, h.caps...),
		Min:     func(*kit.Look) fyne.Size { return fyne.NewSize(120, 28) },
		Arrange: func(_ *kit.Look, s fyne.Size) {
			right := s.Width
			for i := len(h.caps) - 1; i >= 0; i-- {
				w := h.caps[i].MinSize().Width
				kit.Place(h.caps[i], right-w, 5, w, 18)
				right -= w + 6
			}
			kit.Place(h.label, 0, 5, max(0, right-6), 18)
		},
	})
}
