package people

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"vigie/assets/icon"
	"vigie/inbox"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// draw shows the page of the chosen contact; top scrolls to its start.
func (s *Screen) draw(top bool) {
	at := fyne.NewPos(0, 0)
	if s.scroll != nil && !top {
		at = s.scroll.Offset
	}
	left := kit.NewColumn(14, s.known(), s.influence())
	if links := s.links(); links != nil {
		left = kit.NewColumn(14, s.known(), links, s.influence())
	}
	body := kit.NewColumn(14, s.who(), newTwin(left, kit.NewColumn(14, s.said(), s.activity(), s.history()))).Pad(24, 18)
	s.scroll = kit.NewScroll(body)
	s.page.SetCentre(s.scroll)
	s.scroll.ScrollToOffset(at)
}

// box is a group of the page under a title.
func (s *Screen) box(title string, rows ...fyne.CanvasObject) *kit.Sheet {
	return kit.NewBox(kit.NewColumn(4, append([]fyne.CanvasObject{kit.NewLine(title, kit.Strong(), kit.Ink)}, rows...)...))
}

func (s *Screen) who() fyne.CanvasObject {
	c := s.dossier.Contact
	under := c.Role
	if under == "" {
		under = s.host.Texts().T("people.since", map[string]any{"When": s.formats().Amid(c.FirstAt, s.host.Now())})
	}
	names := kit.NewColumn(0, kit.NewLine(c.Name, kit.Title(), kit.Ink), kit.NewLine(under, kit.Body(), kit.Mute))
	bar := kit.NewButton(kit.Secondary, s.t(barKey(c)), s.bar)
	edit := kit.NewButton(kit.Secondary, s.t("people.edit-short"), s.edit).WithIcon(icon.Pencil)
	head := newBeside(kit.NewAvatar(kit.Person{Name: c.Name}, 44), names, bar, edit)
	if !c.NoContact {
		return head
	}
	return kit.NewColumn(10, head, kit.NewBanner(kit.Alarm, s.t("people.barred")))
}

func barKey(c inbox.Contact) string {
	if c.NoContact {
		return "people.unbar"
	}
	return "people.bar"
}

// known lists the handles. One that another contact brought can be given back.
func (s *Screen) known() fyne.CanvasObject {
	d := s.dossier
	var out []fyne.CanvasObject
	for _, i := range d.Identities {
		about := s.t("people.followers-unknown")
		if i.Followers != nil {
			about = s.host.Texts().T("people.followers", map[string]any{"N": s.formats().People(*i.Followers)})
		}
		if i.Channel == inbox.ChannelEmail {
			about = s.formats().ChannelText(i.Channel)
		} else {
			about = s.formats().ChannelText(i.Channel) + " · " + about
		}
		net := vm.NetworkOf(i.Channel)
		lead := kit.NewAvatar(kit.Person{Name: string(i.Channel), Initials: net.Letter, Color: net.Color}, 26)
		words := kit.NewColumn(0, kit.NewLine(i.Handle, kit.Body(), kit.Ink), kit.NewLine(about, kit.Small(), kit.Mute))
		if i.Origin == d.Contact.ID {
			out = append(out, newBeside(lead, words))
			continue
		}
		out = append(out, newBeside(lead, words, kit.NewButton(kit.Secondary, s.t("people.unlink"), func() {
			s.do(s.t("people.unlinked"), func(ctx context.Context) error { return s.desk.UnlinkIdentity(ctx, i.Channel, i.Handle) })
		})))
	}
	return s.box(s.t("people.known"), out...)
}

// links are the proposals that wait for an answer, and those that were
// refused.
func (s *Screen) links() fyne.CanvasObject {
	d := s.dossier
	if len(d.Proposed)+len(d.Refused) == 0 {
		return nil
	}
	var out []fyne.CanvasObject
	for _, p := range d.Proposed {
		yes := kit.NewButton(kit.Secondary, s.t("people.same"), func() {
			s.do(s.t("people.linked"), func(ctx context.Context) error {
				return s.desk.LinkIdentity(ctx, p.Other.Channel, p.Other.Handle, d.Contact.ID)
			})
		})
		no := kit.NewButton(kit.Secondary, s.t("people.other"), func() {
			s.do(s.t("people.refused"), func(ctx context.Context) error { return s.desk.RefuseLink(ctx, p.Mine, p.Other) })
		})
		out = append(out, kit.NewParagraph(s.proposal(p, "people.proposed-"+string(p.Ground)), kit.Body(), kit.Ink), kit.NewActs(no, yes))
	}
	for _, p := range d.Refused {
		back := kit.NewLinkButton(s.t("people.propose-again"), func() {
			s.do("", func(ctx context.Context) error { return s.desk.AllowLink(ctx, p.Mine, p.Other) })
		})
		out = append(out, kit.NewParagraph(s.proposal(p, "people.not-the-same"), kit.Body(), kit.Mute), kit.NewActs().Left(back))
	}
	return s.box(s.t("people.links"), out...)
}

func (s *Screen) proposal(p inbox.LinkProposal, key string) string {
	return s.host.Texts().T(key, map[string]any{
		"Handle": p.Other.Handle, "Name": p.OtherName, "Network": s.formats().ChannelText(p.Other.Channel), "Mine": p.Mine.Handle,
	})
}

