package retex

import (
	"context"
	"maps"
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"vigie/assets/icon"
	"vigie/crisis"
	"vigie/inbox"
	"vigie/inbox/team"
	"vigie/ui/kit"
	"vigie/ui/place"
	"vigie/ui/vm"
)

// Screen shows one retrospective beside the list of all. It is a Screen of the
// window.
type Screen struct {
	host Host
	desk Desk

	runs         []*crisis.Run
	roster       team.Roster
	me           team.Member
	run          crisis.RunID // in sight; empty shows the open actions of all runs
	room         Room
	typed        map[string]string // by run and field: written and not yet kept
	save         func()            // cancels the next saving
	fields       map[string]*field // of the run in sight
	built        string            // what the page was built of
	form         *todoForm
	counted      *place.Curve // what was said around the run in sight
	turn, asking int          // of what is on the screen, and of the newest reading
	after        revision     // what the accepted changes make of the playbook
	revising     string       // what they are: after is, or will be, of these

	left, page, side *kit.Column
	leftBox          *kit.Scroll
	scroll, sideBox  *kit.Scroll
	facts, todos     *kit.Column // parts of the page that change by themselves
	stage            *kit.Dock
	panes            *kit.Panes
	visible, read    bool
	asked            bool         // somebody said what to show
	again            place.Gather // changes that wait to be read
}

// state is where a screen stands.
type state struct {
	run   crisis.RunID
	typed map[string]string
}

// New makes the screen; was is what State of an earlier one gave, or nil.
func New(h Host, d Desk, was any) *Screen {
	from, _ := was.(state)
	s := &Screen{host: h, desk: d, run: from.run, typed: from.typed, fields: map[string]*field{}}
	if s.typed == nil {
		s.typed = map[string]string{}
	}
	s.left, s.page, s.side = kit.NewColumn(6).Pad(12, 14), kit.NewColumn(12).Pad(20, 14), kit.NewColumn(8).Pad(16, 14)
	s.leftBox, s.scroll, s.sideBox = kit.NewScroll(s.left), kit.NewScroll(s.page), kit.NewScroll(s.side)
	s.stage = kit.NewDock(kit.NewSkeleton(58))
	s.panes = kit.NewPanes(
		kit.Pane{Content: kit.NewSheet(kit.Panel, s.leftBox), Width: 264, Min: 220},
		kit.Pane{Content: s.stage, Min: 420},
		kit.Pane{Content: kit.NewSheet(kit.Panel, s.sideBox), Width: 372, Min: 280})
	s.counted = s.newCurve()
	s.commands()
	return s
}

// Content is what the window shows.
func (s *Screen) Content() fyne.CanvasObject { return s.panes }

// Shown reads anew.
func (s *Screen) Shown() {
	s.visible = true
	s.reload()
}

// Hidden keeps what was typed.
func (s *Screen) Hidden() {
	s.visible = false
	s.flush()
}

// Turn shows the retrospective of a run; "actions" shows the open actions.
func (s *Screen) Turn(page string) {
	switch page {
	case "":
	case "actions":
		s.open("")
	default:
		s.open(crisis.RunID(page))
	}
}

// gather is how long changes are joined before the page is read again.
const gather = 400 * time.Millisecond

// Changed reads anew what may be old.
func (s *Screen) Changed(n inbox.Notice) {
	if !s.visible || !n.All && !n.Team {
		return
	}
	s.again.After(s.host.Scheduler(), gather, s.reload)
}

// State is where the screen stands.
func (s *Screen) State() any { return state{s.run, maps.Clone(s.typed)} }

// Close gives the work that keeps what was typed and not yet kept.
func (s *Screen) Close() func(context.Context) error {
	list := s.unkept()
	if len(list) == 0 {
		return nil
	}
	return func(ctx context.Context) error { return s.keep(ctx, list) }
}

// Reveal scrolls what has the focus into sight.
func (s *Screen) Reveal(o fyne.CanvasObject) { s.scroll.Reveal(o) }

func (s *Screen) t(key string) string { return s.host.Texts().T(key, nil) }

func (s *Screen) tt(key string, pairs ...any) string { return s.host.Texts().With(key, pairs...) }

func (s *Screen) formats() Words { return Words{vm.NewFormats(s.host.Texts(), nil)} }

// open shows a run, or the open actions.
func (s *Screen) open(id crisis.RunID) {
	s.flush()
	s.asked = true
	s.run, s.room, s.built = id, Room{}, ""
	s.reload()
}

// reload reads anew. A reading that began before something else was asked for,
// or before something that was typed here was kept, is out of turn: it may not
// know what is on the screen.
func (s *Screen) reload() {
	run, first, words := s.run, !s.read && !s.asked, s.formats()
	s.turn++
	s.asking = s.turn
	turn := s.turn
	s.host.Scheduler().Go(func(ctx context.Context) {
		k, err := s.fetch(ctx, run, first, words)
		s.host.Scheduler().UI(func() {
			switch turn {
			case s.turn:
				s.loaded(k, err)
			case s.asking: // no newer one is under way
				s.reload()
			}
		})
	})
}

// known is what one reading gives.
type known struct {
	runs   []*crisis.Run
	roster team.Roster
	me     team.Member
	room   Room
}

func (s *Screen) fetch(ctx context.Context, run crisis.RunID, first bool, words Words) (k known, err error) {
	if k.runs, err = s.desk.CrisisRuns(ctx); err != nil {
		return k, err
	}
	k.runs = slices.DeleteFunc(slices.Clone(k.runs), func(r *crisis.Run) bool { return !r.LacksReview() && r.State != crisis.Reviewed })
	if k.roster, k.me, err = s.desk.CrisisPeople(ctx); err != nil {
		return k, err
	}
	if i := slices.IndexFunc(k.runs, (*crisis.Run).LacksReview); run == "" && first && i >= 0 {
		run = k.runs[i].ID
	}
	if run == "" {
		return k, nil
	}
	if k.room, err = s.desk.Retex(ctx, run); err != nil {
		return k, err
	}
	k.room = words.Read(k.room)
	return k, nil
}

func (s *Screen) loaded(k known, err error) {
	switch {
	case err != nil && s.read:
		s.host.Fault(err)
		return
	case err != nil:
		s.drawLeft()
		s.panes.Collapse(2, true)
		s.stage.SetCentre(kit.NewError(s.t("retex.unread"), s.host.Texts().Fault(err), s.t("retex.try-again"), s.reload))
		return
	}
	s.read = true
	s.runs, s.roster, s.me, s.room = k.runs, k.roster, k.me, k.room
	if k.room.Run != nil {
		s.run = k.room.Run.ID
	} else {
		s.room = Room{Roster: k.roster, Me: k.me}
	}
	s.draw()
	s.host.Hint()
}

// draw shows everything as it is now; fields that are being written in stay.
func (s *Screen) draw() {
	if !s.read {
		return
	}
	s.drawLeft()
	switch {
	case s.room.Run != nil:
		s.drawRun()
	case len(s.runs) == 0:
		s.stage.SetCentre(kit.NewEmpty(icon.Flag, s.t("retex.none"), s.t("retex.none-text"), nil))
		s.panes.Collapse(2, true)
	default:
		s.drawActions()
	}
}
