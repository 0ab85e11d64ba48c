package triage

import (
	"fyne.io/fyne/v2"

	"vigie/assets/icon"
	"vigie/inbox"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// detailsPane tells who the conversation is with and where it stands.
type detailsPane struct {
	screen  *Screen
	content fyne.CanvasObject
	column  *kit.Column
	scroll  *kit.Scroll
}

func newDetailsPane(s *Screen) *detailsPane {
	p := &detailsPane{screen: s, column: kit.NewColumn(0).Pad(8, 14)}
	p.scroll = kit.NewScroll(p.column)
	p.content = kit.NewSheet(kit.Panel, p.scroll)
	return p
}

// refresh shows the open conversation's facts.
func (p *detailsPane) refresh() {
	d, ok := p.screen.triage.Opened.Detail()
	if !ok || !p.screen.triage.Ready() {
		p.column.Set()
		return
	}
	now := p.screen.now()
	v := vm.Details{Timeline: p.screen.triage.Opened.Timeline(p.screen.triage.Faces())}
	objs := []fyne.CanvasObject{kit.NewSheet(kit.Panel, p.person(v)).Pad(8, 0)}
	if chips := v.Chips(); len(chips) > 0 {
		specs := make([]kit.ChipSpec, len(chips))
		for i, c := range chips {
			specs[i] = chipSpec(c)
		}
		objs = append(objs, kit.NewSheet(kit.Panel, kit.Chips(specs...)).Pad(8, 6))
	}
	objs = append(objs, kit.NewHeading(p.screen.t("triage.heading-triage")))
	for _, f := range v.Triage(now) {
		objs = append(objs, p.field(f))
	}
	objs = append(objs, p.tags(d.Conversation.Tags))
	objs = p.way(objs, v.Legs(now))
	objs = p.known(objs, v)
	if history := v.History(now); len(history) > 0 {
		objs = append(objs, kit.NewHeading(p.screen.env.Texts.N("triage.heading-history", len(d.History), nil)))
		for _, f := range history {
			objs = append(objs, kit.NewKeyValue(f.Name, f.Value).Menu(func() { p.screen.Open(f.On) }))
		}
	}
	objs = append(objs, p.activity(d)...)
	p.column.Set(objs...)
	p.scroll.Refresh()
}

func (p *detailsPane) person(v vm.Details) fyne.CanvasObject {
	name := v.Name()
	who := kit.NewColumn(0, kit.NewLine(name, kit.Strong(), kit.Ink))
	role := v.Detail.Contact.Role
	if role == "" {
		role = v.Handle()
	}
	if role != "" && role != name {
		who = kit.NewColumn(0, kit.NewLine(name, kit.Strong(), kit.Ink), kit.NewLine(role, kit.Body(), kit.Mute))
	}
	return newBeside(kit.NewAvatar(kit.Person{Name: name}, 34), who, 10)
}

// field is a line of the triage; a click changes it.
func (p *detailsPane) field(f vm.Fact) fyne.CanvasObject {
	s := p.screen
	k := kit.NewKeyValue(f.Name, f.Value)
	switch f.ID {
	case "department":
		k.Menu(func() { s.pickDepartment(k) })
	case "assignee":
		k.Menu(func() { s.pickAssignee(k) })
	case "priority":
		k.Menu(func() { s.pickPriority(k) })
	case "status":
		k.Menu(func() { s.pickStatus(k) })
	}
	k.Set(f.Value, kit.Tone(f.Tone))
	return k
}

func (p *detailsPane) tags(tags []string) fyne.CanvasObject {
	var objs []fyne.CanvasObject
	for _, t := range tags {
		b := kit.NewChipButton(kit.ChipSpec{Text: "#" + t}, func() { p.screen.triage.ShowView(inbox.View{Tag: t}) })
		b.SetTip(p.screen.t("triage.show-tag"))
		objs = append(objs, b)
	}
	objs = append(objs, kit.NewChipButton(kit.ChipSpec{Text: p.screen.t("triage.add-tag")}, p.screen.pickTags))
	return kit.NewSheet(kit.Panel, newWrap(5, objs...)).Pad(8, 5)
}

// known lists the contact's other handles; a click takes one off again.
func (p *detailsPane) known(objs []fyne.CanvasObject, v vm.Details) []fyne.CanvasObject {
	s := p.screen
	objs = append(objs, kit.NewHeading(s.t("triage.heading-known")))
	for _, f := range v.AlsoKnown() {
		k := kit.NewKeyValue(f.Name, f.Value)
		k.Menu(func() { kit.ShowMenu(k, s.identityMenu(f)) })
		objs = append(objs, k)
	}
	edit := kit.NewChipButton(kit.ChipSpec{Text: s.t("triage.edit-contact"), Icon: icon.Pencil}, s.editContact)
	link := kit.NewChipButton(kit.ChipSpec{Text: s.t("triage.link-identity")}, s.linkIdentity)
	return append(objs, kit.NewSheet(kit.Panel, newWrap(5, edit, link)).Pad(8, 5))
}

// way lists the legs of the conversation's way between departments.
func (p *detailsPane) way(objs []fyne.CanvasObject, legs []vm.Fact) []fyne.CanvasObject {
	if len(legs) > 0 {
		objs = append(objs, kit.NewHeading(p.screen.t("triage.heading-way")))
	}
	for _, f := range legs {
		leg := kit.NewColumn(0, kit.NewLine(f.Name, kit.Body(), kit.Ink), kit.NewLine(f.Value, kit.Small(), kit.Tone(f.Tone).Text()))
		objs = append(objs, kit.NewSheet(kit.Panel, leg).Pad(8, 3))
	}
	return objs
}

func (p *detailsPane) activity(d inbox.Detail) []fyne.CanvasObject {
	bars := make([]kit.Bar, len(d.Activity))
	any := false
	for i, n := range d.Activity {
		label := p.screen.env.Texts.N("triage.in-a-week", n, nil)
		bars[i] = kit.Bar{Value: float64(n), Label: label}
		any = any || n > 0
	}
	if !any {
		return nil
	}
	return []fyne.CanvasObject{kit.NewHeading(p.screen.t("triage.heading-activity")), kit.NewSheet(kit.Panel, kit.NewBars(54, bars...)).Pad(8, 6)}
}
