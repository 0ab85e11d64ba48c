package watch

import (
	"slices"

	"fyne.io/fyne/v2"

	"vigie/assets/icon"
	domain "vigie/inbox/watch"
	"vigie/ui/kit"
)

// line is one line of the list: a heading, a watch or a place.
type line struct {
	key   string // empty for a heading
	title string
	watch int // index among the standings; -1 is none
	place int
}

// relist makes the lines of the side in sight, and shows them.
func (s *Screen) relist() {
	s.lines = nil
	if s.side == sidePlaces {
		s.listPlaces()
	} else {
		s.listWatches()
	}
	if len(s.lines) == 0 {
		s.stage.SetCentre(kit.NewEmpty(icon.Eye, s.t("watch.none"), s.t("watch.none-text"), kit.NewButton(kit.Primary, s.t("watch.new"), s.add).WithKey("N")))
		s.blank()
		return
	}
	s.stage.SetCentre(s.list)
	s.list.Reload()
	s.choose()
}

func (s *Screen) listWatches() {
	competitors := false
	for i, w := range s.standings {
		if w.Competitor && !competitors {
			competitors = true
			s.lines = append(s.lines, line{title: s.t("watch.competitors"), watch: -1, place: -1})
		}
		s.lines = append(s.lines, line{key: string(w.ID), watch: i, place: -1})
	}
}

func (s *Screen) listPlaces() {
	section := ""
	for i, p := range s.places {
		of := map[domain.Mode]string{domain.HandRead: "watch.section-hand", domain.Unread: "watch.section-none"}[p.Mode]
		if p.OfAccount {
			of = "watch.section-read"
		}
		if of != section {
			section = of
			s.lines = append(s.lines, line{title: s.t(of), watch: -1, place: -1})
		}
		s.lines = append(s.lines, line{key: string(p.ID), watch: -1, place: i})
	}
}

// choose keeps what is chosen, or takes the first.
func (s *Screen) choose() {
	i := rows{s}.Index(s.chosen[s.side])
	if i < 0 {
		i = slices.IndexFunc(s.lines, func(l line) bool { return l.key != "" })
	}
	if s.list.Current() != i {
		s.list.SetCurrent(i)
	}
	s.chosen[s.side] = s.lines[i].key
	if s.form == nil {
		s.draw()
	}
}

// moved shows the page of another line; a heading is passed.
func (s *Screen) moved(i int) {
	if i < 0 || i >= len(s.lines) {
		return
	}
	if s.lines[i].key == "" {
		step := 1
		if before := (rows{s}).Index(s.chosen[s.side]); before > i && i > 0 {
			step = -1
		}
		s.list.SetCurrent(i + step)
		i += step
	}
	if s.chosen[s.side] == s.lines[i].key && s.form == nil && s.shownOf != "" {
		return
	}
	s.chosen[s.side] = s.lines[i].key
	s.closeForm()
	s.draw()
}

// entered goes on to the hits of a watch, or changes a place.
func (s *Screen) entered(i int) {
	s.moved(i)
	if s.side == sideWatches && len(s.hits.rows) > 0 {
		s.host.Canvas().Focus(s.hitList)
		if s.hitList.Current() < 0 {
			s.hitList.SetCurrent(0)
		}
		s.host.Hint()
	}
}

// watch is the chosen one.
func (s *Screen) watch() (domain.Standing, bool) {
	i := slices.IndexFunc(s.standings, func(w domain.Standing) bool { return string(w.ID) == s.chosen[sideWatches] })
	if s.side != sideWatches || i < 0 {
		return domain.Standing{}, false
	}
	return s.standings[i], true
}

// place is the chosen one.
func (s *Screen) place() (domain.Entry, bool) {
	i := slices.IndexFunc(s.places, func(p domain.Entry) bool { return string(p.ID) == s.chosen[sidePlaces] })
	if s.side != sidePlaces || i < 0 {
		return domain.Entry{}, false
	}
	return s.places[i], true
}

// rows is what the kit's list shows.
type rows struct{ s *Screen }

// Len counts the lines.
func (r rows) Len() int { return len(r.s.lines) }

// CreateRow makes a row to be filled.
func (r rows) CreateRow() fyne.CanvasObject { return newRow() }

// Key is a line's watch or place.
func (r rows) Key(i int) string { return r.s.lines[i].key }

// Index is where a watch or place is; -1 when it is not there.
func (r rows) Index(key string) int {
	if key == "" {
		return -1
	}
	return slices.IndexFunc(r.s.lines, func(l line) bool { return l.key == key })
}

// UpdateRow fills a row.
func (r rows) UpdateRow(i int, o fyne.CanvasObject, state kit.RowState) {
	o.(*row).set(r.s.faceOf(r.s.lines[i]), state)
}

// faceOf puts a line into words.
func (s *Screen) faceOf(l line) face {
	w := s.words()
	switch {
	case l.watch >= 0:
		return w.face(s.standings[l.watch])
	case l.place >= 0:
		p := s.places[l.place]
		state, tone := w.placeState(p)
		out := face{name: w.placeName(p), under: w.how(p), right: state, tone: tone}
		if p.WatchOnly {
			out.below = s.t("watch.aside")
		}
		return out
	default:
		return face{heading: l.title}
	}
}
