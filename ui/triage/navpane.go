package triage

import (
	"strings"

	"fyne.io/fyne/v2"

	"vigie/assets/icon"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// navPane is the list of views at the left.
type navPane struct {
	screen  *Screen
	content fyne.CanvasObject
	column  *kit.Column
	scroll  *kit.Scroll
	rows    map[string]*kit.NavRow
	shape   string // the ids in order: the rows are made again when it changes
}

func newNavPane(s *Screen) *navPane {
	p := &navPane{screen: s, rows: map[string]*kit.NavRow{}}
	p.column = kit.NewColumn(0).Pad(8, 12)
	p.scroll = kit.NewScroll(p.column)
	p.content = kit.NewSheet(kit.Panel, p.scroll)
	return p
}

// refresh shows the views with their counts.
func (p *navPane) refresh() {
	if !p.screen.triage.Ready() {
		return
	}
	entries := p.screen.triage.Nav().Entries()
	var shape strings.Builder
	for _, e := range entries {
		shape.WriteString(e.ID + "\x00" + e.Text + "\x00" + e.Trouble + "\x00")
	}
	if shape.String() != p.shape {
		p.shape = shape.String()
		p.build(entries)
	}
	for _, e := range entries {
		if r, ok := p.rows[e.ID]; ok && !e.Heading {
			r.SetCount(e.Count)
			r.SetSelected(e.ID == p.screen.triage.NavID())
		}
	}
}

func (p *navPane) build(entries []vm.NavEntry) {
	var objs []fyne.CanvasObject
	clear(p.rows)
	for _, e := range entries {
		if e.Heading {
			objs = append(objs, kit.NewHeading(e.Text))
			continue
		}
		r := kit.NewNavRow(e.Text, e.Count, func() { p.screen.ShowView(e.ID) }).UpTo(e.Most)
		if e.Saved != "" {
			r.WithMenu(func() []kit.MenuEntry { return p.screen.savedMenu(e.Saved) })
		}
		if e.Trouble != "" {
			r.WithIcon(troubleIcon(e))
			r.SetTip(e.Text + ": " + e.Trouble)
		}
		p.rows[e.ID] = r
		objs = append(objs, r)
	}
	p.column.Set(objs...)
	p.scroll.Refresh()
}

// troubleIcon tells by its shape how an account fares.
func troubleIcon(e vm.NavEntry) icon.Name {
	switch {
	case e.Tone == vm.Alarm:
		return icon.AlertMark
	case e.Tone == vm.Caution:
		return icon.Warning
	case e.Paused:
		return icon.Pause
	default:
		return icon.Refresh
	}
}
