package setup

import (
	"context"

	"fyne.io/fyne/v2"

	"vigie/inbox"
	"vigie/inbox/team"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// step is where the first run stands.
type step int

const (
	stepWelcome step = iota
	stepHouse
	stepDepartments
	stepMailbox
	stepJoin // beside the others: nothing comes after it
)

// memory is what the first run knows so far; it outlives a switch of language.
type memory struct {
	step        step
	brand, name string
	profile     team.Profile
	departments []NewDepartment
	mine        int
	mailbox     Filled
	invitation  string
}

// Screen is the first run. It is a Screen of the window.
type Screen struct {
	host  Host
	desk  Desk
	know  memory
	stage *kit.Dock
	page  *kit.Scroll
	form  *AccountForm
	join  *JoinForm
	busy  bool
	next  func() // what Ctrl+Return does on the page in sight
	back  func()
	first fyne.Focusable
}

// New makes the first run; state is what State of an earlier one gave, or nil.
func New(h Host, d Desk, state any) *Screen {
	s := &Screen{host: h, desk: d, know: memory{profile: team.Coordinator}}
	if k, ok := state.(memory); ok {
		s.know = k
	}
	s.stage = kit.NewDock(kit.NewColumn(0))
	s.host.Commands().Add(
		vm.Command{ID: "setup.next", Group: "setup.group", Keys: []vm.Key{{Name: "Return", Ctrl: true}}, Enabled: s.can(func() bool { return s.next != nil }), Run: func() { s.next() }},
		vm.Command{ID: "setup.back", Group: "setup.group", Keys: []vm.Key{{Name: "Escape"}}, Enabled: s.can(func() bool { return s.back != nil }), Run: func() { s.back() }},
	)
	s.draw()
	return s
}

// can makes a verdict of a condition that needs no words.
func (s *Screen) can(ok func() bool) func() vm.Verdict {
	return func() vm.Verdict {
		if s.busy || !ok() {
			return vm.Cannot("")
		}
		return vm.Can()
	}
}

// Content is what the window shows.
func (s *Screen) Content() fyne.CanvasObject { return s.stage }

// Shown gives the first field the focus.
func (s *Screen) Shown() { s.focus() }

// Hidden does nothing.
func (s *Screen) Hidden() {}

// Changed does nothing: the first run shows nothing that changes by itself.
func (s *Screen) Changed(inbox.Notice) {}

// State is what was typed so far.
func (s *Screen) State() any {
	if s.form != nil {
		s.know.mailbox = s.form.Filled()
	}
	if s.join != nil {
		s.know.invitation = s.join.Typed()
	}
	return s.know
}

// Close has nothing to save: a workspace is made at once or not at all.
func (s *Screen) Close() func(context.Context) error { return nil }

func (s *Screen) focus() {
	if s.first != nil {
		s.host.Canvas().Focus(s.first)
	}
}

// turn shows another step.
func (s *Screen) turn(to step) {
	s.know.step = to
	s.draw()
	s.focus()
}

// draw shows the step.
func (s *Screen) draw() {
	s.next, s.back, s.first, s.form, s.join = nil, nil, nil, nil, nil
	var content *kit.Scroll
	switch s.know.step {
	case stepWelcome:
		content = s.welcome()
	case stepHouse:
		content = s.housePage()
	case stepDepartments:
		content = s.departmentsPage()
	case stepMailbox:
		content = s.mailboxPage()
	case stepJoin:
		content = s.joinPage()
	}
	s.page = content
	s.stage.SetCentre(content)
}

// Reveal scrolls what has the focus into sight: all of the first run is in one
// page.
func (s *Screen) Reveal(o fyne.CanvasObject) { s.page.Reveal(o) }

func (s *Screen) text(key string) string { return s.host.Texts().T(key, nil) }

// work runs what may block; then gets its error on the UI goroutine.
func (s *Screen) work(do func(ctx context.Context) error, then func(error)) {
	if s.busy {
		return
	}
	s.busy = true
	s.host.Scheduler().Go(func(ctx context.Context) {
		err := do(ctx)
		s.host.Scheduler().UI(func() {
			s.busy = false
			then(err)
		})
	})
}
