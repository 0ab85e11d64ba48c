package watch

import (
	"context"

	"fyne.io/fyne/v2"

	domain "vigie/inbox/watch"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// commands puts the screen's part into the one table.
func (s *Screen) commands() {
	s.host.Commands().Add(
		vm.Command{ID: "watch.new", Group: "watch.title", Keys: []vm.Key{{Rune: 'n'}}, Footer: true, Run: s.add},
		vm.Command{ID: "watch.edit", Group: "watch.title", Keys: []vm.Key{{Rune: 'e'}}, Footer: true, Enabled: s.canEdit, Run: s.edit},
		vm.Command{ID: "watch.promote", Group: "watch.title", Keys: []vm.Key{{Rune: 'o'}}, Footer: true, Enabled: s.canPromote, Run: s.promote},
		vm.Command{ID: "watch.read", Group: "watch.title", Keys: []vm.Key{{Rune: 'r'}}, Enabled: s.canRead, Run: s.readPlace},
		vm.Command{ID: "watch.aside-only", Group: "watch.title", Keys: []vm.Key{{Rune: 'x'}}, Enabled: s.canTurnAside, Run: s.turnAside},
		vm.Command{ID: "watch.other-side", Group: "watch.title", Keys: []vm.Key{{Rune: 'p'}}, Run: s.otherSide},
		vm.Command{ID: "watch.remove", Group: "watch.title", Keys: []vm.Key{{Name: "Delete"}}, Enabled: s.canEdit, Run: s.remove},
		vm.Command{ID: "watch.save", Group: "watch.title", Keys: []vm.Key{{Name: "Return", Ctrl: true}}, Footer: true, Enabled: s.canSave, Run: func() { s.form.save() }},
		vm.Command{ID: "watch.leave", Group: "watch.title", Keys: []vm.Key{{Name: "Escape"}}, Enabled: s.canSave, Run: s.leaveForm},
	)
}

func (s *Screen) canSave() vm.Verdict {
	if s.form == nil {
		return vm.Cannot("")
	}
	return vm.Can()
}

func (s *Screen) canEdit() vm.Verdict {
	_, watching := s.watch()
	p, place := s.place()
	switch {
	case !watching && !place || s.form != nil:
		return vm.Cannot("watch.none-chosen")
	case p.OfAccount:
		return vm.Cannot("watch.account-stays")
	}
	return vm.Can()
}

func (s *Screen) canPromote() vm.Verdict {
	h, ok := s.hit()
	switch {
	case !ok || s.form != nil:
		return vm.Cannot("watch.no-hit-chosen")
	case !h.Watched:
		return vm.Cannot("watch.in-inbox-already")
	}
	return vm.Can()
}

func (s *Screen) canRead() vm.Verdict {
	if p, ok := s.place(); ok && p.Mode == domain.HandRead && !p.OfAccount {
		return vm.Can()
	}
	return vm.Cannot("watch.not-read-by-hand")
}

func (s *Screen) canTurnAside() vm.Verdict {
	if p, ok := s.place(); ok && p.OfAccount && p.Way == domain.ByFeed {
		return vm.Can()
	}
	return vm.Cannot("watch.feeds-only")
}

// promote brings the conversation of the chosen hit to the inbox.
func (s *Screen) promote() {
	h, ok := s.hit()
	if !ok {
		return
	}
	s.do(s.t("watch.promoted"), func(ctx context.Context) error { return s.desk.Promote(ctx, h.Conversation) })
}

// readPlace notes that a person looked at a place now.
func (s *Screen) readPlace() {
	p, ok := s.place()
	if !ok {
		return
	}
	p.LastRead = s.host.Now()
	s.do(s.t("watch.read-noted"), func(ctx context.Context) error { return s.desk.PutPlace(ctx, p.Place) })
}

// turnAside keeps what an account brings out of the inbox, or lets it in again.
func (s *Screen) turnAside() {
	p, ok := s.place()
	if !ok {
		return
	}
	done := s.t("watch.aside-on")
	if p.WatchOnly {
		done = s.t("watch.aside-off")
	}
	s.do(done, func(ctx context.Context) error { return s.desk.WatchOnly(ctx, p.Account, !p.WatchOnly) })
}

func (s *Screen) otherSide() {
	if s.side == sideWatches {
		s.turnTo(sidePlaces)
	} else {
		s.turnTo(sideWatches)
	}
}

func (s *Screen) add() {
	if s.side == sidePlaces {
		s.placeForm(domain.Place{Way: domain.ByHand})
		return
	}
	s.openForm(draft{into: string(domain.WatchOnly)})
}

func (s *Screen) edit() {
	if p, ok := s.place(); ok {
		s.placeForm(p.Place)
	} else if w, ok := s.watch(); ok {
		s.openForm(draftOf(w.Watch))
	}
}

// remove asks before a watch is forgotten or a place struck off.
func (s *Screen) remove() {
	title, text, work := "", "", func(context.Context) error { return nil }
	p, isPlace := s.place()
	w, isWatch := s.watch()
	switch {
	case isPlace:
		gone := p.Place
		gone.Gone = true
		title, text = s.t("watch.strike-title"), s.words().placeName(p)
		work = func(ctx context.Context) error { return s.desk.PutPlace(ctx, gone) }
	case isWatch:
		title, text = s.t("watch.remove-title"), s.host.Texts().T("watch.remove-text", map[string]any{"Name": w.Name})
		work = func(ctx context.Context) error { return s.desk.RemoveWatch(ctx, w.ID) }
	default:
		return
	}
	kit.NewDialog(kit.DialogSpec{
		Title: title, Width: 460, Body: kit.NewParagraph(text, kit.Body(), kit.Ink),
		Primary: s.t("watch.remove-yes"), PrimaryKey: "Ctrl ⏎", PrimaryKind: kit.Danger, Cancel: s.t("watch.cancel"),
		Act: func() bool { s.shownOf = ""; s.do("", work); return true },
	}).Open(s.host.Canvas())
}

// leaveHits goes back from the hits to the list.
func (s *Screen) leaveHits(k *fyne.KeyEvent) bool {
	if k.Name == fyne.KeyLeft || k.Name == fyne.KeyEscape {
		s.host.Canvas().Focus(s.list)
		return true
	}
	return false
}
