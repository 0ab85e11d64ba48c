package alert

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"vigie/assets/icon"
	domain "vigie/crisis/alert"
	"vigie/inbox"
	"vigie/inbox/watch"
	"vigie/ui/kit"
	"vigie/ui/place"
	"vigie/ui/vm"
)

// Screen is a list of alerts and watches, and the page of one. It is a Screen
// of the window.
type Screen struct {
	host Host
	desk Desk

	known  Warnings
	lines  []line
	chosen string
	reason int // whose messages are shown
	posts  []Post
	of     string // what the posts are of
	drawn  string // what the page was drawn of
	read   bool

	list    *kit.List
	stage   *kit.Dock
	right   *kit.Dock
	panes   *kit.Panes
	under   *kit.Column // of the page: the messages
	visible bool
	again   place.Gather // changes that wait to be read
}

// state is where a screen stands.
type state struct{ chosen string }

// New makes the screen; was is what State of an earlier one gave, or nil.
func New(h Host, d Desk, was any) *Screen {
	from, _ := was.(state)
	s := &Screen{host: h, desk: d, chosen: from.chosen}
	s.list = kit.NewList(rows{s})
	s.list.OnMove = s.moved
	s.list.OnOpen = func(i int) { s.moved(i); s.host.Press(vm.Key{Rune: 'm'}) }
	s.list.OnRune = func(r rune) bool { return h.Press(vm.Key{Rune: r}) }
	title := kit.NewSheet(kit.Panel, kit.NewLine(s.t("alert.title"), kit.Title(), kit.Ink)).Pad(14, 14).Lines(false, true)
	s.stage = kit.NewDock(kit.NewSkeleton(rowHeight)).Head(title)
	s.right = kit.NewDock(kit.NewSkeleton(58))
	s.panes = kit.NewPanes(kit.Pane{Content: kit.NewSheet(kit.Panel, s.stage), Width: 340, Min: 280}, kit.Pane{Content: s.right, Min: 420})
	s.commands()
	return s
}

// Content is what the window shows.
func (s *Screen) Content() fyne.CanvasObject { return s.panes }

// Shown reads anew.
func (s *Screen) Shown() {
	s.visible = true
	s.reload()
	s.focus()
}

func (s *Screen) focus() {
	if len(s.lines) > 0 {
		s.host.Canvas().Focus(s.list)
	}
}

// Hidden stops reading.
func (s *Screen) Hidden() { s.visible = false }

// Turn chooses an alert by its id.
func (s *Screen) Turn(id string) {
	if id == "" {
		return
	}
	s.chosen = AlertKey(id)
	if s.read {
		s.relist()
	}
}

// gather is how long changes are joined before the alerts are read again.
const gather = 500 * time.Millisecond

// Changed reads anew what may be old.
func (s *Screen) Changed(n inbox.Notice) {
	if !s.visible || !n.All && !n.Team {
		return
	}
	s.again.After(s.host.Scheduler(), gather, s.reload)
}

// State is where the screen stands.
func (s *Screen) State() any { return state{s.chosen} }

// Close has nothing to save.
func (s *Screen) Close() func(context.Context) error { return nil }

func (s *Screen) t(key string) string { return s.host.Texts().T(key, nil) }

func (s *Screen) formats() Words { return Words{vm.NewFormats(s.host.Texts(), nil)} }

func (s *Screen) reload() {
	s.host.Scheduler().Go(func(ctx context.Context) {
		k, err := s.desk.Warnings(ctx)
		s.host.Scheduler().UI(func() { s.loaded(k, err) })
	})
}

func (s *Screen) loaded(k Warnings, err error) {
	if err != nil {
		if s.read {
			s.host.Fault(err)
			return
		}
		s.stage.SetCentre(kit.NewError(s.t("alert.unread"), s.host.Texts().Fault(err), s.t("alert.try-again"), s.reload))
		return
	}
	begun := !s.read
	s.known, s.read = k, true
	s.relist()
	if begun && s.visible {
		s.focus()
	}
}

// relist makes the lines and shows them.
func (s *Screen) relist() {
	s.lines = nil
	for _, sec := range s.formats().Sections(s.known, s.host.Now()) {
		s.lines = append(s.lines, line{heading: sec.Title, count: sec.Count})
		for _, l := range sec.Lines {
			s.lines = append(s.lines, line{AlertLine: l})
		}
	}
	if len(s.lines) == 0 {
		act := kit.NewButton(kit.Primary, s.t("alert.empty-act"), func() { s.host.GoTo("watch") })
		s.stage.SetCentre(kit.NewEmpty(icon.Flag, s.t("alert.empty"), s.t("alert.empty-text"), act))
		s.right.SetCentre(kit.NewSheet(kit.Background, kit.NewLine("", kit.Body(), kit.Ink)))
		return
	}
	s.stage.SetCentre(s.list)
	for i, l := range s.lines {
		height := float32(rowHeight)
		if l.Key == "" {
			height = headHeight
		}
		s.list.SetItemHeight(i, height)
	}
	s.list.Reload()
	i := rows{s}.Index(s.chosen)
	if i < 0 {
		i = 1
	}
	if s.list.Current() != i {
		s.list.SetCurrent(i)
	}
	s.chosen = s.lines[i].Key
	s.draw()
}

// moved shows the page of another line; a heading is passed.
func (s *Screen) moved(i int) {
	if i < 0 || i >= len(s.lines) {
		return
	}
	if s.lines[i].Key == "" {
		step := 1
		if before := (rows{s}).Index(s.chosen); before > i && i > 0 {
			step = -1
		}
		i += step
		s.list.SetCurrent(i)
	}
	if s.chosen != s.lines[i].Key {
		s.chosen, s.reason = s.lines[i].Key, 0
		s.draw()
	}
}

// alert is the chosen one.
func (s *Screen) alert() (domain.Alert, bool) { return s.known.Alert(s.chosen) }

// watch is the chosen one, or that of the chosen alert.
func (s *Screen) watch() (watch.Standing, bool) {
	if !strings.Contains(s.chosen, ":") {
		return watch.Standing{}, false
	}
	return s.known.Watch(s.chosen)
}

// do runs work off the UI goroutine, says how it went, and reads anew.
func (s *Screen) do(done string, work func(ctx context.Context) error) {
	place.Do(s.host, done, work, s.reload)
}
