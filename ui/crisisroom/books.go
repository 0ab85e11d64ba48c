package crisisroom

import (
	"context"

	"fyne.io/fyne/v2"

	"vigie/crisis"
	"vigie/inbox/team"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// drawBooks lists the playbooks with what a house must keep fresh of them,
// under what the room is for.
func (s *Screen) drawBooks() {
	head := kit.NewColumn(8, kit.NewTitled(s.t("crisisroom.quiet"), s.rehearseButton(Book{})...), kit.NewParagraph(s.t("crisisroom.quiet-text"), kit.Body(), kit.Mute))
	role := kit.Mute
	if s.contactsLate() != "" {
		role = kit.Amber
	}
	objs := []fyne.CanvasObject{kit.NewHeading(s.t("crisisact.contacts")).Flush(), kit.NewParagraph(s.contactsText(), kit.Body(), role)}
	if s.canConfirm().OK {
		objs = append(objs, kit.NewActs().Left(kit.NewButton(kit.Secondary, s.t("crisisact.confirm-contacts"), s.confirmContacts)))
	}
	objs = append(objs, kit.NewHeading(s.t("crisisroom.books")).Flush())
	if len(s.books) == 0 {
		objs = append(objs, kit.NewParagraph(s.t("crisisroom.no-books"), kit.Body(), kit.Mute))
	}
	for _, b := range s.books {
		id := b.ID
		objs = append(objs, newCard(kit.Panel, kit.Line, func() { s.openBook(id) }, newHeadline("", 0, b.Title, kit.Strong(), kit.Ink, s.bookChips(b)...)))
	}
	s.board.Set(objs...)
	s.stage.SetCentre(kit.NewDock(s.scroll).Head(kit.NewSheet(kit.Panel, head).Pad(20, 12).Lines(false, true)))
	s.scroll.Refresh()
}

// bookChips say of a playbook its version, owner, last rehearsal and review.
func (s *Screen) bookChips(b Book) []fyne.CanvasObject {
	f, now := s.formats(), s.host.Now()
	chips := []fyne.CanvasObject{chip(s.tt("crisisroom.version", "Version", b.Version), TintPlain)}
	if b.Draft {
		chips = append(chips, chip(s.t("crisisroom.draft"), TintHeed))
	}
	for _, v := range b.Versions {
		if v.Draft && !b.Draft {
			chips = append(chips, chip(s.tt("crisisact.draft-of", "Version", v.Version), TintHeed))
			break
		}
	}
	if b.Owner != "" {
		chips = append(chips, chip(s.tt("crisisroom.owned-by", "Name", b.Owner), TintPlain))
	}
	rehearsed, mood := s.t("crisisroom.never-rehearsed"), TintHeed
	if !b.Rehearsed.IsZero() {
		rehearsed, mood = s.tt("crisisroom.rehearsed", "Day", f.Day(b.Rehearsed, now)), TintGood
	}
	chips = append(chips, chip(rehearsed, mood))
	if !b.ReviewDue.IsZero() {
		text, mood := s.tt("crisisroom.review-due", "Day", f.Day(b.ReviewDue, now)), TintPlain
		if late := s.reviewLate(b); late != "" {
			text, mood = late, TintHeed
		}
		chips = append(chips, chip(text, mood))
	}
	return chips
}

// versions lists the texts of a playbook that are kept; a click edits one.
func (s *Screen) versions(b Book) []fyne.CanvasObject {
	if len(b.Versions) == 0 {
		return nil
	}
	objs := []fyne.CanvasObject{kit.NewHeading(s.t("crisisact.versions")).Flush()}
	room := Room{Roster: s.roster}
	for _, v := range b.Versions {
		state, tone := s.t("crisisact.published"), kit.Good
		switch {
		case v.Draft:
			state, tone = s.t("crisisroom.draft"), kit.Caution
		case v.Retired:
			state, tone = s.t("crisisact.retired"), kit.Plain
		}
		key := v.Version + " · " + v.Lang + " · " + s.formats().Day(v.At, s.host.Now())
		if name := room.Name(v.By); name != "" {
			key += " · " + name
		}
		row := kit.NewKeyValue(key, state)
		row.Set(state, tone)
		hash := v.Hash
		objs = append(objs, row.Menu(func() { s.editVersion(hash) }))
	}
	return objs
}

// editVersion opens a version that is kept, to write another of it.
func (s *Screen) editVersion(hash string) {
	s.host.Scheduler().Go(func(ctx context.Context) {
		text, err := s.desk.BookText(ctx, hash)
		s.host.Scheduler().UI(func() {
			if err != nil {
				s.host.Fault(err)
				return
			}
			s.openEditor(text)
		})
	})
}

// mayPublishBook says whether the member may publish versions of the playbook
// in sight. Who may not still keeps drafts, for somebody who may.
func (s *Screen) mayPublishBook() vm.Verdict {
	if b, ok := s.shown(); ok && b.Publishes != crisis.Freely {
		return vm.Cannot("crisis.may-not-publish-playbook")
	}
	return vm.Can()
}

func (s *Screen) canPublishBook() vm.Verdict {
	if v := s.writing(); !v.OK {
		return v
	}
	return s.mayPublishBook()
}

// contactsText says when somebody last looked whether everybody can be reached.
func (s *Screen) contactsText() string {
	if s.looked.At.IsZero() {
		return s.t("crisisact.contacts-never")
	}
	return s.tt("crisisact.contacts-at", "Day", s.formats().Day(s.looked.At, s.host.Now()), "Name", (Room{Roster: s.roster}).Name(s.looked.By))
}

// contactsLate is what a start says when that is too long ago; it never blocks.
func (s *Screen) contactsLate() string {
	if s.host.Now().Sub(s.looked.At) < confirmEvery {
		return ""
	}
	return s.contactsText()
}

func (s *Screen) canConfirm() vm.Verdict {
	if crisis.MayStart(s.me, false) != crisis.Freely {
		return vm.Cannot("")
	}
	return s.maySettle()
}

// maySettle says whether the member may change what the house says of itself,
// before anything is typed: the rule is the server's.
func (s *Screen) maySettle() vm.Verdict {
	if !s.desk.Shared() || len(s.roster.Members) == 0 || s.me.Profile.May(team.Manage) {
		return vm.Can()
	}
	return vm.Verdict{Key: "fault.profile-may-not", Args: map[string]any{"Profile": s.formats().ProfileText(s.me.Profile)}}
}

func (s *Screen) confirmContacts() {
	if s.reopening {
		return
	}
	s.host.Scheduler().Go(func(ctx context.Context) {
		err := s.desk.ConfirmContacts(ctx)
		s.host.Scheduler().UI(func() {
			if err != nil {
				s.host.Fault(err)
				return
			}
			s.host.Toast(s.t("crisisact.contacts-done"))
			s.reload()
		})
	})
}
