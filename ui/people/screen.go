package people

import (
	"context"
	"strconv"
	"time"

	"fyne.io/fyne/v2"

	"vigie/assets/icon"
	"vigie/inbox"
	"vigie/ui/kit"
	"vigie/ui/place"
	"vigie/ui/vm"
)

// Screen is the contacts: a list, and the page of one. It is a Screen of the
// window.
type Screen struct {
	host    Host
	desk    Desk
	pager   *pager
	days    int // of the period of activity
	chosen  inbox.ContactID
	dossier inbox.Dossier

	panes   *kit.Panes
	list    *kit.List
	stage   *kit.Dock // the list, or why there is none
	search  *kit.SearchEntry
	period  *kit.ChoiceChips
	page    *kit.Dock
	scroll  *kit.Scroll
	visible bool
	wanting bool
}

// state is where a screen stands.
type state struct {
	search string
	sort   inbox.ContactSort
	days   int
	chosen inbox.ContactID
}

// New makes the screen; was is what State of an earlier one gave, or nil.
func New(h Host, d Desk, was any) *Screen {
	from, ok := was.(state)
	if !ok {
		from = state{days: 30}
	}
	s := &Screen{host: h, desk: d, days: from.days, chosen: from.chosen}
	s.pager = &pager{desk: d, sched: h.Scheduler(), news: s.listed}
	s.pager.view = inbox.ContactView{Search: from.search, Sort: from.sort}
	s.list = kit.NewList(rows{s})
	s.list.OnMove = s.moved
	s.list.OnOpen = s.moved
	s.list.OnKey = func(*fyne.KeyEvent) bool { return false }
	s.list.OnRune = func(r rune) bool { return h.Press(vm.Key{Rune: r}) }
	s.search = kit.NewSearchEntry(h.Scheduler(), s.t("people.search-hint"), "", s.find)
	s.search.Entry.SetText(from.search)
	s.stage = kit.NewDock(kit.NewSkeleton(rowHeight)).Head(s.head(from))
	s.page = kit.NewDock(kit.NewSkeleton(58))
	s.panes = kit.NewPanes(kit.Pane{Content: kit.NewSheet(kit.Panel, s.stage), Width: 372, Min: 280}, kit.Pane{Content: s.page, Min: 320})
	h.Commands().Add(
		vm.Command{ID: "people.find", Group: "people.title", Keys: []vm.Key{{Rune: 's'}}, Footer: true, Run: func() { h.Canvas().Focus(s.search.Entry.Focusable()) }},
		vm.Command{ID: "people.edit", Group: "people.title", Keys: []vm.Key{{Rune: 'e'}}, Footer: true, Enabled: s.canEdit, Run: s.edit},
		vm.Command{ID: "people.bar", Group: "people.title", Keys: []vm.Key{{Rune: 'x'}}, Enabled: s.canEdit, Run: s.bar},
	)
	return s
}

func (s *Screen) head(from state) fyne.CanvasObject {
	option := func(id, key string) kit.Option { return kit.Option{ID: id, Text: s.t(key)} }
	order := kit.NewChoiceChips([]kit.Option{
		option(string(inbox.ByLast), "people.by-last"), option(string(inbox.ByActivity), "people.by-activity"), option(string(inbox.ByFollowers), "people.by-followers"),
	}, string(from.sort), s.order)
	var periods []kit.Option
	for _, d := range []int{7, 30, 90} {
		periods = append(periods, kit.Option{ID: strconv.Itoa(d), Text: s.n("people.days", d)})
	}
	s.period = kit.NewChoiceChips(periods, strconv.Itoa(from.days), s.within)
	s.period.Hidden = from.sort != inbox.ByActivity
	title := kit.NewLine(s.t("people.title"), kit.Title(), kit.Ink)
	return kit.NewSheet(kit.Panel, kit.NewColumn(8, title, s.search, order, s.period)).Pad(14, 12).Lines(false, true)
}

// Content is what the window shows.
func (s *Screen) Content() fyne.CanvasObject { return s.panes }

// Shown reads the list anew.
func (s *Screen) Shown() {
	s.visible = true
	if s.pager.turn == 0 {
		s.show()
	} else {
		s.pager.reload()
	}
	s.host.Canvas().Focus(s.list)
}

// Hidden stops reading.
func (s *Screen) Hidden() { s.visible = false }

// Changed reads anew what may be old.
func (s *Screen) Changed(n inbox.Notice) {
	if s.visible && (n.All || n.Arrived > 0) {
		s.pager.reload()
		s.open(s.chosen)
	}
}

// State is where the screen stands.
func (s *Screen) State() any {
	v := s.pager.view
	return state{search: v.Search, sort: v.Sort, days: s.days, chosen: s.chosen}
}

