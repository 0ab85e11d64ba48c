package alert

import (
	"context"
	"fmt"
	"slices"

	"fyne.io/fyne/v2"

	"vigie/assets/icon"
	domain "vigie/crisis/alert"
	"vigie/ui/kit"
)

const curveHeight = 96

// draw shows the page of what is chosen, unless it stands there as it is.
func (s *Screen) draw() {
	a, isAlert := s.alert()
	w, isWatch := s.watch()
	mark := s.chosen + fmt.Sprint(a.State, a.At, a.Radar.UpdatedAt, a.Radar.ClearedAt, s.known.Stands[w.ID].AsOf, s.known.Settings[w.ID], len(s.known.Alerts))
	s.host.Hint()
	if mark == s.drawn {
		return
	}
	s.drawn = mark
	switch {
	case isAlert:
		s.alertPage(a)
	case isWatch:
		s.watchPage(w)
	}
}

// alertPage says why an alert rang, and what can be done.
func (s *Screen) alertPage(a domain.Alert) {
	now := s.host.Now()
	p := s.formats().Page(s.known, a, now)
	chips := kit.Chips(kit.ChipSpec{Text: p.Level, Icon: icon.Flag, Tone: toneOf(p.Tone)}, kit.ChipSpec{Text: p.State})
	head := kit.NewColumn(8, kit.NewTitled(p.Title, s.acts()...), chips, kit.NewParagraph(p.Since, kit.Small(), kit.Mute))
	col := kit.NewColumn(14).Pad(20, 14)
	why := kit.NewColumn(8, s.heading("alert.why"))
	for i, r := range p.For {
		why.Set(append(why.Objects(), s.reasonLine(r, i, kit.Ink))...)
	}
	against := kit.NewColumn(8, s.heading("alert.against"))
	for i, r := range p.Against {
		against.Set(append(against.Objects(), s.reasonLine(r, len(p.For)+i, kit.Ink))...)
	}
	facts := kit.NewColumn(4)
	for _, f := range p.Facts {
		facts.Set(append(facts.Objects(), kit.NewParagraph(f.Name+" · "+f.Value, kit.Body(), kit.Mute))...)
	}
	s.under = kit.NewColumn(8)
	col.Set(kit.NewBox(why), kit.NewBox(against), s.curveBox(s.t("alert.curve"), p.CurveText, p.Curve, p.Threshold), facts, s.under)
	s.right.SetCentre(kit.NewDock(kit.NewScroll(col)).Head(kit.NewSheet(kit.Background, head).Pad(20, 12).Lines(false, true)))
	s.posts, s.of = nil, ""
	s.showPosts()
}

// acts are the buttons of an alert, the strongest last.
func (s *Screen) acts() []fyne.CanvasObject {
	button := func(kind kit.Kind, id, key string) fyne.CanvasObject {
		c, _ := s.host.Commands().ByID(id)
		b := kit.NewButton(kind, s.t(id), func() {
			if c.Verdict().OK {
				c.Run()
			}
		}).WithKey(key)
		if v := c.Verdict(); !v.OK {
			b.DisableFor(s.host.Texts().T(v.Key, v.Args))
		}
		return b
	}
	return []fyne.CanvasObject{
		button(kit.Secondary, "alert.dismiss", "F"), button(kit.Secondary, "alert.watching", "V"),
		button(kit.Secondary, "alert.playbook", "P"), button(kit.Primary, "alert.acknowledge", "A"),
	}
}

func (s *Screen) heading(key string) fyne.CanvasObject {
	return kit.NewLine(s.t(key), kit.Strong(), kit.Ink)
}

func (s *Screen) curveBox(title, text string, values []float64, threshold float64) fyne.CanvasObject {
	spec := kit.CurveSpec{
		Values: values, Threshold: threshold, From: s.t("alert.curve-from"), To: s.t("alert.curve-now"), Mark: s.t("alert.curve-threshold"),
		Label: title + ". " + text, Height: curveHeight,
	}
	return kit.NewBox(kit.NewColumn(8, kit.NewLine(title, kit.Strong(), kit.Ink), kit.NewCurve(spec), kit.NewParagraph(text, kit.Small(), kit.Mute)))
}

// reasonLine is a sentence with the way to its messages.
func (s *Screen) reasonLine(r AlertReason, i int, role kit.Role) fyne.CanvasObject {
	text := kit.NewParagraph(r.Text, kit.Body(), role)
	if len(r.Posts) == 0 {
		return text
	}
	link := kit.NewLinkButton(s.formats().PostsText(len(r.Posts)), func() {
		s.reason = i
		s.showPosts()
	})
	return newBeside(text, link)
}

// reasons are all of the chosen alert, in their order on the page.
func (s *Screen) reasons() []AlertReason {
	a, ok := s.alert()
	if !ok {
		return nil
	}
	p := s.formats().Page(s.known, a, s.host.Now())
	return slices.Concat(p.For, p.Against)
}

// pointing are the places of those that have messages.
func (s *Screen) pointing() []int {
	var out []int
	for i, r := range s.reasons() {
		if len(r.Posts) > 0 {
			out = append(out, i)
		}
	}
	return out
}

// nextReason shows the messages of the reason after the one in sight.
func (s *Screen) nextReason() {
	list := s.pointing()
	if len(list) == 0 {
		return
	}
	s.reason = list[(slices.Index(list, s.reason)+1)%len(list)]
	s.showPosts()
}

// showPosts reads the messages of a reason and shows them under the page.
func (s *Screen) showPosts() {
	list := s.reasons()
	if s.reason >= len(list) || len(list[s.reason].Posts) == 0 {
		return
	}
	r, of := list[s.reason], fmt.Sprint(s.chosen, s.reason, s.drawn)
	s.of = of
	s.host.Scheduler().Go(func(ctx context.Context) {
		posts, err := s.desk.Posts(ctx, r.Posts)
		s.host.Scheduler().UI(func() {
			switch {
			case err != nil:
				s.host.Fault(err)
			case s.of == of:
				s.posts = posts
				s.listPosts(r.Text)
			}
		})
	})
}

func (s *Screen) listPosts(title string) {
	f, now := s.formats(), s.host.Now()
	objs := []fyne.CanvasObject{s.heading("alert.posts-of"), kit.NewParagraph(title, kit.Small(), kit.Mute)}
	if len(s.posts) == 0 {
		objs = append(objs, kit.NewParagraph(s.t("alert.posts-none"), kit.Body(), kit.Mute))
	}
	for _, m := range s.posts {
		card := kit.NewCard(kit.CardSpec{Who: authorOf(m), Meta: f.Moment(m.SentAt, now), Body: m.Text, Side: kit.Wide})
		objs = append(objs, card.Corner(kit.NewIconButton(icon.Open, s.t("shell.told-open"), func() { s.host.OpenConversation(m.Conversation) })))
	}
	s.under.Set(objs...)
	s.host.Hint()
}

func authorOf(m Post) string {
	if m.Author.Name != "" {
		return m.Author.Name
	}
	return m.Author.Handle
}
