package sample

import (
	"errors"
	"fmt"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	content "vigie/inbox/channel/sample"
	"vigie/store"
)

// play does the work of the stories.
func (f *filler) play() error {
	for _, p := range []struct {
		key  string
		play func(*filler, *script)
	}{
		{content.StoryClosed, playClosed}, {content.StoryExpired, playExpired}, {content.StoryTroll, playTroll},
		{content.StoryWithdrawn, playWithdrawn}, {content.StoryBounced, playBounced}, {content.StoryReturned, playReturned},
		{content.StoryTwice, playTwice}, {content.StoryTwoThings, playTwoThings}, {content.StorySnoozed, playSnoozed},
		{content.StoryDeclined, playDeclined}, {content.StoryLong, playLong}, {content.StoryAnswered, playAnswered},
		{content.StoryFailed, playFailed}, {content.StoryJunior, playJunior}, {content.StoryLegal, playLegal},
		{content.StoryUnknown, playUnknown}, {content.StoryForUs, playForUs}, {content.StoryBlogger, playBlogger},
		{content.StoryFire, playFire}, {content.StoryPress, playPress}, {content.StoryCall, playCall},
	} {
		s := f.script(p.key)
		if s.err == nil {
			p.play(f, s)
		}
		if s.err != nil {
			return fmt.Errorf("play %s: %w", p.key, s.err)
		}
		f.tell(2)
	}
	return f.introduce()
}

func playFire(f *filler, s *script) {
	s.do(50*time.Minute, content.Lea, inbox.Claim{})
	s.do(49*time.Minute, content.Lea, inbox.Prioritise{Priority: inbox.Urgent})
	s.do(49*time.Minute, content.Lea, inbox.Label{Add: []string{"x200", f.tag("safety")}})
	s.do(47*time.Minute, content.Lea, inbox.Propose{
		To: content.Service, Asked: inbox.AskAction, Reason: f.t("Réclamation client", "Customer complaint"),
		Words: f.t("Il nous faut un numéro de dossier avant de répondre en public.", "We need a case number before we reply in public."),
		DueAt: f.made.Add(-15 * time.Minute), ComesBack: true,
	})
	s.do(44*time.Minute, content.Marc, inbox.Accept{Handover: s.leg()})
	s.note(43*time.Minute, content.Marc,
		"Même plage de numéros de série que deux appels de cette semaine. @léa, je passe l’appareil au laboratoire et j’ouvre le dossier SC-4471.",
		"Same serial range as two calls this week. @léa, the machine goes to the lab and I am opening case SC-4471.")
	s.draft(29*time.Minute, content.Ines, "Bonjour Claire, merci de nous avoir alertés. Votre sécurité passe avant tout : laissez l’appareil débranché et écrivez-nous en privé, nous vous rappelons dans l’heure.")
	s.note(27*time.Minute, content.Ines,
		"@léa j’ai préparé une réponse, tu peux la relire ? Elle a déjà 212 partages.",
		"@léa I drafted a reply, could you read it? It has 212 boosts already.")
}

func playForUs(f *filler, s *script) {
	s.do(150*time.Minute, content.Marc, inbox.Claim{})
	s.do(149*time.Minute, content.Marc, inbox.Label{Add: []string{f.tag("delivery")}})
	s.do(55*time.Minute, content.Marc, inbox.Propose{
		To: content.Social, Asked: inbox.AskAnswer, Reason: f.t("Réponse publique à écrire", "Public reply to write"),
		Words: f.t("Le colis est retrouvé, il arrive demain. Reste le commentaire sur la page : pouvez-vous y répondre ? Le client attend.",
			"The parcel was found and arrives tomorrow. What is left is the comment on the page: could you answer it? The customer is waiting."),
		DueAt: f.made.Add(50 * time.Minute),
	})
}

func playLegal(f *filler, s *script) {
	s.do(4*time.Hour+40*time.Minute, content.Lea, inbox.Claim{})
	s.note(4*time.Hour+35*time.Minute, content.Lea,
		"La photo vient de l’ancien prestataire. Je l’ai retirée de la page en attendant.",
		"The photo came from our former agency. I took it off the page for now.")
	s.do(4*time.Hour+30*time.Minute, content.Lea, inbox.Propose{
		To: content.Legal, Asked: inbox.AskInformation, Reason: f.t("Risque juridique", "Legal risk"),
		Words: f.t("Que lui doit-on, et que puis-je lui écrire ?", "What do we owe her, and what may I write?"),
		DueAt: f.made.Add(2 * time.Hour), ComesBack: true,
	})
}

