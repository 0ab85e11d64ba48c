package triage

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"vigie/assets/icon"
	"vigie/inbox"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// listHead is the line over the list: the view's name and count, and how it is
// narrowed and sorted; or what is marked, and what can be done with it.
type listHead struct {
	widget.BaseWidget
	pane         *listPane
	title        *kit.Text
	count        *kit.Chip
	counted      bool
	order        kit.ChipSpec // how the list is sorted, in words
	narrow, sort *kit.ChipButton
	clip         *kit.IconButton
	acts         []*kit.ChipButton // on the marked rows
	clear        *kit.IconButton
	line         *canvas.Rectangle
}

const headHeight = 41

func newListHead(p *listPane) *listHead {
	h := &listHead{pane: p, title: kit.NewLine("", kit.Title(), kit.Ink), count: kit.NewChip(kit.ChipSpec{}), line: kit.NewRect(0)}
	h.narrow = kit.NewChipButton(kit.ChipSpec{}, nil)
	h.narrow.SetAct(func() { kit.ShowMenu(h.narrow, h.narrowMenu()) })
	h.sort = kit.NewChipButton(kit.ChipSpec{}, nil)
	h.sort.SetAct(func() { kit.ShowMenu(h.sort, h.sortMenu()) })
	s := p.screen
	for _, a := range []struct {
		key string
		do  func()
	}{
		{"triage.resolve", func() { s.triage.Act(inbox.Resolve{}) }},
		{"triage.assign", func() { s.pickAssignee(h.acts[1]) }},
		{"triage.tags", s.pickTags},
	} {
		h.acts = append(h.acts, kit.NewChipButton(kit.ChipSpec{Text: s.t(a.key)}, a.do))
	}
	h.clip = kit.NewIconButton(icon.Pencil, s.t("clip.new"), s.newClip)
	h.clear = kit.NewIconButton(icon.Close, s.t("triage.clear-marks"), func() { s.triage.List.ClearMarks() })
	h.ExtendBaseWidget(h)
	return h
}

func (h *listHead) refresh() {
	t, m := h.pane.screen.triage, h.pane.screen.triage.List
	texts := h.pane.screen.env.Texts
	n, known := m.Total()
	marked := m.Marks()
	switch e, ok := t.Nav().Entry(t.NavID()); {
	case marked > 0:
		h.title.SetText(texts.N("triage.marked", marked, nil))
	case ok:
		h.title.SetText(e.Text)
	case m.View().Search != "":
		h.title.SetText(texts.T("triage.searching", map[string]any{"Words": m.View().Search}))
	}
	h.count.Set(kit.ChipSpec{Text: strconv.Itoa(n)})
	h.narrow.Set(kit.ChipSpec{Text: h.statusText(m.View().Statuses), Menu: true})
	h.order = kit.ChipSpec{Text: texts.T("triage.sort-"+sortName(m.View().Sort), nil), Menu: true}
	h.sort.SetTip(h.order.Text)
	h.counted = marked == 0 && known && n > 0
	for _, o := range []fyne.CanvasObject{h.narrow, h.sort, h.clip} {
		show(o, marked == 0)
	}
	for _, o := range h.acts {
		show(o, marked > 0)
	}
	show(h.clear, marked > 0)
	h.Refresh()
}

func show(o fyne.CanvasObject, on bool) {
	if on {
		o.Show()
	} else {
		o.Hide()
	}
}

func sortName(s inbox.Sort) string {
	if s == inbox.NewestFirst {
		return "newest"
	}
	return string(s)
}

func (h *listHead) statusText(s []inbox.Status) string {
	switch {
	case len(s) == 0:
		return h.pane.screen.t("triage.narrow-all")
	case len(s) == 1:
		return h.pane.screen.triage.Formats.StatusText(s[0])
	default:
		return h.pane.screen.t("triage.narrow-todo")
	}
}

func (h *listHead) narrowMenu() []kit.MenuEntry {
	t := h.pane.screen.triage
	now := h.statusText(t.List.View().Statuses)
	entry := func(statuses []inbox.Status) kit.MenuEntry {
		text := h.statusText(statuses)
		return kit.MenuEntry{Text: text, Ticked: text == now, Do: func() { t.Narrow(statuses) }}
	}
	out := []kit.MenuEntry{entry(nil), entry(vm.ToDo())}
	for _, s := range inbox.Statuses() {
		out = append(out, entry([]inbox.Status{s}))
	}
	return out
}

func (h *listHead) sortMenu() []kit.MenuEntry {
	t := h.pane.screen.triage
	var out []kit.MenuEntry
	for _, s := range []inbox.Sort{inbox.DueFirst, inbox.NewestFirst, inbox.OldestFirst} {
		out = append(out, kit.MenuEntry{Text: h.pane.screen.t("triage.sort-" + sortName(s)), Ticked: s == t.List.View().Sort, Do: func() { t.Sort(s) }})
	}
	return out
}

// CreateRenderer draws the head.
func (h *listHead) CreateRenderer() fyne.WidgetRenderer {
	objs := []fyne.CanvasObject{h.title, h.count, h.narrow, h.sort, h.clip, h.clear, h.line}
	for _, a := range h.acts {
		objs = append(objs, a)
	}
	return kit.Draw(h, kit.Drawing{
		Objects: objs,
		Min:     func(*kit.Look) fyne.Size { return fyne.NewSize(200, headHeight) },
		Paint:   func(l *kit.Look) { l.Fill(h.line, kit.Line) },
		Arrange: h.arrange,
	})
}

func (h *listHead) arrange(_ *kit.Look, s fyne.Size) {
	kit.Place(h.line, 0, s.Height-1, s.Width, 1)
	h.fitSort(s.Width)
	right := s.Width - rowMargin
	objs := []fyne.CanvasObject{h.clip, h.sort, h.narrow, h.clear}
	for i := len(h.acts) - 1; i >= 0; i-- {
		objs = append(objs, h.acts[i])
	}
	for _, o := range objs {
		if !o.Visible() {
			continue
		}
		m := o.MinSize()
		if right-m.Width < rowMargin+8+min(h.title.Full(), 120) {
			m.Width = 0
		}
		kit.Place(o, right-m.Width, float32(int((headHeight-m.Height)/2)), m.Width, m.Height)
		right -= m.Width + 6
	}
	w := min(h.title.Full()+1, right-rowMargin)
	cw := h.count.MinSize().Width
	// The name matters more than the count, which the navigation shows too.
	show(h.count, h.counted && w+cw+16 <= right-rowMargin)
	kit.Place(h.title, rowMargin, 10, max(0, w), 21)
	kit.Place(h.count, rowMargin+w+8, 10, cw, 21)
}

// fitSort writes how the list is sorted in the most words that do not cut the
// view's name: in all, in one, as an icon with a tooltip.
func (h *listHead) fitSort(width float32) {
	by := h.pane.screen.triage.List.View().Sort
	for _, spec := range []kit.ChipSpec{
		h.order, {Text: h.pane.screen.t("triage.sort-" + sortName(by) + "-short"), Menu: true}, {Icon: sortIcon(by), Menu: true},
	} {
		h.sort.Set(spec)
		taken := 2*rowMargin + h.title.Full() + 1
		for _, o := range []fyne.CanvasObject{h.clip, h.sort, h.narrow} {
			taken += o.MinSize().Width + 6
		}
		if taken <= width {
			return
		}
	}
}

func sortIcon(s inbox.Sort) icon.Name {
	if s == inbox.DueFirst {
		return icon.Clock
	}
	return icon.Calendar
}
