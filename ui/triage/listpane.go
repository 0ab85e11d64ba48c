package triage

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"vigie/assets/icon"
	"vigie/inbox"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// listPane is the list of conversations with its head.
type listPane struct {
	screen  *Screen
	content fyne.CanvasObject
	head    *listHead
	list    *kit.List
	states  *fyne.Container // the list, and what is shown instead of it
	blank   *fyne.Container
	looking bool                 // what is in sight will be looked at
	quiet   bool                 // the list is told of what the view model knows
	top     inbox.ConversationID // the first row in sight when it was last looked at
	topAt   int                  // and where it was
	shown   string               // which state is shown
	bar     *kit.Progress
	beyond  *beyondFoot
}

func newListPane(s *Screen) *listPane {
	p := &listPane{screen: s}
	p.head = newListHead(p)
	model := s.triage.List
	p.list = kit.NewList(&rows{list: model, face: s.triage.Faces, words: s.triage.Words, now: s.now, seen: p.lookSoon})
	p.list.OnMove = func(i int) {
		if !p.quiet {
			model.SelectAt(i)
		}
	}
	p.list.OnOpen = func(int) { s.talk.focusReading() }
	p.list.OnMarks = func(keys []string) {
		ids := make([]inbox.ConversationID, len(keys))
		for i, k := range keys {
			ids[i] = inbox.ConversationID(k)
		}
		model.SetMarks(ids)
	}
	p.list.OnKey = p.key
	p.list.OnRune = p.char
	p.blank = container.NewStack()
	p.states = container.NewStack(p.list, p.blank)
	p.bar = kit.NewProgress(s.env.Sched, "", "", nil)
	p.bar.Hide()
	p.beyond = newBeyondFoot(s)
	p.content = kit.NewSheet(kit.Panel, kit.NewDock(p.states).Head(p.head).Foot(p.beyond.objects()...).Foot(p.bar))
	return p
}

// key moves from a conversation whose row has left the view: the list itself
// does not know where it was.
func (p *listPane) key(k *fyne.KeyEvent) bool {
	if p.at() {
		return false
	}
	switch k.Name {
	case fyne.KeyDown:
		p.screen.triage.List.Move(1)
	case fyne.KeyUp:
		p.screen.triage.List.Move(-1)
	default:
		return false
	}
	return true
}

func (p *listPane) char(r rune) bool {
	if p.at() || r != 'j' && r != 'k' {
		return false
	}
	by := 1
	if r == 'k' {
		by = -1
	}
	p.screen.triage.List.Move(by)
	return true
}

// at reports whether the open conversation is in the list, or none is open.
func (p *listPane) at() bool {
	m := p.screen.triage.List
	return m.Selected() == "" || m.Find(m.Selected()) >= 0
}

// lookSoon tells the view model, once the list is painted, which rows are in
// sight: what is missing of them is then read.
func (p *listPane) lookSoon() {
	if p.looking {
		return
	}
	p.looking = true
	p.screen.env.Sched.After(10*time.Millisecond, func() {
		p.looking = false
		p.anchor()
		first := p.topAt
		p.screen.triage.List.Look(first, first+int(p.list.Size().Height/rowHeight)+1)
	})
}

// refresh shows the rows as they are now. What is at the top stays there,
// whatever came in above, except at the start of the list.
func (p *listPane) refresh() {
	m := p.screen.triage.List
	p.refreshState()
	p.refreshHead()
	offset := p.list.GetScrollOffset()
	if i := m.Find(p.top); p.top != "" && i >= 0 && p.topAt > 0 && offset >= rowHeight {
		p.list.ScrollToOffset(offset + float32(i-p.topAt)*rowHeight)
	}
	p.quiet = true
	p.list.Reload()
	i := m.Find(m.Selected())
	if i != p.list.Current() {
		p.list.SetCurrent(i)
	}
	keys := m.MarkedIDs()
	if len(keys) != len(p.list.Marked()) {
		marked := make([]string, len(keys))
		for k, id := range keys {
			marked[k] = string(id)
		}
		p.list.SetMarked(marked...)
	}
	p.quiet = false
	p.anchor()
	p.lookSoon()
}

// anchor notes which row is the first in sight.
func (p *listPane) anchor() {
	p.topAt = int(p.list.GetScrollOffset() / rowHeight)
	r, _ := p.screen.triage.List.Row(p.topAt)
	p.top = r.ID
}

// refreshHead says what is shown, over the list and under it.
func (p *listPane) refreshHead() {
	p.head.refresh()
	if p.beyond.refresh() {
		p.content.Refresh()
	}
}

// refreshState shows the list, or why there is none.
func (p *listPane) refreshState() {
	name, what := p.state()
	if name == p.shown && name != "error" {
		return
	}
	p.shown = name
	p.blank.RemoveAll()
	if what == nil {
		p.list.Show()
		return
	}
	p.list.Hide()
	p.blank.Add(what())
}

func (p *listPane) state() (name string, what func() fyne.CanvasObject) {
	t, m := p.screen.triage, p.screen.triage.List
	err := m.Fault()
	if err == nil {
		err = t.Fault()
	}
	switch {
	case err != nil && m.Len() == 0:
		return "error", func() fyne.CanvasObject {
			return kit.NewError(p.screen.t("triage.list-failed"), p.screen.env.Texts.Fault(err), p.screen.t("triage.try-again"), t.Refresh)
		}
	case m.Len() > 0:
		return "rows", nil
	case m.Opening() || !t.Ready():
		return "opening", func() fyne.CanvasObject { return kit.NewSkeleton(rowHeight) }
	default:
		return p.empty()
	}
}

// empty says why nothing is here, which is not the same for a search, an inbox
// that is done, and an inbox that has not been filled yet.
func (p *listPane) empty() (string, func() fyne.CanvasObject) {
	s := p.screen
	say := func(name icon.Name, key string, act fyne.CanvasObject) (string, func() fyne.CanvasObject) {
		return key, func() fyne.CanvasObject {
			return kit.NewEmpty(name, s.t("triage.empty-"+key), s.t("triage.empty-"+key+"-text"), act)
		}
	}
	house := s.triage.House()
	switch {
	case s.triage.List.View().Search != "":
		return say(icon.Search, "search", kit.NewButton(kit.Secondary, s.t("triage.back-to-inbox"), func() { s.Search("") }))
	case len(house.Accounts) == 0 && s.env.AddAccount != nil:
		return say(icon.Mail, "accounts", kit.NewButton(kit.Primary, s.t("triage.add-account"), s.env.AddAccount))
	case s.triage.NavID() == "inbox" && !anythingYet(house):
		return say(icon.Cloud, "first", nil)
	case s.triage.NavID() == "inbox":
		return say(icon.Check, "inbox", nil)
	default:
		return say(icon.Inbox, "view", nil)
	}
}

// anythingYet reports whether a message ever came.
func anythingYet(h vm.House) bool {
	if len(h.Counts) > 0 {
		return true
	}
	for _, v := range h.Health {
		if !v.LastMessage.IsZero() {
			return true
		}
	}
	return false
}

// progress shows how far an act on many has come.
func (p *listPane) progress(done, total int) {
	if total == 0 {
		p.bar.Hide()
	} else {
		p.bar.Set(float32(done)/float32(total), p.screen.env.Texts.T("act.progress", map[string]any{"Done": done, "Total": total}))
		p.bar.Show()
	}
	p.content.Refresh()
}