func playDeclined(f *filler, s *script) {
	s.do(20*time.Hour, content.Lea, inbox.Claim{})
	s.do(19*time.Hour, content.Lea, inbox.Propose{
		To: content.Market, Asked: inbox.AskAnswer, Reason: f.t("Réclamation client", "Customer complaint"),
		Words: f.t("C’est votre concours, à vous la réponse ?", "It is your contest, is the answer yours?"), DueAt: f.made.Add(-10 * time.Hour),
	})
	s.do(17*time.Hour, content.Nadia, inbox.Decline{Handover: s.leg(), Reason: f.t(
		"Les lots sont partis du service client, c’est lui qui a les numéros de suivi.",
		"Customer service sent the prizes, they have the tracking numbers.")})
}

func playReturned(f *filler, s *script) {
	s.do(26*time.Hour, content.Lea, inbox.Claim{})
	s.do(25*time.Hour, content.Lea, inbox.Propose{
		To: content.Legal, ToMember: content.Helene, Asked: inbox.AskInformation, Reason: f.t("Risque juridique", "Legal risk"),
		Words: f.t("Diffamation, ou simple humeur ? On masque, on répond, on laisse ?", "Defamation or bad temper? Hide, answer, or leave it?"),
		DueAt: f.made.Add(-18 * time.Hour), ComesBack: true,
	})
	s.do(24*time.Hour, content.Helene, inbox.Accept{Handover: s.leg()})
	s.note(22*time.Hour, content.Basile,
		"Pour mémoire : toutes les cuves sont embouties à l’usine, j’ai les bons de fabrication si besoin.",
		"For the record: every jar base is pressed at our plant, I have the production sheets if needed.")
	s.do(20*time.Hour, content.Helene, inbox.Return{Handover: s.leg(), Answer: f.t(
		"L’imputation vise une personne : gardez une capture, masquez, et rappelez la charte sans discuter le fond. Je garde la suite.",
		"It accuses a person: keep a capture, hide it, and point to the charter without arguing. I keep the rest.")})
}

func playWithdrawn(f *filler, s *script) {
	s.do(29*time.Hour, content.Lea, inbox.Claim{})
	s.do(28*time.Hour, content.Lea, inbox.Propose{
		To: content.Market, Asked: inbox.AskAnswer, Reason: f.t("Proposition de partenariat", "Partnership proposal"),
		Words: f.t("Dix blenders, c’est possible ?", "Ten blenders, can we?"), DueAt: f.made.Add(-4 * time.Hour),
	})
	s.do(27*time.Hour, content.Lea, inbox.Withdraw{Handover: s.leg()})
	s.note(27*time.Hour, content.Lea, "Vu avec Nadia dans le couloir : on prête six blenders.", "Settled with Nadia in the corridor: we lend six.")
}

func playExpired(f *filler, s *script) {
	s.do(44*time.Hour, content.Lea, inbox.Claim{})
	s.do(43*time.Hour, content.Lea, inbox.Propose{
		To: content.Service, Asked: inbox.AskInformation, Reason: f.t("Question technique", "Technical question"),
		Words: f.t("La garantie suit-elle à l’étranger ?", "Does the warranty hold abroad?"), DueAt: f.made.Add(-39 * time.Hour), ComesBack: true,
	})
	s.do(39*time.Hour-time.Minute, "", inbox.Expire{Handover: s.leg()})
}

func playClosed(f *filler, s *script) {
	day := 24 * time.Hour
	s.do(9*day-time.Hour, content.Marc, inbox.Claim{})
	s.do(9*day-2*time.Hour, content.Marc, inbox.Propose{
		To: content.Legal, Asked: inbox.AskAction, Reason: f.t("Menace de procès", "Threat of legal action"),
		Words: f.t("Trois retours atelier, tout est au dossier SC-3977.", "Three repairs, all in case SC-3977."), DueAt: f.made.Add(-8 * day),
	})
	s.do(9*day-3*time.Hour, content.Helene, inbox.Accept{Handover: s.leg()})
	s.note(8*day, content.Helene, "Remboursement accordé, lettre partie en recommandé.", "Refund granted, registered letter sent.")
	s.do(7*day, content.Helene, inbox.Resolve{})
}

