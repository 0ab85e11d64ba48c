package sample

import (
	"time"

	"vigie/inbox"
	"vigie/inbox/team"
)

// The ids of the house are fixed: made by hand in the shape of ULIDs, in the
// order in which lists show them.
const (
	Social  team.DepartmentID = "01H5AMP00000000000000000D1"
	Service team.DepartmentID = "01H5AMP00000000000000000D2"
	Market  team.DepartmentID = "01H5AMP00000000000000000D3"
	Legal   team.DepartmentID = "01H5AMP00000000000000000D4"

	Lea    team.MemberID = "01H5AMP00000000000000000M1" // the person at the desk
	Ines   team.MemberID = "01H5AMP00000000000000000M2"
	Marc   team.MemberID = "01H5AMP00000000000000000M3"
	Thomas team.MemberID = "01H5AMP00000000000000000M4"
	Nadia  team.MemberID = "01H5AMP00000000000000000M5"
	Helene team.MemberID = "01H5AMP00000000000000000M6"
	Basile team.MemberID = "01H5AMP00000000000000000M7"

	Contact inbox.AccountID = "01H5AMP00000000000000000A1"
	Care    inbox.AccountID = "01H5AMP00000000000000000A2"
	Toots   inbox.AccountID = "01H5AMP00000000000000000A3"
	Page    inbox.AccountID = "01H5AMP00000000000000000A4"
	Reviews inbox.AccountID = "01H5AMP00000000000000000A5"
	Watch   inbox.AccountID = "01H5AMP00000000000000000A6"
	Clips   inbox.AccountID = "01H5AMP00000000000000000A7"
)

// either chooses a text by the language of the house.
func either(lang, fr, en string) string {
	if lang == "fr" {
		return fr
	}
	return en
}

// Team gives the departments and the people in the language of the house, "fr"
// or "en". Every profile is there.
func Team(lang string) team.Roster {
	t := func(fr, en string) string { return either(lang, fr, en) }
	return team.Roster{
		Departments: []team.Department{
			{ID: Social, Name: t("Réseaux sociaux", "Social"), Coordinator: Lea, Position: 0, Reasons: []string{
				t("Réclamation client", "Customer complaint"), t("Question technique", "Technical question"),
				t("Demande presse", "Press request"), t("Risque juridique", "Legal risk"), t("Proposition de partenariat", "Partnership proposal")}},
			{ID: Service, Name: t("Service client", "Customer service"), Coordinator: Marc, Position: 1, Reasons: []string{
				t("Réponse publique à écrire", "Public reply to write"), t("Geste commercial à valider", "Goodwill to approve"),
				t("Menace de procès", "Threat of legal action"), t("Remontée produit", "Product feedback")}},
			{ID: Market, Name: "Marketing", Coordinator: Nadia, Position: 2, Reasons: []string{
				t("Réponse publique à écrire", "Public reply to write"), t("Question de garantie", "Warranty question"),
				t("Droit à l’image", "Image rights")}},
			{ID: Legal, Name: t("Juridique", "Legal"), Coordinator: Helene, Position: 3, Reasons: []string{
				t("Avis rendu, à publier", "Opinion given, to publish"), t("Pièces à réunir", "Documents to gather")}},
		},
		Members: []team.Member{
			member(Lea, "Léa Morvan", "léa", team.Coordinator, Social),
			member(Ines, "Inès Carvalho", "inès", team.Trainee, Social),
			member(Marc, "Marc Aubertin", "marc", team.Senior, Service),
			member(Thomas, "Thomas Kervadec", "thomas", team.Junior, Service),
			member(Nadia, "Nadia Belkacem", "nadia", team.Agency, Market, Social),
			member(Helene, "Hélène Vasseur", "hélène", team.Senior, Legal),
			member(Basile, "Basile Quemener", "basile", team.Adviser, Legal),
		},
	}
}

func member(id team.MemberID, name, handle string, p team.Profile, in ...team.DepartmentID) team.Member {
	address := map[team.MemberID]string{
		Lea: "lea", Ines: "ines", Marc: "marc", Thomas: "thomas", Nadia: "nadia", Helene: "helene", Basile: "basile",
	}[id]
	// A trainee and a junior have somebody who answers for them.
	supervisor := map[team.Profile]team.MemberID{team.Trainee: Lea, team.Junior: Marc}[p]
	return team.Member{
		ID: id, Name: name, Handle: handle, Email: address + "@" + Domain, Profile: p, Departments: in, Supervisor: supervisor,
	}
}

// Accounts gives the accounts of the house. They are marked by Setting.
//
// The page's comments and the reviews are on the feed channel: the networks on
// which a house has such places have no channel of their own yet. Their
// sheets are those of such a network all the same.
func Accounts(lang string, made time.Time) []inbox.Account {
	t := func(fr, en string) string { return either(lang, fr, en) }
	account := func(id inbox.AccountID, ch inbox.Channel, name, address string, d team.DepartmentID) inbox.Account {
		return inbox.Account{
			ID: id, Channel: ch, Name: name, Address: address, Department: string(d), AddedAt: made.AddDate(0, 0, -Days-30),
			Settings: map[string]string{Setting: "yes", "from_name": Brand}, Caps: sheet(id),
		}
	}
	return []inbox.Account{
		account(Contact, inbox.ChannelEmail, "contact@"+Domain, "contact@"+Domain, Social),
		account(Care, inbox.ChannelEmail, "sav@"+Domain, "sav@"+Domain, Service),
		account(Toots, inbox.ChannelMastodon, "@tambrelle", "@tambrelle@sociale.example", Social),
		account(Page, inbox.ChannelFeed, "Page "+Brand, "page.tambrelle", Social),
		account(Reviews, inbox.ChannelFeed, t("Avis clients", "Customer reviews"), "avis.tambrelle", Service),
		account(Watch, inbox.ChannelFeed, t("Veille « Tambrelle »", "Watch “Tambrelle”"), "veille.tambrelle", Market),
		account(Clips, inbox.ChannelClip, t("Relevés", "Clips"), "releves.tambrelle", Service),
	}
}

// sheet is what an account's network lets the house do.
func sheet(id inbox.AccountID) inbox.Caps {
	c := inbox.Caps{Poll: true, Stream: true, History: true}
	switch id {
	case Contact, Care:
		c.Kinds = map[inbox.Kind]inbox.KindCaps{inbox.Email: {Reply: inbox.Yes}}
		c.Attachments, c.MaxAttached, c.Subject = true, 20<<20, true
	case Toots:
		c.Kinds = map[inbox.Kind]inbox.KindCaps{
			inbox.Mention: {Reply: inbox.Yes, Private: inbox.Yes}, inbox.Direct: {Reply: inbox.Yes},
		}
		c.MaxLength, c.Unit, c.Attachments, c.MaxAttached = 500, inbox.Graphemes, true, 16<<20
	case Page:
		c.Kinds = map[inbox.Kind]inbox.KindCaps{inbox.Comment: {Reply: inbox.Yes, Private: inbox.Once}}
		c.MaxLength, c.Unit = 8000, inbox.UTF16
	case Reviews:
		c.Kinds = map[inbox.Kind]inbox.KindCaps{inbox.Review: {Reply: inbox.Upsert}}
		c.MaxLength, c.Unit = 4096, inbox.Bytes
	case Clips:
		return inbox.Caps{}
	}
	return c
}
