package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"vigie/assets/icon"
)

// RailWidth is the width of the icon rail.
const RailWidth = 56

// RailEntry is one part of the programme in the rail.
type RailEntry struct {
	ID, Name string
	Icon     icon.Name
	// Foot puts the entry at the lower end.
	Foot bool
}

// IconRail is the dark column at the left of the window: one icon for each part
// of the programme, with a count of what waits there.
type IconRail struct {
	widget.BaseWidget
	cells    []*railCell
	entries  []RailEntry
	selected string
	box      *canvas.Rectangle
	// OnChanged hears which part a person chose.
	OnChanged func(id string)
}

// NewIconRail makes a rail.
func NewIconRail(entries []RailEntry, selected string, changed func(id string)) *IconRail {
	r := &IconRail{entries: entries, selected: selected, box: NewRect(0), OnChanged: changed}
	for _, e := range entries {
		r.cells = append(r.cells, newRailCell(e, func() {
			r.SetSelected(e.ID)
			if r.OnChanged != nil {
				r.OnChanged(e.ID)
			}
		}))
	}
	r.ExtendBaseWidget(r)
	r.SetSelected(selected)
	return r
}

// Selected is the ID of the part shown.
func (r *IconRail) Selected() string { return r.selected }

// SetSelected marks a part without telling OnChanged.
func (r *IconRail) SetSelected(id string) {
	r.selected = id
	for i, c := range r.cells {
		if on := r.entries[i].ID == id; c.on != on {
			c.on = on
			c.Refresh()
		}
	}
}

// SetCount shows what waits in a part; zero shows nothing.
func (r *IconRail) SetCount(id string, n int) {
	for i, c := range r.cells {
		if r.entries[i].ID == id {
			c.badge.Set(n)
			c.Refresh()
		}
	}
}

// CreateRenderer lays the entries from the top, and those of the foot from below.
func (r *IconRail) CreateRenderer() fyne.WidgetRenderer {
	objs := []fyne.CanvasObject{r.box}
	for _, c := range r.cells {
		objs = append(objs, c)
	}
	return Draw(r, Drawing{
		Objects: objs,
		Min:     func(*Look) fyne.Size { return fyne.NewSize(RailWidth, 200) },
		Paint:   func(l *Look) { l.Fill(r.box, Rail) },
		Arrange: func(_ *Look, s fyne.Size) {
			Place(r.box, 0, 0, s.Width, s.Height)
			y, foot := float32(10), s.Height-54
			for i, c := range r.cells {
				if r.entries[i].Foot {
					Place(c, 6, foot, 44, 44)
					foot -= 50
					continue
				}
				Place(c, 6, y, 44, 44)
				y += 50
			}
		},
	})
}

type railCell struct {
	hot
	entry RailEntry
	on    bool
	box   *canvas.Rectangle
	bar   *canvas.Rectangle
	im    *canvas.Image
	badge *Badge
}

func newRailCell(e RailEntry, act func()) *railCell {
	c := &railCell{entry: e, box: NewRect(10), bar: NewRect(1), im: &canvas.Image{}, badge: NewBadge(0)}
	c.im.Resize(fyne.NewSquareSize(22))
	c.init(c, 10, act)
	c.tip = e.Name
	return c
}

// AccessibilityLabel is the part's name and what waits there.
func (c *railCell) AccessibilityLabel() string { return c.entry.Name + " " + CountText(c.badge.count) }

// AccessibilityRole is a button.
func (c *railCell) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// CreateRenderer draws the icon and the count.
func (c *railCell) CreateRenderer() fyne.WidgetRenderer {
	return Draw(c, Drawing{
		Objects: []fyne.CanvasObject{c.box, c.bar, c.im, c.badge, c.ring},
		Min:     func(*Look) fyne.Size { return fyne.NewSquareSize(44) },
		Paint: func(l *Look) {
			role := RailInk
			c.box.Hidden, c.bar.Hidden = !c.on && !c.hovered, !c.on
			c.box.FillColor = Alpha(l.Color(RailOnInk), 18)
			if c.on {
				role = RailOnInk
				l.Fill(c.box, RailOn)
			}
			l.Fill(c.bar, RailOnInk)
			l.SetIcon(c.im, c.entry.Icon, role)
			c.paintRing(l)
		},
		Arrange: func(_ *Look, s fyne.Size) {
			Place(c.box, 0, 0, s.Width, s.Height)
			Place(c.bar, -5, 12, 2, 20)
			Place(c.im, 11, 11, 22, 22)
			m := c.badge.MinSize()
			Place(c.badge, 42-m.Width, 4, m.Width, m.Height)
			c.placeRing(0, 0, s.Width, s.Height)
		},
	})
}