func playPress(f *filler, s *script) {
	s.do(34*time.Minute, content.Lea, inbox.Claim{})
	s.do(34*time.Minute, content.Lea, inbox.Prioritise{Priority: inbox.Urgent})
	s.do(33*time.Minute, content.Lea, inbox.Label{Add: []string{f.tag("press"), "x200"}})
	s.note(32*time.Minute, content.Lea,
		"Bouclage à 17 h. @hélène, @marc : un point à trois dans dix minutes ? Rien ne part d’ici là.",
		"Deadline at 17.00. @hélène, @marc: a word in ten minutes? Nothing leaves before.")
}

func playBlogger(f *filler, s *script) {
	s.do(90*time.Minute, content.Lea, inbox.Label{Add: []string{f.tag("partnership")}})
	s.do(89*time.Minute, content.Lea, inbox.Assign{To: content.Ines})
	s.draft(80*time.Minute, content.Ines, "Hi Hannah, please don’t ask Brasswick just yet 😊 We would love to be in your autumn series. May we send you a private message with dates?")
}

func playFailed(f *filler, s *script) {
	s.do(5*time.Hour+30*time.Minute, content.Marc, inbox.Claim{})
	s.reply(5*time.Hour, content.Marc, "Bonjour Madame Le Trividic,\n\nBien sûr : la notice en gros caractères part aussi par la poste, avec nos salutations de tout l’atelier.\n\nMarc, service client Tambrelle",
		store.SendResult{State: inbox.Failed, Err: channel.Fail(channel.Invalid, "552 5.2.2 mailbox full", nil)})
}

func playUnknown(f *filler, s *script) {
	s.do(3*time.Hour, content.Lea, inbox.Claim{})
	s.reply(2*time.Hour+50*time.Minute, content.Lea, "Merci Aurélie ! Le dépôt de Vannes a votre colis, il repart ce soir et arrive demain avant 13 h.",
		store.SendResult{State: inbox.Unknown, Err: channel.Fail(channel.Ambiguous, "no answer", errors.New("connection lost"))})
}

func playBounced(f *filler, s *script) {
	s.do(27*time.Hour, content.Marc, inbox.Claim{})
	s.reply(26*time.Hour, content.Marc, "Hello Dermot,\n\nThe 2017 whisk is still made. It is part TB-W17, and one is on its way with our sympathy for the spoon.\n\nMarc, Tambrelle customer service",
		store.SendResult{State: inbox.Sent})
	if s.err != nil {
		return
	}
	from := f.stories[content.StoryBounced].Last().Author.Handle
	s.arrives(25*time.Hour+50*time.Minute, content.Care, inbox.Message{
		Native: "s-bounce", Kind: inbox.Email, Direction: inbox.Inbound, Class: inbox.Bounce,
		Author: inbox.Author{Handle: "mailer-daemon@boite.example", Name: "Mail Delivery System"}, Recipients: []string{content.House(content.Care).Handle},
		Subject: "Undelivered mail", Text: "Your message could not be delivered. The remote server answered: 550 5.1.1 no such user.", Language: "en",
		MailID: "bounce.1@boite.example", BaseSubject: "Undelivered mail", Visibility: inbox.Private,
		Failure: &inbox.Failure{Recipient: from, Code: "5.1.1", Reason: "550 5.1.1 no such user", Permanent: true, OriginalID: f.sentID(s)},
	})
}

// sentID is the Message-ID of the reply that was just sent.
func (f *filler) sentID(s *script) string { return string(s.last.ID) + "@" + content.Domain }

func playAnswered(f *filler, s *script) {
	s.do(8*time.Hour+30*time.Minute, content.Marc, inbox.Claim{})
	s.reply(8*time.Hour, content.Marc, "Bonjour Ousmane,\n\nOui, c’est une sécurité : le couvercle se libère quand la vapeur est retombée. La petite soupape à droite fait gagner dix minutes.\n\nMarc, service client Tambrelle",
		store.SendResult{State: inbox.Sent})
	first := f.stories[content.StoryAnswered].Last()
	s.arrives(65*time.Minute, content.Care, inbox.Message{
		Native: "s-answer", Kind: inbox.Email, Direction: inbox.Inbound, Author: first.Author, Recipients: first.Recipients,
		Subject: "Re: " + first.BaseSubject, BaseSubject: first.BaseSubject, Answers: true, Language: "fr", Visibility: inbox.Private,
		Text: "Ah, la petite soupape ! Je la prenais pour une décoration. Et pour la nettoyer, on la dévisse ?", MailID: "answer.1@courriel.example",
		InReplyTo: f.sentID(s), References: []string{first.MailID, f.sentID(s)},
	})
}

