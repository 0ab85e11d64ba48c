package crisisroom

import (
	"context"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"vigie/crisis"
	"vigie/crisis/alert"
	"vigie/inbox"
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

// beatEvery is how often the spans of time on the board are written anew.
const beatEvery = 15 * time.Second

func (s *Screen) beat() {
	s.tick = s.host.Scheduler().After(beatEvery, func() {
		if s.visible {
			s.draw()
			s.beat()
		}
	})
}

// Hidden stops reading.
func (s *Screen) Hidden() {
	s.visible = false
	if s.tick != nil {
		s.tick()
		s.tick = nil
	}
}

// gather is how long changes are joined before the room is read again.
const gather = 300 * time.Millisecond

// Changed reads anew what may be old.
func (s *Screen) Changed(n inbox.Notice) {
	if !s.visible || !n.All && !n.Team {
		return
	}
	s.again.After(s.host.Scheduler(), gather, s.reload)
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

// known is what one reading gives.
type known struct {
	runs   []*crisis.Run
	books  []Book
	roster team.Roster
	me     team.Member
	tools  []string
	typed  Typed
	looked Confirmed
	alerts []alert.Alert
	room   Room
}

func (s *Screen) reload() {
	run, lang := s.run, s.host.Texts().Language()
	s.host.Scheduler().Go(func(ctx context.Context) {
		k, err := s.fetch(ctx, run, lang)
		s.host.Scheduler().UI(func() { s.loaded(run, k, err) })
	})
}

func (s *Screen) fetch(ctx context.Context, run crisis.RunID, lang string) (k known, err error) {
	if k.runs, err = s.desk.CrisisRuns(ctx); err != nil {
		return k, err
	}
	if k.books, err = s.desk.CrisisBooks(ctx, lang); err != nil {
		return k, err
	}
	if k.roster, k.me, err = s.desk.CrisisPeople(ctx); err != nil {
		return k, err
	}
	if k.tools, err = s.desk.CrisisTools(ctx); err != nil {
		return k, err
	}
	if k.looked, err = s.desk.CrisisContacts(ctx); err != nil {
		return k, err
	}
	if k.typed, err = s.desk.CrisisTyped(ctx, k.me.ID); err != nil {
		return k, err
	}
	if k.alerts, err = s.desk.CrisisAlerts(ctx); err != nil {
		return k, err
	}
	if i := slices.IndexFunc(k.runs, func(r *crisis.Run) bool { return r.ID == run }); i < 0 && len(k.runs) > 0 && alive(k.runs[0]) {
		run = k.runs[0].ID
	} else if i < 0 {
		return k, nil
	}
	k.room, err = s.desk.CrisisRoom(ctx, run)
	k.room.Tools = k.tools
	return k, err
}

func alive(r *crisis.Run) bool { return Room{Run: r}.Live() }

func (s *Screen) loaded(asked crisis.RunID, k known, err error) {
	switch {
	case err != nil && s.read:
		s.host.Fault(err)
		return
	case err != nil:
		s.panes.Collapse(0, true) // there is nothing to list
		s.panes.Collapse(2, true)
		s.stage.SetCentre(kit.NewError(s.t("crisisroom.unread"), s.host.Texts().Fault(err), s.t("crisisroom.try-again"), s.reload))
		return
	case asked != s.run && s.read:
		return // another was chosen meanwhile
	}
	s.runs, s.books, s.roster, s.me, s.tools, s.looked = k.runs, k.books, k.roster, k.me, k.tools, k.looked
	s.alerts = k.alerts
	s.typedBy(k.me.ID, k.typed)
	first := !s.read
	s.panes.Collapse(0, false)
	s.read, s.room = true, k.room
	s.answerable = s.mayAnswer()
	if s.turn != "" || first && s.alert != "" { // what was asked for comes before what was left
		s.aside()
	}
	if k.room.Run != nil && (s.book == "" || !first) {
		s.run = k.room.Run.ID
	}
	s.draw()
	s.host.Hint()
	if first && s.alert != "" {
		s.start()
	}
	s.turned()
	if s.visible && (s.typing.back != nil || s.typing.Book != nil && s.form == nil) {
		s.goOn()
	}
}

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

// give has the member act, one act after another, on what they saw.
func (s *Screen) give(done string, orders ...crisis.Order) { s.giveThen(done, func() {}, orders...) }

func (s *Screen) giveThen(done string, then func(), orders ...crisis.Order) {
	if s.reopening {
		return
	}
	run, base, me := s.room.Run.ID, s.room.Run.Seq, s.me.ID
	if s.asked(orders) {
		done = s.t("crisisact.asked")
	}
	s.host.Scheduler().Go(func(ctx context.Context) {
		err := s.carry(ctx, run, base, me, orders)
		s.host.Scheduler().UI(func() {
			if err != nil {
				s.refused(err, done, then, orders)
			} else {
				then()
				if done != "" {
					s.host.Toast(done)
				}
			}
			s.reload()
		})
	})
}

// asked reports whether the server decides what this desktop only asks.
func (s *Screen) asked(orders []crisis.Order) bool {
	return s.room.Copy && slices.ContainsFunc(orders, func(o crisis.Order) bool { return crisis.NeedsAuthority(s.room.Plan, s.room.Run, o.Act) })
}

// carry gives orders one by one. What the earlier ones made the member has
// seen; what others did meanwhile they have not.
func (s *Screen) carry(ctx context.Context, run crisis.RunID, base int64, me team.MemberID, orders []crisis.Order) error {
	for i, o := range orders {
		o.Run, o.Base = run, base
		if err := s.desk.ActInRun(ctx, o); err != nil {
			return err
		}
		if i == len(orders)-1 {
			break
		}
		room, err := s.desk.CrisisRoom(ctx, run)
		if err != nil {
			return err
		}
		mine := true
		for _, e := range room.Events {
			mine = mine && (e.Seq <= base || e.By == me)
		}
		if mine {
			base = room.Run.Seq
		}
	}
	return nil
}
