package desktest

import (
	"fmt"
	"time"

	"vigie/inbox"
	"vigie/inbox/team"
)

// The members and departments of Office.
const (
	Lea    team.MemberID     = "lea" // coordinator of the community team
	Marc   team.MemberID     = "marc"
	Ines   team.MemberID     = "ines" // trainee
	Nadia  team.MemberID     = "nadia"
	Social team.DepartmentID = "social"
	Care   team.DepartmentID = "care"
	Legal  team.DepartmentID = "legal"
	Market team.DepartmentID = "market"
)

// Morning is the time of Office: a Thursday, 09:45 UTC.
func Morning() time.Time { return time.Date(2026, time.October, 15, 9, 45, 0, 0, time.UTC) }

// Office is a small house in the morning: a handful of conversations as the
// mock-ups show them, on a mailbox and a social account.
func Office() *Desk {
	d := New(Morning())
	d.Member = Lea
	d.People = team.Roster{
		Departments: []team.Department{
			{ID: Social, Name: "Community", Coordinator: Lea, Position: 1, Reasons: []string{"Product safety", "Needs a case number", "Refund"}},
			{ID: Care, Name: "Customer service", Coordinator: Marc, Position: 2}, {ID: Market, Name: "Marketing", Position: 3}, {ID: Legal, Name: "Legal", Position: 4},
		},
		Members: []team.Member{
			{ID: Lea, Name: "Léa Martin", Handle: "lea", Profile: team.Senior, Departments: []team.DepartmentID{Social}},
			{ID: Marc, Name: "Marc Petit", Handle: "marc", Profile: team.Coordinator, Departments: []team.DepartmentID{Care}},
			{ID: Ines, Name: "Inès Haddad", Handle: "ines", Profile: team.Trainee, Departments: []team.DepartmentID{Social}, Supervisor: Lea},
			{ID: Nadia, Name: "Nadia Roy", Handle: "nadia", Profile: team.Senior, Departments: []team.DepartmentID{Legal, Market}},
		},
	}
	mail := map[inbox.Kind]inbox.KindCaps{inbox.Email: {Reply: inbox.Yes}}
	post := map[inbox.Kind]inbox.KindCaps{inbox.Mention: {Reply: inbox.Yes, Private: inbox.Yes}}
	d.Boxes = []inbox.Account{
		{ID: "box", Channel: inbox.ChannelEmail, Name: "contact@acme.example", Address: "contact@acme.example", Caps: inbox.Caps{Kinds: mail, Subject: true, Attachments: true}},
		{ID: "masto", Channel: inbox.ChannelMastodon, Name: "@acme", Address: "@acme@piaille.example", Caps: inbox.Caps{Kinds: post, MaxLength: 500, Unit: inbox.Runes}},
	}
	d.Fares = []inbox.Health{{Account: "box", State: inbox.Live, LastMessage: Morning()}, {Account: "masto", State: inbox.Live}}
	for _, v := range talks() {
		d.Put(v)
	}
	return d
}

// said is a short way to write down a conversation.
type said struct {
	id, name, role, handle, subject, text, tag string
	ago, due                                   time.Duration
	followers                                  int64
	department                                 team.DepartmentID
	assignee                                   team.MemberID
	social                                     bool
}

func talks() []inbox.Detail {
	var out []inbox.Detail
	for _, s := range []said{
		{id: "claire", name: "Claire Dubois", role: "Food blogger, Lyon", handle: "@claire@piaille.example", text: "@acme le mixeur X200 de ma mère a pris feu ce matin. Photos à l’appui. Vous comptez faire quoi ?", ago: 4 * time.Minute, due: 11 * time.Minute, followers: 18400, department: Social, assignee: Lea, social: true, tag: "x200"},
		{id: "julien", name: "Julien Bernard", handle: "julien.bernard@mail.example", subject: "Commande 88213 toujours pas reçue", text: "Bonjour, ça fait trois semaines et personne ne répond au téléphone. Je veux savoir où est mon colis.", ago: 9 * time.Minute, due: 34 * time.Minute, department: Care},
		{id: "hannah", name: "Hannah Weiss", handle: "hannah@studio.example", subject: "Feature in our autumn series", text: "Hello, I run a kitchen design studio and would love to feature the X200 in our autumn series.", ago: 21 * time.Minute, due: 5 * time.Hour, department: Market, assignee: Nadia, followers: 52000},
		{id: "press", name: "Press desk, Le Quotidien", handle: "redaction@quotidien.example", subject: "Demande de commentaire : incident signalé", text: "Demande de commentaire : incident signalé sur le modèle X200. Bouclage à 17 h.", ago: 32 * time.Minute, due: 70 * time.Minute, tag: "x200"},
		{id: "tom", name: "Tom’s Kitchen", handle: "@tom@kitchen.example", text: "Comment on “X200 in 90 seconds”: which jar fits the older base? Mine leaks a little.", ago: 48 * time.Minute, due: 3 * time.Hour, social: true},
		{id: "sonia", name: "Forum Cuisine & Co", handle: "alerte@forum.example", subject: "Nouveau sujet : « X200 : rappel produit ou rumeur ? »", text: "14 réponses depuis hier soir, le ton monte.", ago: time.Hour, due: 4 * time.Hour, tag: "x200"},
		{id: "amelie", name: "Amélie Martin", handle: "@amelie@piaille.example", text: "Merci @acme pour l’échange express, SAV au top 👏", ago: 2 * time.Hour, due: 6 * time.Hour, social: true},
	} {
		out = append(out, s.detail())
	}
	garnish(&out[0])
	return out
}