func playJunior(f *filler, s *script) {
	s.do(3*time.Hour+40*time.Minute, content.Marc, inbox.Assign{To: content.Thomas})
	s.draft(3*time.Hour+20*time.Minute, content.Thomas, "Bonjour Ghislaine,\n\nLe cran d’usine du M4 laisse deux réglages cachés : tournez la bague en appuyant, jusqu’au second clic. La mouture sera assez fine pour l’expresso.\n\nThomas, service client Tambrelle")
	s.note(3*time.Hour+15*time.Minute, content.Thomas, "@marc c’est bien le second clic ?", "@marc it is the second click, isn’t it?")
	s.note(2*time.Hour, content.Marc, "C’est bien ça. Ajoute la photo de la page 9.", "It is. Add the picture of page 9.")
}

func playTwice(f *filler, s *script) {
	more := f.script(content.StoryTwiceMore)
	s.do(24*time.Hour, content.Marc, inbox.Claim{})
	more.do(23*time.Hour, content.Marc, inbox.Merge{Into: s.home})
	s.err = errors.Join(s.err, more.err)
}

func playTwoThings(f *filler, s *script) {
	last := f.stories[content.StoryTwoThings].Last()
	s.do(11*time.Hour, content.Marc, inbox.Claim{})
	s.do(11*time.Hour-time.Minute, content.Marc, inbox.Split{Messages: []inbox.MessageID{f.messages[last.Native]}})
}

func playSnoozed(f *filler, s *script) {
	monday := f.made.AddDate(0, 0, (8-int(f.made.Weekday()))%7)
	if monday.Equal(f.made) {
		monday = monday.AddDate(0, 0, 7)
	}
	s.do(48*time.Hour, content.Lea, inbox.Claim{})
	s.do(47*time.Hour, content.Lea, inbox.Snooze{Until: time.Date(monday.Year(), monday.Month(), monday.Day(), 9, 0, 0, 0, monday.Location())})
}

func playTroll(_ *filler, s *script) {
	s.do(19*time.Hour, content.Ines, inbox.Resolve{})
	s.do(19*time.Hour-time.Minute, content.Ines, inbox.Undo{Event: s.last.ID})
	s.do(19*time.Hour-2*time.Minute, content.Ines, inbox.Ignore{})
}

func playLong(f *filler, s *script) {
	s.do(98*time.Hour, content.Marc, inbox.Claim{})
	s.do(76*time.Hour, content.Marc, inbox.Label{Add: []string{f.tag("warranty")}})
	s.note(25*time.Hour, content.Marc, "@thomas, l’enlèvement de jeudi est réservé, à toi de suivre l’arrivée.", "@thomas, Thursday’s pick-up is booked, please follow it.")
}

func playCall(f *filler, s *script) {
	s.do(24*time.Minute, content.Thomas, inbox.Claim{})
	s.do(24*time.Minute, content.Thomas, inbox.Label{Add: []string{"x200"}})
	s.note(23*time.Minute, content.Thomas, "@marc encore un X200, troisième appel depuis hier.", "@marc another X200, third call since yesterday.")
}

// introduce says who some of the people are.
func (f *filler) introduce() error {
	f.clock.at = f.made.Add(-20 * time.Minute)
	for _, p := range []struct{ key, role, tag string }{
		{content.StoryFire, f.t("Blogueuse culinaire, Lyon", "Food blogger, Lyon"), f.t("blogueuse", "blogger")},
		{content.StoryBlogger, f.t("Studio de cuisine, Bristol", "Kitchen studio, Bristol"), f.t("blogueuse", "blogger")},
		{content.StoryPress, "La Gazette des Deux Rives", f.t("journaliste", "journalist")},
		{content.StoryClosed, f.t("Avocate", "Lawyer"), f.t("avocat", "lawyer")},
		{content.StoryLong, f.t("Cliente depuis 2011", "Customer since 2011"), "vip"},
	} {
		row, err := f.w.Row(f.ctx, f.home(f.stories[p.key]))
		if err != nil {
			return err
		}
		c, err := f.w.Contact(f.ctx, row.Contact)
		if err != nil {
			return err
		}
		c.Role, c.Tags = p.role, []string{p.tag}
		if err := f.w.PutContact(f.ctx, c, content.Lea); err != nil {
			return err
		}
	}
	return nil
}
