package triage

import (
	"time"

	"fyne.io/fyne/v2"

	"vigie/inbox"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// The panes from left to right.
const (
	paneNav = iota
	paneList
	paneCase
	paneDetails
)

// Screen is the triage screen. All of it belongs to the window's goroutine.
type Screen struct {
	env     Env
	triage  *vm.Triage
	panes   *kit.Panes
	nav     *navPane
	list    *listPane
	talk    *talkPane
	details *detailsPane
	dialog  *kit.Dialog
	clip    *clipDialog // nil while it is not open
	restore State
	words   string // that Searching heard of last
	away    bool   // a person put the details away
	tick    func()
}

// New makes the screen and begins to read. Close ends it.
func New(env Env) *Screen {
	s := &Screen{env: env}
	s.triage = vm.NewTriage(env.Desk, env.Sched, vm.NewFormats(env.Texts, env.Zone))
	s.nav, s.list = newNavPane(s), newListPane(s)
	s.talk, s.details = newTalkPane(s), newDetailsPane(s)
	s.panes = kit.NewPanes(
		kit.Pane{Content: s.nav.content, Width: 196, Min: 150},
		kit.Pane{Content: s.list.content, Width: 356, Min: 260},
		kit.Pane{Content: s.talk.content, Min: 460},
		kit.Pane{Content: s.details.content, Width: 240, Min: 200},
	)
	s.panes.Collapse(paneDetails, true) // until a conversation is open
	s.panes.OnResized = s.remember
	t := s.triage
	t.OnChanged, t.List.OnChanged = s.refresh, s.list.refresh
	t.Composer.OnChanged = s.talk.composer.refresh
	t.OnReleased = s.talk.composer.leave
	t.Tell, t.Report, t.Progress = s.tell, s.report, s.list.progress
	t.Start()
	s.everyMinute()
	if env.Window != nil {
		env.Window.SetOnDropped(func(_ fyne.Position, files []fyne.URI) { s.dropped(files) })
	}
	return s
}

// Content is what the window shows.
func (s *Screen) Content() fyne.CanvasObject { return s.panes }

// everyMinute keeps the clocks of rows and cards right.
func (s *Screen) everyMinute() {
	s.tick = s.env.Sched.After(30*time.Second, func() {
		s.refresh()
		s.list.refresh()
		s.everyMinute()
	})
}

// Close saves what was typed and stops listening. The error says what could not
// be saved; State still has it.
func (s *Screen) Close() error {
	s.tick()
	return s.triage.Close()
}

// Stop stops listening without saving, for who saves State().Texts itself.
func (s *Screen) Stop() {
	s.tick()
	s.triage.Stop()
}

// Flush saves what was typed, as before another member takes the desk.
func (s *Screen) Flush() { s.triage.Drafts.Flush() }

// Search shows what has the words; none go back to the inbox.
func (s *Screen) Search(words string) { s.triage.Search(words) }

// ShowView turns to a view of the navigation: "inbox", "mine", "account:…".
func (s *Screen) ShowView(id string) { s.triage.Go(id); s.focusList() }

// Open shows a conversation, in whatever view.
func (s *Screen) Open(id inbox.ConversationID) { s.triage.List.Select(id) }

// OnNotice tells of a change that did not come through the desk's own notices.
func (s *Screen) OnNotice(n inbox.Notice) { s.triage.Notice(n) }

// Refresh reads everything again.
func (s *Screen) Refresh() { s.triage.Refresh() }

// State is what is to be remembered.
func (s *Screen) State() State {
	widths := s.panes.Widths()
	widths[paneCase] = 1 // it takes what is left; what keeps the widths keeps no zero
	return State{
		View: s.triage.NavID(), Selected: string(s.triage.Opened.ID()), Widths: widths, Details: s.away,
		After: s.triage.After, Texts: s.triage.Drafts.Unsaved(),
	}
}

// Restore takes a state back. Call it before the window shows.
func (s *Screen) Restore(st State) {
	s.panes.SetWidths(st.Widths)
	s.away = st.Details
	s.triage.After = st.After
	s.triage.Drafts.Restore(st.Texts)
	s.restore = st
	if st.View != "" {
		s.triage.Go(st.View)
	}
	if st.Selected != "" {
		s.Open(inbox.ConversationID(st.Selected))
	}
}

func (s *Screen) remember() {
	if s.env.Changed != nil {
		s.env.Changed()
	}
}

// Views are the lines of the navigation, for who offers them elsewhere.
func (s *Screen) Views() []vm.NavEntry { return s.triage.Nav().Entries() }

// GoOn says what follows an act that takes a conversation out of the list.
func (s *Screen) GoOn(then vm.Then) { s.triage.After = then }

// refresh shows everything but the rows anew.
func (s *Screen) refresh() {
	if now := s.triage.List.View().Search; now != s.words && s.env.Searching != nil {
		s.words = now
		s.env.Searching(now)
	}
	s.nav.refresh()
	s.list.refreshHead()
	s.talk.refresh()
	s.details.refresh()
	s.foldDetails()
}

func (s *Screen) now() time.Time { return s.env.Desk.Now() }

// t is a text by its key.
func (s *Screen) t(key string) string { return s.env.Texts.T(key, nil) }

// why says why something cannot be done; "" when it can.
func (s *Screen) why(v vm.Verdict) string {
	if v.OK {
		return ""
	}
	return s.env.Texts.T(v.Key, v.Args)
}

// tell shows a notice at the foot of the window.
func (s *Screen) tell(n vm.Toast) {
	if s.env.Toast == nil {
		return
	}
	s.env.Toast(kit.Toast{Text: n.Text, For: n.For, UndoText: s.t("act.undo"), Undo: n.Undo})
}

func (s *Screen) focusList() { s.focus(s.list.list) }

func (s *Screen) focus(f fyne.Focusable) {
	if s.env.Window != nil {
		s.env.Window.Canvas().Focus(f)
	}
}

// open shows a dialog, unless one is open.
func (s *Screen) open(spec kit.DialogSpec) *kit.Dialog {
	if s.dialog != nil && s.dialog.IsOpen() {
		return s.dialog
	}
	s.dialog = kit.NewDialog(spec)
	s.dialog.Open(s.env.Window.Canvas())
	return s.dialog
}

// toggleDetails takes the details away or brings them back.
func (s *Screen) toggleDetails() {
	s.away = !s.away
	s.foldDetails()
	s.remember()
}

// foldDetails leaves the details their column while a conversation is open and
// nobody put them away: without one it would stand empty.
func (s *Screen) foldDetails() {
	s.panes.Collapse(paneDetails, s.away || s.triage.Opened.ID() == "")
}
