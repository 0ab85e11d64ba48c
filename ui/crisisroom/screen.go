package crisisroom

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"vigie/crisis"
	"vigie/crisis/alert"
	"vigie/inbox/team"
	"vigie/ui/kit"
	"vigie/ui/place"
	"vigie/ui/vm"
)

// Screen is the crisis room. It is a Screen of the window.
type Screen struct {
	host Host
	desk Desk

	runs   []*crisis.Run
	books  []Book
	roster team.Roster
	me     team.Member

	run    crisis.RunID // in sight; empty shows the playbook
	book   string       // the id of the playbook in sight
	room   Room
	step   string    // the chosen one
	opened bool      // it was open when it was drawn
	typing *typing   // what was typed and not yet given
	asking *question // the dialog that is open
	// reopening is set while a dialog is opened that a person left: what stands
	// differently by now asks again, and nothing is given.
	reopening bool
	alert     string       // that a run is being started for
	form      *editor      // the text of a playbook, being written
	curved    *place.Curve // what is said around the run in sight
	tools     []string     // that the house publishes with besides
	// answerable says whether an approved text may answer those who wait.
	answerable vm.Verdict
	turn       string        // what to show of the run once it is read
	alerts     []alert.Alert // that are open
	looked     Confirmed     // when the contacts were confirmed
	sheet      func()        // shows anew what stands in a dialog; nil is none

	panes   *kit.Panes
	left    *kit.Column
	leftBox *kit.Scroll
	stage   *kit.Dock
	side    *kit.Column
	sideBox *kit.Scroll
	board   *kit.Column
	scroll  *kit.Scroll
	cards   map[string]*card

	visible bool
	read    bool
	again   place.Gather // changes that wait to be read
	tick    func()
}

// state is where a screen stands.
type state struct {
	run   crisis.RunID
	book  string
	step  string
	typed Typed
	by    team.MemberID // who typed it
	text  *TypedBook    // in the editor
}

// New makes the screen; was is what State of an earlier one gave, or nil.
func New(h Host, d Desk, was any) *Screen {
	from, _ := was.(state)
	s := &Screen{host: h, desk: d, run: from.run, book: from.book, step: from.step, typing: newTyping(from.typed, from.by), cards: map[string]*card{}}
	s.typing.Open = nil
	s.left, s.side, s.board = kit.NewColumn(8).Pad(12, 14), kit.NewColumn(7).Pad(16, 14), kit.NewColumn(8).Pad(20, 14)
	s.leftBox, s.sideBox, s.scroll = kit.NewScroll(s.left), kit.NewScroll(s.side), kit.NewScroll(s.board)
	s.stage = kit.NewDock(kit.NewSkeleton(58))
	s.panes = kit.NewPanes(
		kit.Pane{Content: kit.NewSheet(kit.Panel, s.leftBox), Width: 284, Min: 240},
		kit.Pane{Content: s.stage, Min: 420},
		kit.Pane{Content: kit.NewSheet(kit.Panel, s.sideBox), Width: 316, Min: 250})
	s.curved = s.newCurve()
	s.commands()
	if from.text != nil {
		s.writeBook(*from.text)
	}
	return s
}

// Content is what the window shows.
func (s *Screen) Content() fyne.CanvasObject { return s.panes }

// Shown reads anew, and again while it is in sight: deadlines come nearer.
func (s *Screen) Shown() {
	s.visible = true
	s.reload()
	s.beat()
}

// Hidden stops reading.
func (s *Screen) Hidden() {
	s.visible = false
	if s.tick != nil {
		s.tick()
		s.tick = nil
	}
}

// State is where the screen stands.
func (s *Screen) State() any {
	st := state{run: s.run, book: s.book, step: s.step, typed: s.typing.copied(), by: s.typing.by}
	if s.form != nil {
		st.text = s.form.typed()
	}
	return st
}

// Close gives the work that saves what was typed; every act is kept when it is
// made.
func (s *Screen) Close() func(context.Context) error { return s.flush() }

// Reveal scrolls what has the focus into sight.
func (s *Screen) Reveal(o fyne.CanvasObject) { s.scroll.Reveal(o) }

func (s *Screen) t(key string) string { return s.host.Texts().T(key, nil) }

func (s *Screen) tt(key string, pairs ...any) string { return s.host.Texts().With(key, pairs...) }

func (s *Screen) formats() Formats { return Formats{vm.NewFormats(s.host.Texts(), nil)} }

// Turn shows a part of a run: "run:ID", "pause:ID", "update:ID", or asks which
// playbook to run for an alert.
func (s *Screen) Turn(page string) {
	what, id, is := strings.Cut(page, ":")
	if !is {
		s.StartFrom(page)
		return
	}
	s.aside()
	s.turn, s.book = what, ""
	if id != string(s.run) {
		s.open(crisis.RunID(id))
	} else if s.read {
		s.draw()
		s.turned()
	}
}

// turned shows the part that was asked for, once, and what stands in a dialog
// as it is now.
func (s *Screen) turned() {
	what := s.turn
	s.turn = ""
	switch {
	case !s.live():
	case what == "pause":
		s.pauseSheet()
	case what == "update":
		s.doing("crisisroom.update", s.update)
	case s.sheet != nil:
		s.sheet()
	}
}

// open shows a run.
func (s *Screen) open(id crisis.RunID) {
	s.aside()
	s.run, s.book, s.step = id, "", ""
	s.room = Room{}
	s.reload()
}

// openBook shows a playbook.
func (s *Screen) openBook(id string) {
	s.aside()
	s.book = id
	s.draw()
	s.host.Hint()
}

// shown is the playbook in sight.
func (s *Screen) shown() (Book, bool) {
	for _, b := range s.books {
		if b.ID == s.book {
			return b, true
		}
	}
	return Book{}, false
}

// live reports whether a run is in sight.
func (s *Screen) live() bool { return s.book == "" && s.form == nil && s.room.Run != nil }
