package triage

import (
	"fyne.io/fyne/v2"

	"vigie/inbox"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// showEdited shows what the message that is meant said before.
func (s *Screen) showEdited() {
	m, ok := s.triage.Edited()
	if !ok {
		s.tell(vm.Toast{Text: s.t("triage.nothing-edited")})
		return
	}
	s.showEarlier(m.ID)
}

// showEarlier shows what a message said before its author changed it.
func (s *Screen) showEarlier(id inbox.MessageID) {
	s.triage.EarlierTexts(id, func(all []vm.EarlierText) {
		if len(all) == 0 {
			s.tell(vm.Toast{Text: s.t("triage.no-earlier-text")})
			return
		}
		var objs []fyne.CanvasObject
		for _, e := range all {
			objs = append(objs, kit.NewCard(kit.CardSpec{Who: e.When, Body: e.Text, Side: kit.Wide}))
		}
		s.open(kit.DialogSpec{
			Title: s.t("triage.earlier-texts"), Width: 600, Cancel: s.t("triage.close"),
			Body: kit.NewColumn(10, append([]fyne.CanvasObject{kit.NewParagraph(s.t("triage.earlier-texts-what"), kit.Body(), kit.Mute)}, objs...)...),
		})
	})
}

// openPage opens where the last message with an address is on its network.
func (s *Screen) openPage() {
	if link := s.pageLink(); link != "" && s.env.OpenLink != nil {
		s.env.OpenLink(link)
	}
}

func (s *Screen) pageLink() string {
	d, _ := s.triage.Opened.Detail()
	link := ""
	for _, m := range d.Messages {
		if m.Permalink != "" && (m.Direction == inbox.Inbound || link == "") {
			link = m.Permalink
		}
	}
	return link
}

func (s *Screen) canOpenPage() vm.Verdict {
	if s.pageLink() == "" {
		return vm.Cannot("triage.no-page")
	}
	return vm.Can()
}

// toHit scrolls to the next message with a word of the search, or to the one
// before; from the last it begins again.
func (s *Screen) toHit(step int) {
	p := s.talk
	var at []float32
	for _, o := range p.column.Objects() {
		if card, ok := o.(*kit.Card); ok && card.FirstMark() >= 0 {
			at = append(at, card.Position().Y+card.FirstMark())
		}
	}
	if len(at) == 0 {
		s.tell(vm.Toast{Text: s.t("triage.no-hit-here")})
		return
	}
	const above = 60 // what stands over a hit when it is gone to
	p.hit = min(max(p.hit, -1), len(at))
	if p.hitOf != p.of || p.hitSearch != p.searched {
		p.hit = 0 // the first was gone to when the conversation opened
		p.hitOf, p.hitSearch = p.of, p.searched
	}
	p.hit = (p.hit + step + len(at)) % len(at)
	end := max(0, p.column.Size().Height-p.scroll.Size().Height)
	p.scroll.ScrollToOffset(fyne.NewPos(0, min(max(0, at[p.hit]-above), end)))
	s.tell(vm.Toast{Text: s.env.Texts.T("triage.hit-of", map[string]any{"N": p.hit + 1, "Total": len(at)})})
}

func (s *Screen) canToHit() vm.Verdict {
	if len(s.triage.Words()) == 0 || s.triage.Opened.ID() == "" {
		return vm.Cannot("triage.no-search")
	}
	return vm.Can()
}

// noContact asks before anything goes out to somebody who asked not to be
// written to.
func (s *Screen) noContact(send func()) {
	d, _ := s.triage.Opened.Detail()
	name := d.Contact.Name
	back := kit.NewButton(kit.Secondary, s.t("triage.cancel"), func() { s.dialog.Close() }) // has the keys: Return must not send
	s.open(kit.DialogSpec{
		Title: s.t("triage.no-contact-title"), Subtitle: vm.Clipped(name, 40), Width: 480,
		Body:    kit.NewParagraph(s.env.Texts.T("triage.no-contact-text", map[string]any{"Name": name}), kit.Body(), kit.Mute),
		Primary: s.t("triage.no-contact-send"), PrimaryKind: kit.Danger, Extra: kit.NewActs().Left(back), First: back,
		Act: func() bool {
			s.dialog.Close() // before what may open another
			send()
			return false
		},
	})
}
