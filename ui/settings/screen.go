package settings

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"vigie/assets/icon"
	"vigie/inbox"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// section is one page of the settings.
type section interface {
	// load reads what the page shows, off the UI goroutine, and changes
	// nothing; take, on the UI goroutine, puts it into the page and reports
	// whether the page must be drawn anew.
	load(ctx context.Context) (take func() bool, err error)
	// draw makes the content from what was taken.
	draw() fyne.CanvasObject
	// minds reports whether a change concerns the page.
	minds(n inbox.Notice) bool
}

// sectionNames are the pages in the order of the navigation.
func sectionNames() []string {
	return []string{"general", "accounts", "team", "sync", "tags", "words", "outbox", "quarantine", "workspace", "about"}
}

func sectionIcon(name string) icon.Name {
	return map[string]icon.Name{
		"general": icon.Gear, "accounts": icon.Mail, "team": icon.Users, "sync": icon.Globe, "tags": icon.Tag, "words": icon.Smile, "outbox": icon.Send,
		"quarantine": icon.Shield, "workspace": icon.File, "about": icon.Info,
	}[name]
}

// Screen is the pages behind the gear. It is a Screen of the window.
type Screen struct {
	widget.BaseWidget
	host     Host
	desk     Desk
	page     string
	sections map[string]section
	seen     map[string]bool // pages that were read once
	nav      []*kit.NavRow
	pane     *kit.Sheet
	line     *canvas.Rectangle
	stage    *kit.Dock
	scroll   *kit.Scroll
	visible  bool
	reading  bool
	again    bool
}

// New makes the settings; state is what State of an earlier one gave, or nil.
func New(h Host, d Desk, state any) *Screen {
	s := &Screen{host: h, desk: d, page: "general", seen: map[string]bool{}, line: kit.NewRect(0)}
	if p, ok := state.(string); ok {
		s.page = p
	}
	s.sections = map[string]section{
		"general": newGeneral(s), "accounts": newAccounts(s), "team": newTeam(s), "sync": newLedger(s), "tags": newTags(s), "words": newLexicon(s), "outbox": newOutbox(s),
		"quarantine": newQuarantine(s), "workspace": newWorkspace(s), "about": newAbout(s),
	}
	rows := []fyne.CanvasObject{kit.NewHeading(s.t("settings.title"))}
	for _, name := range sectionNames() {
		r := kit.NewNavRow(s.t("settings.page-"+name), 0, func() { s.Turn(name) }).WithIcon(sectionIcon(name))
		s.nav, rows = append(s.nav, r), append(rows, r)
	}
	s.pane = kit.NewSheet(kit.Panel, kit.NewColumn(0, rows...).Pad(8, 2))
	s.stage = kit.NewDock(kit.NewSkeleton(58))
	s.ExtendBaseWidget(s)
	return s
}

// navWidth is the width of the navigation.
const navWidth = 196

// CreateRenderer lays navigation and page.
func (s *Screen) CreateRenderer() fyne.WidgetRenderer {
	return kit.Draw(s, kit.Drawing{
		Objects: []fyne.CanvasObject{s.pane, s.line, s.stage},
		Min:     func(*kit.Look) fyne.Size { return fyne.NewSize(navWidth+400, 300) },
		Paint:   func(l *kit.Look) { l.Fill(s.line, kit.Line) },
		Arrange: func(_ *kit.Look, z fyne.Size) {
			kit.Place(s.pane, 0, 0, navWidth, z.Height)
			kit.Place(s.line, navWidth, 0, 1, z.Height)
			kit.Place(s.stage, navWidth+1, 0, z.Width-navWidth-1, z.Height)
		},
	})
}

// Content is what the window shows.
func (s *Screen) Content() fyne.CanvasObject { return s }

// Page is the page in sight.
func (s *Screen) Page() string { return s.page }

// Turn shows a page; an unknown one leaves the page as it is.
func (s *Screen) Turn(page string) {
	if s.sections[page] != nil && s.page != page {
		s.page = page
		s.scroll = nil
		s.drawn()
	}
	for i, name := range sectionNames() {
		s.nav[i].SetSelected(name == s.page)
	}
	s.read()
	s.host.Turned("settings/" + s.page)
}

// Shown reads the page anew.
func (s *Screen) Shown() {
	s.visible = true
	s.read()
}

// Hidden stops reading.
func (s *Screen) Hidden() { s.visible = false }

// Changed reads the page anew when it shows what changed.
func (s *Screen) Changed(n inbox.Notice) {
	if s.visible && (n.All || s.sections[s.page].minds(n)) {
		s.read()
	}
}

// State is the page in sight.
func (s *Screen) State() any { return s.page }

// Close has nothing to save: every change is kept when it is made.
func (s *Screen) Close() func(context.Context) error { return nil }

func (s *Screen) t(key string) string { return s.host.Texts().T(key, nil) }

func (s *Screen) formats() vm.Formats { return vm.NewFormats(s.host.Texts(), nil) }

// read reads the page in sight and draws it, once more when asked meanwhile.
func (s *Screen) read() {
	if s.reading {
		s.again = true
		return
	}
	s.reading = true
	name := s.page
	page := s.sections[name]
	s.host.Scheduler().Go(func(ctx context.Context) {
		take, err := page.load(ctx)
		s.host.Scheduler().UI(func() { s.loaded(name, take, err) })
	})
}

func (s *Screen) loaded(name string, take func() bool, err error) {
	s.reading = false
	switch {
	case err != nil && name == s.page:
		s.failed(err)
	case err == nil:
		changed := take()
		first := !s.seen[name]
		s.seen[name] = true
		if name == s.page && (changed || first) {
			s.drawn()
		}
	}
	if s.again {
		s.again = false
		s.read()
	}
}

// failed says that the page could not be read; what was shown before stays.
func (s *Screen) failed(err error) {
	if s.seen[s.page] {
		s.host.Fault(err)
		return
	}
	s.stage.SetCentre(kit.NewError(s.t("settings.unread"), s.host.Texts().Fault(err), s.t("settings.try-again"), s.read))
}

// drawn shows the page in sight as it was last read, where it was scrolled to.
func (s *Screen) drawn() {
	if !s.seen[s.page] {
		s.stage.SetCentre(kit.NewSkeleton(58))
		return
	}
	at := fyne.NewPos(0, 0)
	if s.scroll != nil {
		at = s.scroll.Offset
	}
	s.scroll = kit.NewScroll(newSpread(s.sections[s.page].draw()))
	s.stage.SetCentre(s.scroll)
	s.scroll.ScrollToOffset(at)
}

// Reveal scrolls what has the focus into sight, when it is on the page.
func (s *Screen) Reveal(o fyne.CanvasObject) {
	if s.scroll != nil {
		s.scroll.Reveal(o)
	}
}

// do runs work off the UI goroutine, shows what went wrong, and reads the page
// anew; done runs when all went well.
func (s *Screen) do(work func(ctx context.Context) error, done func()) {
	s.host.Scheduler().Go(func(ctx context.Context) {
		err := work(ctx)
		s.host.Scheduler().UI(func() {
			if err != nil {
				s.host.Fault(err)
			} else if done != nil {
				done()
			}
			s.read()
		})
	})
}