// Close has nothing to save: every change is kept when it is made.
func (s *Screen) Close() func(context.Context) error { return nil }

func (s *Screen) t(key string) string { return s.host.Texts().T(key, nil) }

func (s *Screen) n(key string, n int) string { return s.host.Texts().N(key, n, nil) }

func (s *Screen) formats() vm.Formats { return vm.NewFormats(s.host.Texts(), nil) }

// show lists what search and order say.
func (s *Screen) show() {
	v := s.pager.view
	v.Since = s.host.Now().Add(-time.Duration(s.days) * 24 * time.Hour)
	s.stage.SetCentre(kit.NewSkeleton(rowHeight))
	s.pager.show(v)
}

func (s *Screen) find(words string) {
	if words != s.pager.view.Search {
		s.pager.view.Search = words
		s.show()
	}
}

func (s *Screen) order(by string) {
	s.pager.view.Sort = inbox.ContactSort(by)
	s.period.Hidden = s.pager.view.Sort != inbox.ByActivity
	s.stage.Refresh()
	s.show()
}

func (s *Screen) within(days string) {
	if n, err := strconv.Atoi(days); err == nil {
		s.days = n
		s.show()
	}
}

// wantMore asks for the next page, after the row that wants it was drawn.
func (s *Screen) wantMore() {
	if s.wanting || s.pager.all || s.pager.busy || s.pager.err != nil {
		return
	}
	s.wanting = true
	s.host.Scheduler().After(time.Millisecond, func() {
		s.wanting = false
		s.pager.more()
	})
}

// listed shows the rows that were read, or why there are none.
func (s *Screen) listed() {
	switch {
	case s.pager.err != nil && len(s.pager.rows) > 0:
		s.host.Fault(s.pager.err)
	case s.pager.err != nil:
		s.stage.SetCentre(kit.NewError(s.t("people.unread"), s.host.Texts().Fault(s.pager.err), s.t("people.try-again"), s.show))
		s.blank()
	case len(s.pager.rows) == 0:
		s.stage.SetCentre(s.nobody())
		s.blank()
	default:
		s.stage.SetCentre(s.list)
		s.list.Reload()
		s.choose()
	}
}

func (s *Screen) nobody() fyne.CanvasObject {
	switch v := s.pager.view; {
	case v.Search != "":
		return kit.NewEmpty(icon.Search, s.t("people.no-hit"), s.t("people.no-hit-text"), nil)
	case v.Sort == inbox.ByActivity:
		return kit.NewEmpty(icon.Users, s.t("people.quiet"), s.t("people.quiet-text"), nil)
	default:
		return kit.NewEmpty(icon.Users, s.t("people.nobody"), s.t("people.nobody-text"), nil)
	}
}

// blank shows that nobody is chosen.
func (s *Screen) blank() {
	s.chosen, s.dossier = "", inbox.Dossier{}
	s.page.SetCentre(kit.NewEmpty(icon.User, s.t("people.none-chosen"), s.t("people.none-chosen-text"), nil))
	s.host.Hint()
}

// choose keeps the chosen contact, or takes the first.
func (s *Screen) choose() {
	i, ok := s.pager.at[s.chosen]
	if !ok {
		i = 0
	}
	if s.list.Current() != i {
		s.list.SetCurrent(i)
	}
	if id := s.pager.rows[i].ID; id != s.dossier.Contact.ID {
		s.open(id)
	}
}

func (s *Screen) moved(i int) {
	if i >= 0 && i < len(s.pager.rows) && s.pager.rows[i].ID != s.chosen {
		s.open(s.pager.rows[i].ID)
	}
}

// open reads the page of a contact; a later one wins.
func (s *Screen) open(id inbox.ContactID) {
	if id == "" {
		return
	}
	other := s.chosen != id
	s.chosen = id
	s.host.Scheduler().Go(func(ctx context.Context) {
		d, err := s.desk.Dossier(ctx, id)
		s.host.Scheduler().UI(func() {
			if s.chosen != id {
				return
			}
			if err != nil {
				s.page.SetCentre(kit.NewError(s.t("people.unread"), s.host.Texts().Fault(err), s.t("people.try-again"), func() { s.open(id) }))
				return
			}
			s.dossier = d
			s.draw(other)
			s.host.Hint()
		})
	})
}

// do runs work off the UI goroutine, shows what went wrong, and reads the page
// anew; done is said when all went well.
func (s *Screen) do(done string, work func(ctx context.Context) error) {
	place.Do(s.host, done, work, func() {
		s.pager.reload()
		s.open(s.chosen)
	})
}
