package triage

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"vigie/assets/icon"
	"vigie/inbox"
	"vigie/inbox/team"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// talkHead is the line over a conversation: who, what is owed, and the acts used
// most. When it is narrow the handle goes first, then the chips, then the acts.
type talkHead struct {
	widget.BaseWidget
	screen       *Screen
	name, handle *kit.Text
	chips        *kit.ChipRow
	acts         *kit.Acts
	holder       *fyne.Container
	taking       bool // taking is among the acts
	brief, full  []kit.ChipSpec
	worded       bool // the chips are written out
	take, hand   *kit.Button
	snooze, done *kit.Button
	more         *kit.IconButton
	line         *canvas.Rectangle
}

const talkHeadHeight = 62

func newTalkHead(s *Screen) *talkHead {
	h := &talkHead{screen: s, chips: kit.NewChipRow(), line: kit.NewRect(0)}
	h.name = kit.NewLine("", kit.Title(), kit.Ink)
	h.handle = kit.NewLine("", kit.Body(), kit.Mute)
	h.take = kit.NewButton(kit.Secondary, s.t("triage.take"), func() { s.triage.Act(inbox.Claim{}) })
	h.hand = kit.NewButton(kit.Secondary, s.t("triage.hand-over"), s.handOver)
	h.snooze = kit.NewButton(kit.Secondary, s.t("triage.snooze"), nil)
	h.snooze.SetAct(func() { s.pickSnooze(h.snooze) })
	h.done = kit.NewButton(kit.Primary, s.t("triage.resolve"), nil)
	h.more = kit.NewIconButton(icon.More, s.t("triage.more"), nil)
	for b, key := range map[*kit.Button]string{h.take: "T", h.hand: "H", h.snooze: "S", h.done: "E"} {
		b.SetTip(key)
	}
	h.acts = kit.NewActs(h.take, h.hand, h.snooze, h.done)
	h.holder, h.taking = container.NewStack(h.acts), true
	h.ExtendBaseWidget(h)
	h.more = kit.NewIconButton(icon.More, s.t("triage.more"), func() { kit.ShowMenu(h.more, s.moreMenu()) })
	return h
}

// show fills the head.
func (h *talkHead) show(d vm.Details, now time.Time) {
	s := h.screen
	c := d.Detail.Conversation
	h.name.SetText(d.Name())
	h.handle.SetText(d.Handle())
	h.brief, h.full = headChips(d, now, false), headChips(d, now, true)
	h.chips.Set(h.brief...)
	h.worded = false
	h.offer(c.Assignee != s.triage.House().Me.ID && c.Status.Active())
	if c.Status == inbox.Resolved || c.Status == inbox.Ignored {
		h.done.SetText(s.t("triage.reopen"))
		h.done.SetAct(func() { s.triage.Act(inbox.Reopen{}) })
	} else {
		h.done.SetText(s.t("triage.resolve"))
		h.done.SetAct(func() { s.triage.Act(inbox.Resolve{}) })
	}
	able(h.done, s.why(s.triage.MayEnd()))
	able(h.snooze, s.why(s.triage.May(team.Triage)))
	able(h.take, s.why(s.triage.May(team.Triage)))
	able(h.hand, s.why(s.canHandOver()))
	h.Refresh()
}

// offer makes the line of acts with or without taking.
func (h *talkHead) offer(take bool) {
	if take == h.taking {
		return
	}
	h.taking = take
	for _, b := range []*kit.Button{h.take, h.hand, h.snooze, h.done} {
		b.Show() // the line before may have left it out for want of room
	}
	h.acts = kit.NewActs(h.hand, h.snooze, h.done)
	if take {
		h.acts = kit.NewActs(h.take, h.hand, h.snooze, h.done)
	}
	h.holder.Objects = []fyne.CanvasObject{h.acts}
	h.holder.Refresh()
}

// roomy is the width from which the head writes its chips out.
const roomy = 560

// able greys a button with its reason, or not.
func able(b *kit.Button, why string) {
	if why == "" {
		b.Enable()
	} else {
		b.DisableFor(why)
	}
}

func headChips(d vm.Details, now time.Time, words bool) []kit.ChipSpec {
	var out []kit.ChipSpec
	c := d.Detail.Conversation
	if due, ok := d.DueChip(c, now, words); ok {
		out = append(out, chipSpec(due))
	}
	for _, p := range d.PresenceChips(c.ID) {
		out = append(out, chipSpec(p))
	}
	if !c.Status.Active() {
		out = append(out, kit.ChipSpec{Text: d.StatusText(c.Status)})
	}
	for _, t := range c.Tags {
		out = append(out, kit.ChipSpec{Text: "#" + t})
	}
	if c.Subject != "" {
		out = append(out, kit.ChipSpec{Text: vm.Clipped(c.Subject, 60)})
	}
	return out
}

// CreateRenderer draws the head.
func (h *talkHead) CreateRenderer() fyne.WidgetRenderer {
	ground := kit.NewRect(0)
	return kit.Draw(h, kit.Drawing{
		Objects: []fyne.CanvasObject{ground, h.name, h.handle, h.chips, h.holder, h.more, h.line},
		Min:     func(*kit.Look) fyne.Size { return fyne.NewSize(300, talkHeadHeight) },
		Paint: func(l *kit.Look) {
			l.Fill(ground, kit.Panel)
			l.Fill(h.line, kit.Line)
		},
		Arrange: func(_ *kit.Look, s fyne.Size) {
			kit.Place(ground, 0, 0, s.Width, s.Height)
			h.arrange(s)
		},
	})
}

func (h *talkHead) arrange(s fyne.Size) {
	const pad, least = 16, 150
	kit.Place(h.line, 0, s.Height-1, s.Width, 1)
	kit.Place(h.more, s.Width-pad-28, 16, 28, 28)
	right := s.Width - pad - 28 - 6
	w := min(h.acts.Full(), max(0, right-pad-least))
	kit.Place(h.holder, right-w, 15, w, kit.ButtonHeight)
	room := right - w - 14 - pad
	nw := min(h.name.Full()+1, room)
	kit.Place(h.name, pad, 8, nw, 21)
	hw := room - nw - 6
	show(h.handle, hw > 40)
	kit.Place(h.handle, pad+nw+6, 9, max(0, hw), 18)
	if worded := s.Width > roomy; worded != h.worded {
		h.worded = worded
		h.chips.Set(map[bool][]kit.ChipSpec{true: h.full, false: h.brief}[worded]...)
	}
	kit.Place(h.chips, pad, 33, room, kit.ChipHeight)
}
