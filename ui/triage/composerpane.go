package triage

import (
	"slices"
	"strconv"

	"fyne.io/fyne/v2"

	"vigie/assets/icon"
	"vigie/inbox"
	"vigie/inbox/team"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// composerPane is where a person writes.
type composerPane struct {
	screen   *Screen
	content  fyne.CanvasObject
	tabs     *kit.Tabs
	left     *kit.Chip
	saved    *kit.Chip
	news     *kit.Banner
	held     *kit.Banner // why what is sent now waits
	address  *addressLines
	entry    *kit.Entry
	files    *kit.Column
	mentions *kit.ChipRow
	others   *kit.ChipRow // the colleagues who are here too
	offered  string       // the colleagues that are offered
	reason   *kit.Paragraph
	top      *kit.Acts
	acts     *kit.Acts
	send     *kit.Button
	resolve  *kit.Button
	snooze   *kit.Button
	attach   *kit.ChipButton
	column   *kit.Column
	quiet    bool // the entry is told what the composer has
	shape    string
}

func newComposerPane(s *Screen) *composerPane {
	p := &composerPane{screen: s}
	c := s.triage.Composer
	p.tabs = kit.NewTabs(nil, string(inbox.PublicReply), func(id string) { c.Turn(inbox.DraftKind(id)) })
	p.left, p.saved = kit.NewChip(kit.ChipSpec{}), kit.NewChip(kit.ChipSpec{})
	p.news = kit.NewBanner(kit.Caution, "", kit.BannerAct{Text: s.t("triage.re-read"), Do: p.reRead}, kit.BannerAct{Text: s.t("triage.send-anyway"), Do: p.sendAnyway})
	p.held = kit.NewBanner(kit.Caution, "")
	p.held.Hide()
	mark := kit.NewBanner(kit.Special, s.env.Mark)
	show(mark, s.env.Mark != "")
	p.address = newAddressLines(s)
	p.entry = kit.NewMultiEntry("", 2)
	p.entry.OnChanged = p.typed
	p.entry.OnFocus = func(on bool) {
		if !on {
			s.triage.Drafts.Flush()
		}
	}
	p.entry.OnKey = p.key
	p.entry.GrowTo(10, func() { p.column.Refresh(); s.talk.dock.Refresh() })
	p.files, p.mentions, p.others = kit.NewColumn(4), kit.NewChipRow(), kit.NewChipRow()
	p.mentions.Hide()
	p.others.Hide()
	p.reason = kit.NewParagraph("", kit.Small(), kit.Mute)
	p.send = kit.NewButton(kit.Primary, "", func() { p.release(vm.Release{}) }).WithKey("Ctrl ⏎")
	p.resolve = kit.NewButton(kit.Secondary, s.t("triage.send-and-resolve"), func() { p.release(vm.Release{Then: inbox.Resolved}) })
	p.snooze = kit.NewButton(kit.Secondary, s.t("triage.send-and-snooze"), nil)
	p.snooze.SetAct(func() { s.pickSendSnooze(p.snooze) })
	p.attach = kit.NewChipButton(kit.ChipSpec{Icon: icon.Clip}, s.pickFile)
	p.attach.SetTip(s.t("triage.attach"))
	p.acts = kit.NewActs(p.snooze, p.resolve, p.send).Left(p.saved)
	p.top = kit.NewActs(p.left).Left(p.tabs, p.attach)
	p.column = kit.NewColumn(8, mark, p.news, p.held, p.others, p.top, p.address, p.entry, p.mentions, p.files, p.reason, p.acts)
	p.content = kit.NewSheet(kit.Panel, p.column).Pad(16, 10).Lines(true, false)
	p.content.Hide()
	return p
}

// typed hands each change to the composer, which saves it.
func (p *composerPane) typed(text string) {
	if p.quiet {
		return
	}
	p.screen.triage.Composer.SetText(text)
	p.refreshState()
	p.offerMentions()
}

// offerMentions shows, while an @ is typed in a note, who may be meant.
func (p *composerPane) offerMentions() {
	s, c := p.screen, p.screen.triage.Composer
	var objs []fyne.CanvasObject
	offered := ""
	if c.Kind() == inbox.NoteDraft {
		for _, m := range vm.Mentions(c.Draft().Text, s.triage.House().Roster) {
			offered += m.Handle + " "
			objs = append(objs, kit.NewChipButton(kit.ChipSpec{Text: "@" + m.Handle + " · " + m.Name, Tone: kit.Caution}, func() { p.mention(m) }))
		}
	}
	if offered == p.offered {
		return
	}
	p.offered = offered
	i := slices.Index(p.column.Objects(), fyne.CanvasObject(p.mentions))
	p.mentions = kit.NewChipRow(objs...)
	show(p.mentions, len(objs) > 0)
	all := slices.Clone(p.column.Objects())
	all[i] = p.mentions
	p.column.Set(all...)
	s.talk.dock.Refresh()
}

// mention puts a colleague's handle in place of what was typed of it.
func (p *composerPane) mention(m team.Member) {
	p.entry.SetText(vm.Mention(p.entry.Text(), m))
	p.screen.focus(p.entry.Focusable())
	p.entry.Focusable().TypedKey(&fyne.KeyEvent{Name: fyne.KeyPageDown})
}

func (p *composerPane) key(k *fyne.KeyEvent) bool {
	if k.Name == fyne.KeyEscape {
		p.screen.focusList()
		return true
	}
	return false
}

// refresh shows what the composer has now.
func (p *composerPane) refresh() {
	p.refreshText() // seen or not: what the entry has is what the next key adds to
	if !p.screen.triage.Ready() || !p.content.Visible() {
		return
	}
	c := p.screen.triage.Composer
	p.refreshTabs()
	p.quiet = true
	p.address.refresh()
	p.quiet = false
	p.entry.SetPlaceholder(p.screen.t("triage.write-" + string(c.Kind())))
	p.refreshFiles()
	p.refreshState()
	p.offerMentions()
	p.refreshOthers()
	p.column.Refresh()
	p.screen.talk.dock.Refresh()
}

// refreshOthers names the colleagues who look at or write in the same
// conversation: two answers to one question are worse than none.
func (p *composerPane) refreshOthers() {
	var specs []kit.ChipSpec
	for _, c := range p.screen.triage.Faces().PresenceChips(p.screen.triage.Opened.ID()) {
		specs = append(specs, chipSpec(c))
	}
	for _, a := range p.screen.triage.House().Linked(p.screen.triage.Opened.ID()) {
		specs = append(specs, kit.ChipSpec{Text: p.screen.env.Texts.T("crisisact.in-run", map[string]any{"Run": a.Title}), Icon: icon.Flag, Tone: kit.Alarm})
	}
	was := p.others.Visible()
	p.others.Set(specs...)
	show(p.others, len(specs) > 0)
	if was != p.others.Visible() {
		p.column.Refresh()
	}
}

func (p *composerPane) refreshText() {
	c := p.screen.triage.Composer
	p.quiet = true
	if text := c.Draft().Text; text != p.entry.Text() {
		p.entry.SetText(text)
		p.entry.Focusable().TypedKey(&fyne.KeyEvent{Name: fyne.KeyPageDown}) // go on at the end of the text
	}
	p.quiet = false
}

func (p *composerPane) refreshTabs() {
	s, c := p.screen, p.screen.triage.Composer
	var options []kit.Option
	shape := string(s.triage.Opened.ID()) + string(c.Kind())
	for _, k := range []inbox.DraftKind{inbox.PublicReply, inbox.PrivateReply, inbox.NoteDraft} {
		o := kit.Option{ID: string(k), Text: s.t("triage.tab-" + string(k)), Off: s.why(c.Tab(k))}
		options = append(options, o)
		shape += o.Off
	}
	if shape != p.shape {
		p.shape = shape
		p.tabs.SetOptions(options)
		p.tabs.SetSelected(string(c.Kind()))
	}
}

// refreshState shows what changes while typing: the length left, what is saved,
// what came meanwhile, and whether it can be sent.
func (p *composerPane) refreshState() {
	s, c := p.screen, p.screen.triage.Composer
	note := c.Kind() == inbox.NoteDraft
	n, limited := c.Left()
	left := kit.ChipSpec{} // an empty chip is not drawn; hiding it is the row's own affair, for want of room
	if limited {
		left.Text = s.env.Texts.T("triage.length-left", map[string]any{"N": strconv.Itoa(n)})
	}
	if n < 0 {
		left.Tone = kit.Alarm
	}
	p.left.Set(left)
	p.refreshNews()
	p.refreshHeld()
	v := c.CanRelease()
	why := s.why(v)
	for _, b := range []*kit.Button{p.send, p.resolve, p.snooze} {
		able(b, why)
	}
	label := s.t("triage.send")
	if note {
		label = s.t("triage.add-note")
	}
	p.send.SetText(label)
	show(p.resolve, !note)
	show(p.snooze, !note)
	show(p.attach, p.canAttach().OK)
	p.top.Refresh()
	p.refreshReason(v, why)
	p.refreshSaved()
}

// refreshReason says in the open, not only in a tooltip, why a text that is
// there cannot be sent.
func (p *composerPane) refreshReason(v vm.Verdict, why string) {
	s, c := p.screen, p.screen.triage.Composer
	text, role := "", kit.Mute
	switch {
	case c.Refused() != nil && !vm.IsMoved(c.Refused()):
		text, role = s.env.Texts.Fault(c.Refused()), kit.Red
	case !v.OK && v.Key != "triage.nothing-written" && v.Key != "triage.being-sent":
		text = why
	case c.NoContact():
		text, role = s.t("triage.no-contact"), kit.Red
	}
	if was := p.reason.Visible(); was != (text != "") || p.reason.Text() != text {
		p.reason.Set(text, role)
		show(p.reason, text != "")
		p.column.Refresh()
		s.talk.dock.Refresh()
	}
}

func (p *composerPane) refreshNews() {
	s, c := p.screen, p.screen.triage.Composer
	n := c.Moved()
	was := p.news.Visible()
	show(p.news, n > 0)
	if n > 0 {
		from := ""
		if news := c.News(); len(news) > 0 {
			last := news[len(news)-1]
			from = s.env.Texts.T("triage.news-last", map[string]any{"Name": last.Author.Name, "Text": vm.Clipped(inbox.Snippet(last), 80)})
		}
		p.news.Set(kit.Caution, s.env.Texts.N("triage.news", n, nil)+" "+from)
	}
	if was != (n > 0) {
		p.column.Refresh()
		s.talk.dock.Refresh()
	}
}

func (p *composerPane) refreshSaved() {
	s, c := p.screen, p.screen.triage.Composer
	spec := kit.ChipSpec{Text: s.t("triage.saved")}
	err := c.Unsaved()
	if err != nil {
		spec = kit.ChipSpec{Text: vm.Clipped(s.env.Texts.T("triage.not-saved", map[string]any{"Why": s.env.Texts.Fault(err)}), 50), Icon: icon.AlertMark, Tone: kit.Alarm}
	}
	show(p.saved, err != nil || c.Saved())
	p.saved.Set(spec)
	p.acts.Refresh()
}

func (p *composerPane) refreshFiles() {
	s, c := p.screen, p.screen.triage.Composer
	var objs []fyne.CanvasObject
	for i, a := range c.Draft().Attachments {
		b := kit.NewChipButton(kit.ChipSpec{Text: vm.Clipped(a.Name, 30) + " · " + s.triage.Formats.Size(a.Size) + "  ×", Icon: icon.Clip}, func() { c.Detach(i) })
		b.SetTip(s.t("triage.detach"))
		objs = append(objs, line(b))
	}
	p.files.Set(objs...)
	show(p.files, len(objs) > 0)
}

// release sends what is written, or keeps it as a note. Somebody who asked not
// to be written to is written to only after asking.
func (p *composerPane) release(how vm.Release) {
	p.unlessRefused(func() { p.letGo(how) })
}

func (p *composerPane) unlessRefused(send func()) {
	if c := p.screen.triage.Composer; c.NoContact() && c.CanRelease().OK {
		p.screen.noContact(send)
		return
	}
	send()
}

func (p *composerPane) letGo(how vm.Release) {
	p.screen.triage.Send(how, func(err error) {
		if vm.IsMoved(err) {
			p.screen.guard(how)
		}
	})
}

// begin shows the composer of a conversation that is still being read: a person
// who asked for it types on, and no letter of a text may be taken for a command.
func (p *composerPane) begin() {
	o := p.screen.triage.Opened
	if p.content.Visible() || o.ID() == "" || o.Fault() != nil {
		return
	}
	p.content.Show()
	p.refresh()
	p.screen.talk.dock.Refresh()
}

// leave gives the keys back to the list after a text was released. The next
// conversation is open by then: a letter that is meant as a command would be
// written into the answer to somebody else.
func (p *composerPane) leave() {
	if w := p.screen.env.Window; w != nil && w.Canvas().Focused() == p.entry.Focusable() {
		p.screen.focusList()
	}
}

func (p *composerPane) reRead() {
	p.screen.triage.Composer.ReRead()
	p.screen.talk.scroll.ScrollToBottom()
}

func (p *composerPane) sendAnyway() { p.unlessRefused(func() { p.screen.guard(vm.Release{}) }) }

// focus turns to a kind of text and gives it the keys.
func (p *composerPane) focus(k inbox.DraftKind) {
	p.screen.triage.Composer.Turn(k)
	p.begin()
	if p.content.Visible() {
		p.screen.focus(p.entry.Focusable())
	}
}
