package exercise

import (
	"context"
	"maps"
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"vigie/inbox"
	"vigie/ui/kit"
	"vigie/ui/place"
	"vigie/ui/vm"
)

// Screen is the place of exercises. It is a Screen of the window.
type Screen struct {
	host Host
	desk Desk

	offer   Offer
	playing Playing
	chosen  Start
	book    string            // the id of a playbook that another screen wants rehearsed
	typed   map[string]string // what was typed and not yet used
	acts    *animator         // nil until one is played

	stage   *kit.Dock
	column  *kit.Column
	scroll  *kit.Scroll
	side    *kit.Column
	panes   *kit.Panes
	visible bool
	read    bool
	reading bool
	again   place.Gather // changes that wait to be read
	tick    func()
}

// state is where a screen stands.
type state struct {
	chosen Start
	typed  map[string]string
}

// New makes the screen; was is what State of an earlier one gave, or nil.
func New(h Host, d Desk, was any) *Screen {
	from, _ := was.(state)
	s := &Screen{host: h, desk: d, chosen: from.chosen, typed: from.typed}
	if s.typed == nil {
		s.typed = map[string]string{}
	}
	s.column, s.side = kit.NewColumn(12).Pad(24, 18), kit.NewColumn(8).Pad(16, 14)
	s.scroll = kit.NewScroll(s.column)
	s.stage = kit.NewDock(kit.NewSkeleton(58))
	s.panes = kit.NewPanes(
		kit.Pane{Content: s.stage, Min: 460},
		kit.Pane{Content: kit.NewSheet(kit.Panel, kit.NewScroll(s.side)), Width: 340, Min: 280})
	s.commands()
	return s
}

// Content is what the window shows.
func (s *Screen) Content() fyne.CanvasObject { return s.panes }

// Turn proposes the playbook of that id; "" leaves what is chosen.
func (s *Screen) Turn(book string) {
	if book == "" {
		return
	}
	s.book = book
	if s.read {
		s.propose()
		s.draw()
	}
}

// beatEvery is how often an exercise that is played is read again.
const beatEvery = 2 * time.Second

// Shown reads anew, and again while it is in sight.
func (s *Screen) Shown() {
	s.visible = true
	s.reload()
	s.beat()
}

func (s *Screen) beat() {
	s.tick = s.host.Scheduler().After(beatEvery, func() {
		if s.visible {
			if s.playing.On && !s.playing.Over {
				s.reload()
			}
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

// gather is how long changes are joined before the screen is read again.
const gather = 300 * time.Millisecond

// Changed reads anew what may be old.
func (s *Screen) Changed(inbox.Notice) {
	if !s.visible {
		return
	}
	s.again.After(s.host.Scheduler(), gather, s.reload)
}

// State is where the screen stands.
func (s *Screen) State() any { return state{chosen: s.chosen, typed: maps.Clone(s.typed)} }

// Close has nothing to save.
func (s *Screen) Close() func(context.Context) error { return nil }

// Reveal scrolls what has the focus into sight.
func (s *Screen) Reveal(o fyne.CanvasObject) { s.scroll.Reveal(o) }

func (s *Screen) t(key string) string { return s.host.Texts().T(key, nil) }

func (s *Screen) tt(key string, args map[string]any) string { return s.host.Texts().T(key, args) }

func (s *Screen) formats() vm.Formats { return vm.NewFormats(s.host.Texts(), nil) }

func (s *Screen) reload() {
	if s.reading {
		return
	}
	s.reading = true
	lang := s.host.Texts().Language()
	s.host.Scheduler().Go(func(ctx context.Context) {
		p, err := s.desk.ExercisePlaying(ctx)
		var o Offer
		if err == nil && !p.On {
			o, err = s.desk.ExerciseOffer(ctx, lang)
		}
		s.host.Scheduler().UI(func() { s.loaded(p, o, err) })
	})
}

func (s *Screen) loaded(p Playing, o Offer, err error) {
	s.reading = false
	switch {
	case err != nil && s.read:
		s.host.Fault(err)
		return
	case err != nil:
		s.panes.Collapse(1, true)
		s.stage.SetCentre(kit.NewError(s.t("exercise.unread"), s.host.Texts().Fault(err), s.t("exercise.try-again"), s.reload))
		return
	}
	same := s.read && !p.On && !s.playing.On && sameOffer(o, s.offer)
	s.playing, s.offer, s.read = p, o, true
	s.propose()
	if !same { // a form that a person fills is not drawn anew under their hands
		s.draw()
	}
	s.host.Hint()
}

func sameOffer(a, b Offer) bool {
	return slices.Equal(a.Books, b.Books) && slices.Equal(a.Kept, b.Kept) && a.Team == b.Team && a.Invited == b.Invited
}

// propose fills what nobody chose yet: the playbook that was asked for, or that
// was never rehearsed or longest ago, and the storm that suits it.
func (s *Screen) propose() {
	if s.playing.On || len(s.offer.Books) == 0 {
		return
	}
	lang := s.host.Texts().Language()
	at, wanted := s.choice(), s.book != ""
	for i, b := range s.offer.Books {
		if wanted && b.ID == s.book {
			at = i
		}
	}
	if at < 0 {
		at = 0
		for i, b := range s.offer.Books {
			if b.Rehearsed.Before(s.offer.Books[at].Rehearsed) {
				at = i
			}
		}
	}
	if b := s.offer.Books[at]; b.Hash != s.chosen.Hash {
		s.chosen.Hash, s.chosen.Storm = b.Hash, b.Storm
	}
	s.book, s.chosen.Lang = "", lang
	if s.chosen.Pace == 0 {
		s.chosen.Team = s.offer.Team
	}
	if s.chosen.Pace == 0 && len(s.offer.Paces) > 0 {
		s.chosen.Pace = s.offer.Paces[min(2, len(s.offer.Paces)-1)]
	}
}

// choice is the playbook that is chosen; -1 is none.
func (s *Screen) choice() int {
	for i, b := range s.offer.Books {
		if b.Hash == s.chosen.Hash {
			return i
		}
	}
	return -1
}

func (s *Screen) draw() {
	if !s.read {
		return
	}
	s.panes.Collapse(1, false)
	if s.playing.On {
		s.drawPlaying()
	} else {
		s.acts = nil
		s.drawOffer()
	}
	s.scroll.Refresh()
}
