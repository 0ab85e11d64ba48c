package crisisroom

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"vigie/crisis"
	"vigie/ui/kit"
)

// mostLog is how many lines of the log the board shows; the whole of it is in
// the main courante.
const mostLog = 60

// drawSide shows the cell, the statements and the log of the run in sight.
func (s *Screen) drawSide() {
	if !s.live() {
		s.side.Set()
		s.panes.Collapse(2, true)
		return
	}
	s.panes.Collapse(2, false)
	objs := append(s.pauseSide(), s.cell()...)
	objs = append(objs, s.linkedSide()...)
	objs = append(objs, s.statements()...)
	objs = append(objs, s.log()...)
	s.side.Set(append(s.curve(), objs...)...)
	s.sideBox.Refresh()
}

// cell says who has which role.
func (s *Screen) cell() []fyne.CanvasObject {
	objs := []fyne.CanvasObject{kit.NewHeading(s.t("crisisroom.cell"))}
	for _, role := range s.room.Plan.Book.Roles {
		b, bound := s.room.Run.Roles[role.ID]
		if !bound && !role.Required {
			continue
		}
		name, tone := s.room.Name(b.Holder), kit.Plain
		if name == "" {
			name, tone = s.t("crisisroom.nobody"), kit.Caution
		}
		if role.ID == s.room.Plan.LeadRole() {
			tone = kit.Brand
		}
		row := kit.NewKeyValue(role.Label, "")
		row.Set(besideRole(role.Label, name), tone)
		tip := role.Label + " – " + name
		if backup := s.room.Name(b.Backup); backup != "" {
			tip += " · " + s.tt("crisisroom.backup", "Name", backup)
		}
		row.SetTip(tip)
		id := role.ID
		objs = append(objs, row.Menu(func() { s.rebind(id) }))
	}
	return objs
}

// besideRole is a name as it stands beside a role: the role is never cut, so a
// long pair has the family name by its first letter.
func besideRole(role, name string) string {
	const room = 33 // letters that fit the pane
	first, last, two := strings.Cut(name, " ")
	if !two || utf8.RuneCountInString(role)+utf8.RuneCountInString(name) <= room {
		return name
	}
	initial, _ := utf8.DecodeRuneInString(last)
	return first + " " + string(initial) + "."
}

// statements are those that the run has reached.
func (s *Screen) statements() []fyne.CanvasObject {
	list := s.formats().StatementsOf(s.room, s.host.Now())
	if len(list) == 0 {
		return nil
	}
	objs := []fyne.CanvasObject{kit.NewHeading(s.t("crisisroom.statements"))}
	for _, st := range list {
		row := kit.NewKeyValue(st.Stage, st.State)
		row.Set(st.State, toneOf(st.Tint))
		id := st.ID
		objs = append(objs, row.Menu(func() { s.write(id, "") }))
	}
	return objs
}

func (s *Screen) log() []fyne.CanvasObject {
	objs := []fyne.CanvasObject{kit.NewHeading(s.t("crisisroom.log"))}
	for _, l := range s.formats().Timeline(s.room, mostLog) {
		role := kit.Ink
		if l.Tint == TintAlarm {
			role = kit.Red
		}
		text := l.When + "  " + l.Text
		if l.Mark != "" {
			text += " (" + l.Mark + ")"
		}
		objs = append(objs, kit.NewParagraph(text, kit.Body(), role))
		if l.Note != "" {
			objs = append(objs, kit.NewParagraph(l.Note, kit.Small(), kit.Mute))
		}
	}
	return objs
}

// statementBox shows a statement with its texts for each channel as they would
// go out, their length in the channel's own unit, and who said yes.
func (s *Screen) statementBox(id string) []fyne.CanvasObject {
	st, ok := s.formats().StatementOf(s.room, id, s.host.Now())
	if !ok {
		return nil
	}
	objs := []fyne.CanvasObject{newHeadline("", 0, st.Stage, kit.Strong(), kit.Ink, chip(st.State, st.Tint))}
	if st.Rejected != "" {
		objs = append(objs, kit.NewParagraph(st.Rejected, kit.Body(), kit.Red))
	}
	for _, b := range st.Open {
		objs = append(objs, kit.NewParagraph(s.tt("crisisroom.blank-open", "Name", b.Label), kit.Small(), kit.Amber))
	}
	for _, c := range st.Channels {
		mood := TintPlain
		if c.TooLong() {
			mood = TintAlarm
		}
		objs = append(objs, newCard(kit.Background, kit.Line, nil,
			newHeadline("", 0, s.channel(c.Channel), kit.Small(), kit.Mute, chip(lengthOf(c), mood)), kit.NewTextBody(c.Filled)))
	}
	for _, v := range st.Variants {
		objs = append(objs, kit.NewParagraph(s.tt("crisisroom.variant", "Name", s.room.Name(v.By), "Channel", s.channel(v.Channel), "Text", v.Text), kit.Body(), kit.Amber))
	}
	return append(objs, kit.NewParagraph(s.consent(st.Consent), kit.Small(), kit.Mute))
}

// consent names who said yes and whose yes is missing.
func (s *Screen) consent(c crisis.Consent) string {
	yes, open := "", ""
	for _, m := range c.By {
		yes = comma(yes, s.room.Name(m))
	}
	for _, id := range c.Open {
		role, _ := s.room.Plan.Book.Role(id)
		open = comma(open, role.Label+" ("+s.room.Name(s.room.Run.Roles[id].Holder)+")")
	}
	switch {
	case c.Whole():
		return s.tt("crisisroom.consent-whole", "Names", yes)
	case yes == "":
		return s.tt("crisisroom.consent-none", "Need", c.Need, "Open", open)
	}
	return s.tt("crisisroom.consent-part", "Names", yes, "Open", open)
}

func comma(a, b string) string {
	if a == "" {
		return b
	}
	return a + ", " + b
}

func lengthOf(c StatementText) string {
	if c.Most == 0 {
		return strconv.Itoa(c.Length)
	}
	return strconv.Itoa(c.Length) + " / " + strconv.Itoa(c.Most)
}

// channel is the name of a channel; a network keeps its own.
func (s *Screen) channel(name string) string {
	for _, own := range []string{"reponse", "reply", "interne", "internal", "web", "presse", "press"} {
		if name == own {
			return s.t("crisisroom.channel-" + own)
		}
	}
	names := map[string]string{
		"x": "X", "facebook": "Facebook", "instagram": "Instagram", "mastodon": "Mastodon", "linkedin": "LinkedIn", "bluesky": "Bluesky",
		"threads": "Threads", "tiktok": "TikTok", "youtube": "YouTube", "whatsapp": "WhatsApp", "sms": "SMS", "email": "E-mail",
	}
	if n := names[name]; n != "" {
		return n
	}
	return name
}
