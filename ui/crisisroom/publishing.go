package crisisroom

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"vigie/crisis"
	"vigie/inbox"
	"vigie/ui/kit"
)

// byHand is the choice of who posts the text themselves.
const byHand = "hand"

// publish has an approved text published: by Vigie, where an account may post
// of its own accord, else by a person, whose word and link are recorded.
func (s *Screen) publish(l StepLine) {
	st, ok := s.formats().StatementOf(s.room, l.Def.Statement, s.host.Now())
	if !ok {
		return
	}
	q := &question{s: s, key: s.key(l, "publish"), title: l.Def.Title, primary: s.t("crisisroom.published-act"), width: 660}
	help := "crisisroom.publish-text"
	if s.room.Run.Exercise {
		help = "crisisroom.rehearse-text"
	}
	for _, c := range st.Channels {
		name := s.channel(c.Channel)
		q.after = append(q.after, s.textToPost(name, c.Filled)...)
		if s.room.Run.Exercise {
			continue
		}
		link := &asked{id: c.Channel, label: name, hint: s.t("crisisroom.publish-hint")}
		if posters := s.posters(c.Channel); len(posters) > 1 {
			help, link.label, q.primary = "crisisroom.publish-either", s.t("crisisroom.publish-address"), s.t("crisisroom.publish-act")
			by := &asked{id: c.Channel + "/by", label: name, options: posters, value: posters[0].ID}
			link.asks = func() bool { return by.answer() == byHand }
			q.fields = append(q.fields, by)
		}
		q.fields = append(q.fields, link)
	}
	q.before = append(q.before, kit.NewParagraph(s.t(help), kit.Body(), kit.Ink))
	q.act = func(v answers) bool {
		orders := s.published(l, st, v)
		if len(orders) == 0 {
			s.host.Toast(s.t("crisisroom.publish-none"))
			return false
		}
		s.giveThen(s.tt("crisisroom.done-toast", "Step", l.Def.Title), q.kept, orders...)
		return true
	}
	q.open()
}

// textToPost shows the text of a channel, with a button that copies it.
func (s *Screen) textToPost(name, text string) []fyne.CanvasObject {
	copied := kit.NewButton(kit.Secondary, s.tt("crisisroom.copy", "Channel", name), func() {
		fyne.CurrentApp().Clipboard().SetContent(text)
		s.host.Toast(s.tt("crisisroom.copied", "Channel", name))
	})
	return []fyne.CanvasObject{kit.NewActs().Left(copied), kit.NewTextBody(text)}
}

// posters are the accounts that can post a text of a channel of their own
// accord, and the choice to do it by hand, which is the only one where the
// network lets no program post.
func (s *Screen) posters(channel string) []kit.Option {
	var out []kit.Option
	for _, a := range s.room.Accounts {
		if string(a.Channel) == channel && a.Caps.Post != inbox.No && !a.Paused {
			out = append(out, kit.Option{ID: string(a.ID), Text: s.tt("crisisroom.publish-by", "Account", a.Name)})
		}
	}
	return append(out, kit.Option{ID: byHand, Text: s.t("crisisroom.publish-by-hand")})
}

// published makes the orders of what is to leave and of what was posted; none
// where there is nothing.
func (s *Screen) published(l StepLine, st Statement, v answers) []crisis.Order {
	var orders []crisis.Order
	var proof []crisis.Evidence
	now := s.host.Now().Truncate(time.Second)
	leaves := func(channel, account, said string) {
		orders = append(orders, crisis.Order{Act: crisis.Publish{Statement: st.ID, Channel: channel, Account: inbox.AccountID(account), Hash: st.Hash}})
		proof = append(proof, crisis.Evidence{Kind: "text", Text: said + " · " + s.channel(channel)})
	}
	for _, c := range st.Channels {
		by, link := v[c.Channel+"/by"], strings.TrimSpace(v[c.Channel])
		switch {
		case s.room.Run.Exercise:
			leaves(c.Channel, "", s.t("crisisroom.exercise"))
		case by != "" && by != byHand:
			leaves(c.Channel, by, s.t("crisisroom.publish-sent"))
		case link != "":
			orders = append(orders, crisis.Order{Act: crisis.ByHand{Statement: st.ID, Channel: c.Channel, Hash: st.Hash, At: now, Link: link}})
			proof = append(proof, evidence(link)...)
		}
	}
	if len(orders) == 0 {
		return nil
	}
	return append(orders, crisis.Order{Step: l.ID, Act: crisis.Complete{Evidence: proof}})
}
