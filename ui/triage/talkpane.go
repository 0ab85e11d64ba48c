package triage

import (
	"reflect"
	"time"

	"fyne.io/fyne/v2"

	"vigie/assets/icon"
	"vigie/inbox"
	"vigie/inbox/team"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// talkPane is the open conversation: head, handover, course and composer.
type talkPane struct {
	screen   *Screen
	content  fyne.CanvasObject
	dock     *kit.Dock
	head     *talkHead
	leg      *legBar
	trouble  *kit.Banner
	column   *kit.Column
	scroll   *kit.Scroll
	course   *kit.Sheet
	blank    *kit.Sheet
	composer *composerPane
	cards    map[string]drawnCard
	of       inbox.ConversationID // whose cards are drawn
	by       team.MemberID        // and for whom
	filled   bool                 // its cards were drawn once
	kinds    []vm.CardKind        // of the objects in the column
	searched string               // the search whose words are marked
	counting bool                 // a second is awaited, to count down

	hit       int                  // the message with a hit that was gone to last
	hitOf     inbox.ConversationID // in which conversation
	hitSearch string               // and for which search
}

// drawnCard is a card as it was drawn, to be used again while it is the same.
type drawnCard struct {
	card   vm.Card
	object fyne.CanvasObject
}

func newTalkPane(s *Screen) *talkPane {
	p := &talkPane{screen: s, cards: map[string]drawnCard{}}
	p.head, p.leg = newTalkHead(s), newLegBar(s)
	p.trouble = kit.NewBanner(kit.Alarm, "", kit.BannerAct{Text: s.t("triage.open-account"), Do: p.openAccount})
	p.trouble.Hide()
	p.column = kit.NewColumn(12).Pad(20, 16)
	p.scroll = kit.NewScroll(newMeasure(920, p.column))
	p.course = kit.NewSheet(kit.Background, p.scroll)
	p.blank = kit.NewSheet(kit.Background, kit.NewColumn(0))
	p.composer = newComposerPane(s)
	p.dock = kit.NewDock(p.blank).Head(p.trouble, p.head, p.leg).Foot(p.composer.content)
	p.content = kit.NewSheet(kit.Background, p.dock)
	p.showNothing()
	return p
}

// refresh shows the open conversation as it is now.
func (p *talkPane) refresh() {
	o := p.screen.triage.Opened
	d, ok := o.Detail()
	p.refreshTrouble(d, ok)
	switch {
	case o.ID() == "" || !p.screen.triage.Ready():
		p.of = ""
		p.showNothing()
	case !ok && o.Fault() != nil:
		p.instead(kit.NewError(p.screen.t("triage.talk-failed"), p.screen.env.Texts.Fault(o.Fault()), p.screen.t("triage.try-again"), o.Refresh))
	case !ok:
		writing := p.composer.entry.Focused()
		p.instead(kit.NewSkeleton(90))
		if writing {
			p.composer.begin()
		}
	default:
		p.fill(d)
	}
}

func (p *talkPane) showNothing() {
	p.instead(kit.NewEmpty(icon.Inbox, p.screen.t("triage.nothing-open"), p.screen.t("triage.nothing-open-text"), nil))
}

// instead shows something in place of the conversation.
func (p *talkPane) instead(o fyne.CanvasObject) {
	if p.composer.entry.Focused() && p.screen.triage.Opened.ID() == "" {
		p.screen.focusList()
	}
	p.head.Hide()
	p.leg.Hide()
	p.composer.content.Hide()
	p.dock.SetCentre(kit.NewSheet(kit.Background, o))
	p.filled = false
}

func (p *talkPane) fill(d inbox.Detail) {
	fresh, me := p.of != d.Conversation.ID || !p.filled, p.screen.triage.House().Me.ID
	if p.of != d.Conversation.ID || p.by != me {
		clear(p.cards)
	}
	p.of, p.by, p.filled = d.Conversation.ID, me, true
	line := p.screen.triage.Opened.Timeline(p.screen.triage.Faces())
	line.Words = p.screen.triage.Words()
	atEnd, search := p.atEnd(), p.screen.triage.List.View().Search
	sought := search != "" && search != p.searched
	p.searched = search
	p.head.show(vm.Details{Timeline: line}, p.screen.now())
	p.head.Show()
	p.leg.show(line, p.screen.now())
	p.draw(line)
	p.countDown()
	if fresh {
		p.composer.content.Show()
		p.composer.refresh()
		p.dock.SetCentre(p.course)
	} else {
		p.composer.refreshOthers()
	}
	p.dock.Refresh()
	switch {
	case (fresh || sought) && p.toFirstHit():
	case fresh:
		p.toLastMessage()
	case atEnd:
		p.scroll.ScrollToBottom()
	}
}

// toLastMessage scrolls to the end, but not past the beginning of the last
// message: a long one is read from its start.
func (p *talkPane) toLastMessage() {
	p.scroll.ScrollToBottom()
	top := float32(0)
	for i, o := range p.column.Objects() {
		if i < len(p.kinds) && (p.kinds[i] == vm.TheirMessage || p.kinds[i] == vm.OurMessage) {
			top = o.Position().Y - 16
		}
	}
	if top < p.scroll.Offset.Y {
		p.scroll.ScrollToOffset(fyne.NewPos(0, max(0, top)))
	}
}

// toFirstHit scrolls to the first mark of a search, with something of what
// stands before it; false when nothing is marked.
func (p *talkPane) toFirstHit() bool {
	for _, o := range p.column.Objects() {
		card, ok := o.(*kit.Card)
		if !ok || card.FirstMark() < 0 {
			continue
		}
		top := card.Position().Y - 16
		if y := card.Position().Y + card.FirstMark(); y-top > p.scroll.Size().Height*2/3 {
			top = y - p.scroll.Size().Height/3
		}
		p.scroll.ScrollToBottom() // no further than the end
		if top < p.scroll.Offset.Y {
			p.scroll.ScrollToOffset(fyne.NewPos(0, max(0, top)))
		}
		return true
	}
	return false
}

// countDown draws again each second while a reply can still be taken back.
func (p *talkPane) countDown() {
	if p.counting || !p.screen.triage.Counting() {
		return
	}
	p.counting = true
	p.screen.env.Sched.After(time.Second, func() {
		p.counting = false
		p.refresh()
	})
}

func (p *talkPane) atEnd() bool {
	return p.scroll.Offset.Y+p.scroll.Size().Height >= p.column.Size().Height-24
}

// draw puts the cards into the column; those that did not change are kept.
func (p *talkPane) draw(line vm.Timeline) {
	var objs []fyne.CanvasObject
	p.kinds = nil
	if line.Detail.Earlier > 0 {
		p.kinds = append(p.kinds, vm.EventLine)
		text := p.screen.env.Texts.N("triage.earlier", line.Detail.Earlier, nil)
		objs = append(objs, kit.NewChipRow(kit.NewChipButton(kit.ChipSpec{Text: text}, p.screen.triage.Opened.Earlier)))
	}
	kept := map[string]drawnCard{}
	for _, c := range line.Cards(p.screen.now()) {
		id := string(rune('a'+c.Kind)) + c.ID
		have, ok := p.cards[id]
		if !ok || !reflect.DeepEqual(have.card, c) {
			have = drawnCard{c, p.screen.drawCard(c)}
		}
		kept[id] = have
		objs, p.kinds = append(objs, have.object), append(p.kinds, c.Kind)
	}
	p.cards = kept
	p.column.Set(objs...)
	p.scroll.Refresh()
}

// refreshTrouble tells that the account of the conversation cannot be reached.
func (p *talkPane) refreshTrouble(d inbox.Detail, ok bool) {
	h := p.screen.triage.House().HealthOf(d.Account.ID)
	s := p.screen
	switch {
	case !ok:
		p.trouble.Hide()
		return
	case h.State == inbox.Refused:
		p.trouble.Set(kit.Alarm, s.env.Texts.T("triage.account-refused", map[string]any{"Account": d.Account.Name}))
	case h.State == inbox.Retrying:
		when := s.triage.Formats.Ago(h.LastSuccess, s.now())
		p.trouble.Set(kit.Caution, s.env.Texts.T("triage.account-retrying", map[string]any{"Account": d.Account.Name, "When": when}))
	case d.Account.Paused:
		p.trouble.Set(kit.Plain, s.env.Texts.T("triage.account-paused", map[string]any{"Account": d.Account.Name}))
	default:
		p.trouble.Hide()
		return
	}
	p.trouble.Show()
}

func (p *talkPane) openAccount() {
	d, ok := p.screen.triage.Opened.Detail()
	if ok && p.screen.env.OpenAccount != nil {
		p.screen.env.OpenAccount(string(d.Account.ID))
	}
}

// focusReading gives the keys to the conversation: its composer, where a person
// goes on by typing.
func (p *talkPane) focusReading() {
	if p.composer.content.Visible() {
		p.screen.focus(p.composer.entry.Focusable())
	}
}
