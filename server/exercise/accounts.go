package exercise

import (
	"strings"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	content "vigie/inbox/channel/sample"
)

// The accounts of an exercise. They exist nowhere else.
const (
	socialID inbox.AccountID = "01HEXERC1SE000000000000SA1"
	pageID   inbox.AccountID = "01HEXERC1SE000000000000PA1"
	mailID   inbox.AccountID = "01HEXERC1SE000000000000MA1"
)

func (p Place) account() inbox.AccountID {
	switch p {
	case Page:
		return pageID
	case Mail:
		return mailID
	default:
		return socialID
	}
}

// accounts gives the three pretended accounts. Their hosts end in .example
// (RFC 2606), and nothing could be sent to them if there was a connector.
func accounts(m Meta, department string, added time.Time) []inbox.Account {
	t := func(fr, en string) string {
		if m.Lang == "fr" {
			return fr
		}
		return en
	}
	of := func(id inbox.AccountID, ch inbox.Channel, name, address string, kinds ...inbox.Kind) inbox.Account {
		a := inbox.Account{
			ID: id, Channel: ch, Name: name, Address: address, Department: department, AddedAt: added,
			Settings: map[string]string{"exercise": m.ID, "from_name": m.Brand},
			Caps:     inbox.Caps{Kinds: map[inbox.Kind]inbox.KindCaps{}},
		}
		for _, k := range kinds {
			a.Caps.Kinds[k] = inbox.KindCaps{Reply: inbox.Yes}
		}
		return a
	}
	social := of(socialID, inbox.ChannelMastodon, t("Réseau social (exercice)", "Social network (exercise)"), "@exercice@sociale.example", inbox.Mention, inbox.Direct)
	social.Caps.MaxLength, social.Caps.Unit = 500, inbox.Graphemes
	page := of(pageID, inbox.ChannelFeed, t("Page (exercice)", "Page (exercise)"), "page.exercice.example", inbox.Comment)
	mail := of(mailID, inbox.ChannelEmail, t("Courrier (exercice)", "Mail (exercise)"), "contact@exercice.example", inbox.Email)
	mail.Caps.Subject = true
	return []inbox.Account{social, page, mail}
}

// message is a post as it arrives at a moment.
func (p post) message(lang string, at time.Time) inbox.Message {
	m := inbox.Message{
		Account: p.On.account(), Native: p.Native, Kind: inbox.Mention, Direction: inbox.Inbound, Visibility: inbox.Public,
		Author: p.Author, Subject: p.Subject, Text: p.Text, Language: lang, SentAt: at, ReceivedAt: at,
	}
	switch p.On {
	case Page:
		m.Kind = inbox.Comment
	case Mail:
		m.Kind, m.Visibility = inbox.Email, inbox.Private
		m.MailID, m.BaseSubject = p.Native+"@boite.example", strings.TrimSpace(p.Subject)
		m.Recipients = []string{"contact@exercice.example"}
		return m
	}
	m.Root = p.Native
	return m
}

// sealed puts messages with their payloads together, account by account.
func sealed(list []inbox.Message) (map[inbox.AccountID][]channel.Upsert, error) {
	out := map[inbox.AccountID][]channel.Upsert{}
	for _, m := range list {
		e := []content.Exchange{{Messages: []channel.Upsert{{Message: m}}}}
		if err := content.Seal(e); err != nil {
			return nil, err
		}
		out[m.Account] = append(out[m.Account], e[0].Messages...)
	}
	return out, nil
}