// influence shows the figure with its parts.
func (s *Screen) influence() fyne.CanvasObject {
	parts := s.dossier.Parts
	i := inbox.InfluenceOf(parts)
	count := func(n *int) string {
		if n == nil {
			return ""
		}
		return strconv.Itoa(*n)
	}
	followers := ""
	if parts.Followers != nil {
		followers = s.formats().People(*parts.Followers)
	}
	total := kit.NewKeyValue(s.t("people.influence-total"), s.figure(i.Total, ""))
	if i.Total != nil && !i.Whole {
		total = kit.NewKeyValue(s.t("people.influence-at-least"), s.figure(i.Total, ""))
	}
	return s.box(s.t("people.influence"),
		kit.NewKeyValue(s.t("people.influence-reach"), s.figure(i.Reach, followers)),
		kit.NewKeyValue(s.t("people.influence-activity"), s.figure(i.Activity, count(parts.Messages))),
		kit.NewKeyValue(s.t("people.influence-answers"), s.figure(i.Answers, count(parts.Answers))),
		total, kit.NewParagraph(s.t("people.influence-formula"), kit.Small(), kit.Mute))
}

// figure writes a part: "2.7 (500)", or that it is unknown.
func (s *Screen) figure(v *float64, of string) string {
	if v == nil {
		return s.t("people.unknown")
	}
	text := strings.Replace(strconv.FormatFloat(*v, 'f', 1, 64), ".", s.t("people.decimal"), 1)
	if of != "" {
		text += " (" + of + ")"
	}
	return text
}

// activity shows the weeks.
func (s *Screen) activity() fyne.CanvasObject {
	now := s.host.Now()
	bars := make([]kit.Bar, len(s.dossier.Activity))
	sum := 0
	for i, n := range s.dossier.Activity {
		week := s.formats().Day(now.AddDate(0, 0, -7*(len(bars)-i)), now)
		bars[i] = kit.Bar{Value: float64(n), Label: s.host.Texts().N("people.week", n, map[string]any{"Day": week})}
		sum += n
	}
	return s.box(s.t("people.activity"), kit.NewBars(64, bars...), kit.NewParagraph(s.n("people.activity-sum", sum), kit.Small(), kit.Mute))
}

// offered are the tags that the trade gives to people, as translation keys.
func offered() []string {
	return []string{"people.tag-journalist", "people.tag-blogger", "people.tag-vip", "people.tag-competitor", "people.tag-partner", "people.tag-influencer"}
}

// said is what the house says of the person.
func (s *Screen) said() fyne.CanvasObject {
	c := s.dossier.Contact
	var options []kit.Option
	for _, key := range offered() {
		options = append(options, kit.Option{ID: s.t(key), Text: s.t(key)})
	}
	for _, tag := range c.Tags {
		if !slices.ContainsFunc(options, func(o kit.Option) bool { return o.ID == tag }) {
			options = append(options, kit.Option{ID: tag, Text: tag})
		}
	}
	tags := kit.NewCombo(options, c.Tags, s.t("people.tags-hint"), func(ids []string) {
		c := c
		c.Tags = ids
		s.put(c)
	})
	tags.Create = func(words string) string { return strings.ToLower(strings.Join(strings.Fields(words), " ")) }
	remark := cmp.Or(c.Remark, s.t("people.no-remark"))
	return s.box(s.t("people.said"), kit.NewLine(s.t("people.tags"), kit.Small(), kit.Mute), tags,
		kit.NewLine(s.t("people.remark"), kit.Small(), kit.Mute), kit.NewParagraph(remark, kit.Body(), remarkRole(c)))
}

func remarkRole(c inbox.Contact) kit.Role {
	if c.Remark == "" {
		return kit.Mute
	}
	return kit.Ink
}

// history lists the conversations; a click opens one in the inbox.
func (s *Screen) history() fyne.CanvasObject {
	d, fm := s.dossier, s.formats()
	var out []fyne.CanvasObject
	for _, r := range d.History {
		what := cmp.Or(r.Subject, r.Snippet, s.t("people.no-words"))
		k := newPast(what, fm.Moment(r.LastAt, s.host.Now())+" · "+fm.StatusText(r.Status), func() { s.host.OpenConversation(r.ID) })
		out = append(out, k)
	}
	if more := d.Conversations - len(d.History); more > 0 {
		out = append(out, kit.NewParagraph(s.n("people.more", more), kit.Small(), kit.Mute))
	}
	if len(out) == 0 {
		out = append(out, kit.NewParagraph(s.t("people.no-history"), kit.Body(), kit.Mute))
	}
	return s.box(s.n("people.history", d.Conversations), out...)
}

// newPast is a conversation of the history: what it is about, when, and how it
// stands.
func newPast(what, when string, open func()) fyne.CanvasObject {
	words := kit.NewColumn(0, kit.NewLine(what, kit.Body(), kit.Ink), kit.NewLine(when, kit.Small(), kit.Mute))
	return newBeside(nothing(), words, kit.NewIconButton(icon.Open, what, open))
}
