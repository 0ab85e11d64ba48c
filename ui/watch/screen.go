package watch

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"vigie/assets/icon"
	"vigie/inbox"
	"vigie/inbox/team"
	domain "vigie/inbox/watch"
	"vigie/ui/kit"
	"vigie/ui/place"
	"vigie/ui/vm"
)

// The two sides of the screen.
const (
	sideWatches = "watches"
	sidePlaces  = "places"
)

// Screen is a list of watches or places, and the page of one. It is a Screen of
// the window.
type Screen struct {
	host Host
	desk Desk

	side      string
	standings []domain.Standing
	places    []domain.Entry
	accounts  []inbox.Account
	roster    team.Roster
	lines     []line
	chosen    map[string]string // by side
	hits      *pager
	form      *editor // nil while no watch is being written
	filling   map[domain.ID]*filling
	halted    map[domain.ID]bool // a person stopped it
	turn      int                // of reading: an earlier answer is dropped

	panes   *kit.Panes
	tabs    *kit.Tabs
	list    *kit.List
	stage   *kit.Dock // the list, or why there is none
	hitList *kit.List
	right   *kit.Dock // of the page
	page    *kit.Dock
	shownOf string // what the page shows
	visible bool
	read    bool
	again   place.Gather // changes that wait to be read
	wanting bool
}

// state is where a screen stands.
type state struct {
	side   string
	chosen map[string]string
	draft  *draft
}

// New makes the screen; was is what State of an earlier one gave, or nil.
func New(h Host, d Desk, was any) *Screen {
	from, ok := was.(state)
	if !ok {
		from = state{side: sideWatches, chosen: map[string]string{}}
	}
	s := &Screen{host: h, desk: d, side: from.side, chosen: from.chosen, filling: map[domain.ID]*filling{}, halted: map[domain.ID]bool{}}
	s.hits = &pager{desk: d, sched: h.Scheduler(), news: s.listed}
	s.list = kit.NewList(rows{s})
	s.list.OnMove, s.list.OnOpen = s.moved, s.entered
	s.list.OnRune = func(r rune) bool { return h.Press(vm.Key{Rune: r}) }
	s.list.OnKey = func(k *fyne.KeyEvent) bool { return k.Name == fyne.KeyDelete && h.Press(vm.Key{Name: "Delete"}) }
	s.hitList = kit.NewList(hitRows{s})
	s.hitList.OnOpen = s.openHit
	s.hitList.OnMove = func(int) { h.Hint() }
	s.hitList.OnRune = s.list.OnRune
	s.hitList.OnKey = s.leaveHits
	s.tabs = kit.NewTabs([]kit.Option{{ID: sideWatches, Text: s.t("watch.tab-watches")}, {ID: sidePlaces, Text: s.t("watch.tab-places")}}, s.side, s.turnTo)
	s.stage = kit.NewDock(kit.NewSkeleton(rowHeight)).Head(s.head())
	s.page = kit.NewDock(kit.NewSkeleton(58))
	s.right = kit.NewDock(s.page)
	s.panes = kit.NewPanes(kit.Pane{Content: kit.NewSheet(kit.Panel, s.stage), Width: 400, Min: 300}, kit.Pane{Content: s.right, Min: 360})
	s.commands()
	if from.draft != nil {
		s.form = newEditor(s, *from.draft)
		s.setPage(s.form.page())
		s.form.tried()
	}
	return s
}

func (s *Screen) head() fyne.CanvasObject {
	add := kit.NewButton(kit.Secondary, s.t("watch.new-short"), s.add).WithIcon(icon.Plus)
	title := kit.NewTitled(s.t("watch.title"), add)
	return kit.NewSheet(kit.Panel, kit.NewColumn(8, title, s.tabs)).Pad(14, 12).Lines(false, true)
}

// Content is what the window shows.
func (s *Screen) Content() fyne.CanvasObject { return s.panes }

// Shown reads the list anew.
func (s *Screen) Shown() {
	s.visible = true
	s.reload()
	s.focus()
}

// focus has the list hear the keys, once it is in sight.
func (s *Screen) focus() {
	if s.form == nil && len(s.lines) > 0 {
		s.host.Canvas().Focus(s.list)
	}
}

// Hidden stops reading; what is being looked through goes on.
func (s *Screen) Hidden() { s.visible = false }

// gather is how long changes are joined before the list is read again.
const gather = 500 * time.Millisecond

// Changed reads anew what may be old.
func (s *Screen) Changed(n inbox.Notice) {
	if !s.visible || !n.All && !n.Team && n.Arrived == 0 && len(n.Conversations)+len(n.Accounts) == 0 {
		return
	}
	s.again.After(s.host.Scheduler(), gather, s.reload)
}

// State is where the screen stands, with what is being written.
func (s *Screen) State() any {
	out := state{side: s.side, chosen: s.chosen}
	if s.form != nil {
		d := s.form.draft()
		out.draft = &d
	}
	return out
}

// Close ends the work that can go on later; there is nothing to save.
func (s *Screen) Close() func(context.Context) error {
	for _, f := range s.filling {
		f.stop()
	}
	return nil
}

func (s *Screen) t(key string) string { return s.host.Texts().T(key, nil) }

func (s *Screen) n(key string, n int) string { return s.host.Texts().N(key, n, nil) }

// words writes for now.
func (s *Screen) words() words {
	return words{Formats: vm.NewFormats(s.host.Texts(), nil), Team: s.roster, Now: s.host.Now()}
}

// known is all that is read for the screen.
type known struct {
	standings []domain.Standing
	places    []domain.Entry
	accounts  []inbox.Account
	roster    team.Roster
}

func (s *Screen) load(ctx context.Context) (k known, err error) {
	if k.standings, err = s.desk.Watches(ctx); err != nil {
		return k, err
	}
	if k.places, err = s.desk.Places(ctx); err != nil {
		return k, err
	}
	if k.accounts, err = s.desk.Accounts(ctx); err != nil {
		return k, err
	}
	k.roster, err = s.desk.Roster(ctx)
	return k, err
}

// reload reads all lists again; a later reading wins.
func (s *Screen) reload() {
	s.turn++
	turn := s.turn
	s.host.Scheduler().Go(func(ctx context.Context) {
		k, err := s.load(ctx)
		s.host.Scheduler().UI(func() {
			if turn == s.turn {
				s.loaded(k, err)
			}
		})
	})
}

func (s *Screen) loaded(k known, err error) {
	if err != nil {
		if s.read {
			s.host.Fault(err)
			return
		}
		s.stage.SetCentre(kit.NewError(s.t("watch.unread"), s.host.Texts().Fault(err), s.t("watch.try-again"), s.reload))
		return
	}
	begun := !s.read
	s.standings, s.places, s.accounts, s.roster, s.read = k.standings, k.places, k.accounts, k.roster, true
	if s.form != nil {
		s.form.accounts.SetOptions(s.accountOptions())
	}
	s.goOnFilling()
	was := s.shownOf
	s.relist()
	if was == s.shownOf && s.form == nil {
		s.hits.reload()
	}
	if begun && s.visible {
		s.focus()
	}
}

// turnTo shows the watches or the places.
func (s *Screen) turnTo(side string) {
	s.side = side
	s.tabs.SetSelected(side)
	s.closeForm()
	s.shownOf = ""
	s.list.SetCurrent(-1) // it stands on a line of the other side
	s.relist()
	s.focus()
}

// do runs work off the UI goroutine, shows what went wrong, and reads anew; done
// is said when all went well.
func (s *Screen) do(done string, work func(ctx context.Context) error) {
	place.Do(s.host, done, work, s.reload)
}
