package watch

import (
	"context"

	"vigie/assets/icon"
	"vigie/inbox"
	domain "vigie/inbox/watch"
	"vigie/ui/kit"
)

// blank shows that nothing is chosen.
func (s *Screen) blank() {
	if s.form != nil {
		return
	}
	s.shownOf = ""
	s.hits.show("")
	s.setPage(kit.NewDock(kit.NewEmpty(icon.Eye, s.t("watch.none-chosen"), s.t("watch.none-chosen-text"), nil)))
}

// setPage changes what stands at the right.
func (s *Screen) setPage(d *kit.Dock) {
	s.page = d
	s.right.SetCentre(d)
	s.host.Hint()
}

// draw shows the page of what is chosen.
func (s *Screen) draw() {
	key := s.side + "/" + s.chosen[s.side]
	other := s.shownOf != key
	s.shownOf = key
	if p, ok := s.place(); ok {
		s.setPage(s.placePage(p))
		return
	}
	w, ok := s.watch()
	if !ok {
		s.blank()
		return
	}
	centre := kit.NewDock(kit.NewSkeleton(hitHeight)).Head(s.watchHead(w))
	s.setPage(centre)
	if other || s.hits.of != w.ID {
		s.hitList.SetCurrent(-1)
		s.hits.show(w.ID)
		s.look(w)
		return
	}
	s.listed()
}

// look notes that the hits of a watch were looked at.
func (s *Screen) look(w domain.Standing) {
	if w.Unseen <= 0 {
		return
	}
	s.host.Scheduler().Go(func(ctx context.Context) {
		err := s.desk.SeenWatch(ctx, w.ID)
		s.host.Scheduler().UI(func() {
			if err != nil {
				s.host.Fault(err)
				return
			}
			for i := range s.standings {
				if s.standings[i].ID == w.ID {
					s.standings[i].Unseen = 0
				}
			}
			s.list.Reload()
		})
	})
}

// watchHead says what a watch looks for and how much it found.
func (s *Screen) watchHead(w domain.Standing) *kit.Sheet {
	words := s.words()
	edit := kit.NewButton(kit.Secondary, s.t("watch.edit-short"), s.edit).WithIcon(icon.Pencil)
	remove := kit.NewIconButton(icon.Trash, s.t("watch.remove"), s.remove)
	title := kit.NewTitled(w.Name, remove, edit)
	col := kit.NewColumn(6, title, kit.NewParagraph(w.Query.String(), kit.Body(), kit.Ink),
		kit.NewParagraph(words.kind(w.Watch)+s.accountsOf(w.Watch), kit.Small(), kit.Mute),
		kit.NewBars(46, s.bars(w.Days)...), kit.NewParagraph(words.figures(w), kit.Small(), kit.Mute))
	if f := s.filling[w.ID]; f != nil {
		col.Set(append(col.Objects(), f.bar)...)
	} else if w.Filling {
		col.Set(append(col.Objects(), kit.NewActs(kit.NewLinkButton(s.t("watch.fill-go-on"), func() { s.fill(w.ID) })).Left(kit.NewLine(s.t("watch.fill-stopped"), kit.Small(), kit.Amber)))...)
	}
	return kit.NewSheet(kit.Background, col).Pad(20, 14).Lines(false, true)
}

// accountsOf names the accounts that a watch keeps to.
func (s *Screen) accountsOf(w domain.Watch) string {
	out := ""
	for _, id := range w.Accounts {
		out += " · " + s.accountName(id)
	}
	return out
}

func (s *Screen) accountName(id inbox.AccountID) string {
	for _, a := range s.accounts {
		if a.ID == id {
			return a.Name
		}
	}
	return string(id)
}

func (s *Screen) bars(days [domain.StandingDays]int) []kit.Bar {
	bars := make([]kit.Bar, len(days))
	for i, n := range days {
		bars[i] = kit.Bar{Value: float64(n), Tone: kit.Brand, Label: s.words().dayLabel(i, n)}
	}
	return bars
}