func (s said) detail() inbox.Detail {
	now := Morning()
	at := now.Add(-s.ago)
	contact := inbox.Contact{ID: inbox.ContactID(s.id), Name: s.name, Role: s.role, FirstAt: at.Add(-90 * 24 * time.Hour), LastAt: at}
	account, channel, kind := inbox.AccountID("box"), inbox.ChannelEmail, inbox.Email
	if s.social {
		account, channel, kind = "masto", inbox.ChannelMastodon, inbox.Mention
	}
	identity := inbox.Identity{Channel: channel, Handle: s.handle, Contact: contact.ID}
	if s.followers > 0 {
		identity.Followers = &s.followers
	}
	m := inbox.Message{
		ID: inbox.MessageID("m-" + s.id), Conversation: inbox.ConversationID(s.id), Account: account, Native: s.id + "-1", Kind: kind, Direction: inbox.Inbound,
		Author: inbox.Author{Handle: s.handle, Name: s.name, Followers: identity.Followers}, Contact: contact.ID, Subject: s.subject, BaseSubject: s.subject,
		Text: s.text, SentAt: at, ReceivedAt: at,
	}
	if s.social {
		m.Visibility = inbox.Public
	} else {
		m.MailID = s.id + "@mail.example"
	}
	c := inbox.Conversation{
		ID: m.Conversation, Account: account, Channel: channel, Kind: kind, Subject: s.subject, Snippet: inbox.Snippet(m), Contact: contact.ID, Language: "fr",
		Status: inbox.New, Department: s.department, Assignee: s.assignee, Messages: 1, FirstAt: at, LastAt: at, LastInboundAt: at, WaitingSince: at,
		DueAt: now.Add(s.due), Version: 1, Heard: 1,
	}
	if s.assignee != "" {
		c.Status = inbox.Open
	}
	if s.tag != "" {
		c.Tags = []string{s.tag}
	}
	return inbox.Detail{Conversation: c, Contact: contact, Identities: []inbox.Identity{identity}, Messages: []inbox.Message{m}, Activity: [12]int{1, 2, 0, 2, 1, 3, 2, 1, 4, 2, 3, 8}}
}

// garnish gives the first conversation all that a conversation can show.
func garnish(d *inbox.Detail) {
	now := Morning()
	m := &d.Messages[0]
	m.Metrics = map[string]int64{"boosts": 212}
	m.Attachments = []inbox.Attachment{{Index: 0, Name: "mixeur.jpg", Type: "image/jpeg", Size: 240_000}, {Index: 1, Name: "facture.pdf", Type: "application/pdf", Size: 88_000}}
	d.Conversation.Priority, d.Conversation.Attachments = inbox.Urgent, true
	d.Contact.Tags = []string{"influencer"}
	d.Identities = append(d.Identities, inbox.Identity{Channel: inbox.ChannelEmail, Handle: "claire@cuisine.example", Contact: d.Contact.ID})
	d.Events = []inbox.Event{
		{ID: "e1", Conversation: "claire", Name: inbox.Claim{}.Name(), By: Lea, At: now.Add(-3 * time.Minute)},
	}
	d.Notes = []inbox.Note{{ID: "n1", Conversation: "claire", Author: Marc, At: now.Add(-2 * time.Minute), Text: "Same serial range as the two calls this week. @Léa please attach it to the crisis run, I am opening case SC-4471."}}
	d.Drafts = []inbox.Draft{{ID: "dr-ines", Conversation: "claire", Author: Ines, Kind: inbox.PublicReply, Seen: 1, SavedAt: now.Add(-time.Minute), Text: "Bonjour Claire, merci de nous avoir alertés. Votre sécurité passe avant tout : débranchez l’appareil et écrivez-nous en privé, nous vous rappelons dans l’heure."}}
}

// Crowd adds n conversations of one message each, older and older.
func (d *Desk) Crowd(n int) {
	for i := range n {
		s := said{
			id: fmt.Sprintf("crowd-%06d", i), name: fmt.Sprintf("Person %d", i), handle: fmt.Sprintf("person%d@mail.example", i),
			subject: fmt.Sprintf("Question %d", i), text: "When will my order arrive? I have been waiting since last week.",
			ago: time.Duration(i+180) * time.Minute, due: time.Duration(i+500) * time.Minute,
		}
		d.Put(s.detail())
	}
}
