package sample

import (
	"time"

	"vigie/inbox"
	"vigie/inbox/team"
)

// The keys of the stories, by the state of work that hangs on them.
const (
	StoryFire      = "fire"      // handed over and accepted, with notes and a trainee's draft
	StoryForUs     = "for-us"    // proposed to the person at the desk
	StoryLegal     = "legal"     // proposed by them, waits
	StoryDeclined  = "declined"  // declined with words
	StoryReturned  = "returned"  // came back with an answer
	StoryWithdrawn = "withdrawn" // taken back
	StoryExpired   = "expired"   // nobody answered
	StoryClosed    = "closed"    // accepted, worked, resolved
	StoryPress     = "press"     // a deadline today
	StoryBlogger   = "blogger"   // many followers, a draft of the trainee
	StoryFailed    = "failed"    // a reply that did not leave
	StoryUnknown   = "unknown"   // a reply of unknown fate
	StoryBounced   = "bounced"   // a reply that came back
	StoryAnswered  = "answered"  // a reply sent from here, and an answer to it
	StoryJunior    = "junior"    // a junior's draft
	StoryTwice     = "twice"     // the same person writes again
	StoryTwiceMore = "twice-more"
	StoryTwoThings = "two-things" // two matters in one conversation
	StorySnoozed   = "snoozed"
	StoryTroll     = "troll"
	StoryCall      = "call"
	StoryLong      = "long"
)

// told is a story being written.
type told struct {
	w *writer
	e *Exchange
	p person
	m inbox.Kind
}

func (w *writer) story(key string, account inbox.AccountID, language string, kind inbox.Kind, p person) told {
	w.people++
	p.number, p.language = w.people, language
	return told{w, &Exchange{Key: key, Account: account, Theme: "story", Language: language}, p, kind}
}

// hears adds what the person writes, so long before now.
func (t told) hears(ago time.Duration, subject, text string) *inbox.Message {
	m := inbox.Message{Kind: t.m, Author: author(t.e.Account, t.p), Subject: subject, Text: typography(t.e.Language, text), SentAt: t.w.now.Add(-ago)}
	return t.put(m)
}

// says adds what a member answered.
func (t told) says(ago time.Duration, by team.MemberID, text string) *inbox.Message {
	return t.put(t.w.house(t.e, t.e.Last(), by, t.w.now.Add(-ago), typography(t.e.Language, text)))
}

func (t told) put(m inbox.Message) *inbox.Message {
	switch t.m {
	case inbox.Email:
		if len(t.e.Messages) == 0 {
			return t.w.mail(t.e, m, nil)
		}
		before := t.e.Last()
		return t.w.mail(t.e, m, &before)
	case inbox.Clip:
		m.Direction = inbox.Inbound
		return t.w.add(t.e, m)
	}
	if m.Visibility = inbox.Public; t.m == inbox.Direct {
		m.Visibility = inbox.Private
	}
	if len(t.e.Messages) > 0 {
		m.Root, m.Parent = t.e.Messages[0].Message.Root, t.e.Last().Native
	}
	return t.w.post(t.e, m)
}

// stories makes the conversations on which the sample's work hangs.
func stories(w *writer) []Exchange {
	var out []Exchange
	for _, tell := range []func(*writer) []Exchange{publicStories, mailStories, quietStories} {
		out = append(out, tell(w)...)
	}
	return out
}

func publicStories(w *writer) []Exchange {
	fire := w.story(StoryFire, Toots, "fr", inbox.Mention, person{first: "Claire", last: "Dubreuil", followers: 18400})
	m := fire.hears(52*time.Minute, "", "@tambrelle le mixeur X200 de ma mère a pris feu ce matin sur le plan de travail. Personne de blessé, mais le mur est noir. Photos à l’appui. Vous comptez faire quoi ?")
	m.Metrics = map[string]int64{"boosts": 212, "likes": 96, "replies": 41}
	w.attach(m, "fumee-x200.png")
	w.attach(m, "socle-x200.png")
	fire.hears(31*time.Minute, "", "Je précise : débranché aussitôt, série X2-25-00417, acheté en février. J’ai gardé l’appareil et la facture.")

	blogger := w.story(StoryBlogger, Toots, "en", inbox.Mention, person{first: "Hannah", last: "Weissbrot", followers: 52300})
	m = blogger.hears(95*time.Minute, "", "@tambrelle I run a kitchen design studio and would love to feature the X200 in our autumn series. Still waiting for an answer since last week. Should I ask Brasswick instead? 😉")
	m.Metrics = map[string]int64{"likes": 64, "boosts": 9}

	declined := w.story(StoryDeclined, Page, "fr", inbox.Comment, person{first: "Gwenaëlle", last: "Tanguy-Prigent"})
	declined.hears(21*time.Hour, "", "Bonjour, j’ai gagné un robot à votre concours du printemps, et depuis, plus rien. Le règlement disait quinze jours. C’était un vrai concours ?")

	returned := w.story(StoryReturned, Page, "fr", inbox.Comment, person{first: "Fabrice", last: "Malandain"})
	returned.hears(27*time.Hour, "", "Votre directeur est un escroc qui vend du matériel chinois repeint, je le sais de source sûre et je vais le faire savoir partout.")

	troll := w.story(StoryTroll, Page, "fr", inbox.Comment, person{first: "Roi", last: "Du Grille-Pain"})
	troll.hears(50*time.Hour, "", "premier 😎")
	troll.hears(49*time.Hour, "", "toujours premier 😎😎")
	troll.hears(20*time.Hour, "", "personne ne me répond, je règne seul sur cette page")

	unknown := w.story(StoryUnknown, Toots, "fr", inbox.Direct, person{first: "Aurélie", last: "Castelnau", followers: 310})
	unknown.hears(3*time.Hour+10*time.Minute, "", "Bonjour, suite à votre réponse publique, voici mon numéro de commande : TB-51877. Le colis est toujours au dépôt de Vannes.")

	return []Exchange{*fire.e, *blogger.e, *declined.e, *returned.e, *troll.e, *unknown.e}
}

func mailStories(w *writer) []Exchange {
	forUs := w.story(StoryForUs, Care, "fr", inbox.Email, person{first: "Julien", last: "Bernardin"})
	forUs.hears(3*time.Hour, "Commande 88213 : trois semaines", "Bonjour,\n\nCommande TB-88213 toujours pas reçue, ça fait trois semaines et personne ne répond au téléphone. Comme je n’obtenais rien ici, j’ai aussi posté un commentaire sur votre page : il a déjà quarante « j’aime ».\n\nJulien Bernardin")
	forUs.says(2*time.Hour+20*time.Minute, Marc, "Bonjour Julien,\n\nVotre colis est retrouvé : il était resté au dépôt d’Auxerre et sera chez vous demain avant midi. Toutes nos excuses pour ce silence.\n\nMarc, service client Tambrelle")
	forUs.hears(70*time.Minute, "", "Merci. Et mon commentaire, personne n’y répond ? Les gens croient que vous ne livrez plus.")

	legal := w.story(StoryLegal, Contact, "fr", inbox.Email, person{first: "Sandrine", last: "Kerbrat"})
	legal.hears(5*time.Hour, "Utilisation de ma photo sans autorisation", "Bonjour,\n\nVous avez repris sur votre page ma photo de brioche, sans me citer et sans me demander. Je suis photographe, c’est mon métier. Je vous demande de la retirer ou de la payer, sous huit jours.\n\nSandrine Kerbrat")

	press := w.story(StoryPress, Contact, "fr", inbox.Email, person{first: "Pascaline", last: "Robillard", role: "press"})
	press.hears(36*time.Minute, "Demande de commentaire : incident signalé sur le modèle X200", "Bonjour,\n\nPlusieurs personnes signalent ce matin des mixeurs X200 qui surchauffent, dont une avec photos. Avez-vous connaissance d’un défaut de série ? Un rappel est-il envisagé ? Je boucle à 17 h et publierai votre réponse, ou son absence.\n\nPascaline Robillard\nLa Gazette des Deux Rives")

	failed := w.story(StoryFailed, Care, "fr", inbox.Email, person{first: "Yvonne", last: "Le Trividic"})
	failed.hears(6*time.Hour, "Notice du cuiseur C3 en gros caractères", "Bonjour Madame, Monsieur,\n\nJ’ai quatre-vingt-six ans et je n’arrive pas à lire la notice. L’auriez-vous en plus gros ?\n\nBien respectueusement,\nYvonne Le Trividic")

	bounced := w.story(StoryBounced, Care, "en", inbox.Email, person{first: "Dermot", last: "Gallagher-Finch"})
	bounced.hears(28*time.Hour, "Spare whisk for the P6", "Hello,\n\nDo you still have the balloon whisk for the P6 stand mixer from 2017? Mine met a spoon.\n\nDermot")

	answered := w.story(StoryAnswered, Care, "fr", inbox.Email, person{first: "Ousmane", last: "Diabaté"})
	answered.hears(9*time.Hour, "Le couvercle du C3 se bloque", "Bonjour,\n\nLe couvercle de mon cuiseur C3 se bloque en fin de cuisson, impossible de l’ouvrir avant vingt minutes. Est-ce une sécurité ?\n\nOusmane Diabaté")

	junior := w.story(StoryJunior, Care, "fr", inbox.Email, person{first: "Ghislaine", last: "Poulain-Mercœur"})
	junior.hears(4*time.Hour, "Moulin M4 : grains trop gros", "Bonjour,\n\nMême au réglage le plus fin, mon moulin M4 sort une mouture trop grosse pour l’expresso. J’ai nettoyé les meules comme indiqué.\n\nMerci,\nGhislaine")
	return []Exchange{*forUs.e, *legal.e, *press.e, *failed.e, *bounced.e, *answered.e, *junior.e}
}

func quietStories(w *writer) []Exchange {
	withdrawn := w.story(StoryWithdrawn, Contact, "fr", inbox.Email, person{first: "Comité", last: "des fêtes de Plouézoc’h"})
	withdrawn.hears(30*time.Hour, "Fête de la soupe : prêt de dix blenders", "Bonjour,\n\nNous organisons la fête de la soupe le mois prochain et cherchons dix blenders en prêt, contre votre nom sur l’affiche et une soupe à volonté.\n\nLe comité des fêtes")

	expired := w.story(StoryExpired, Contact, "en", inbox.Email, person{first: "Bronwen", last: "Prothero"})
	expired.hears(46*time.Hour, "Warranty when moving abroad", "Hello,\n\nI am moving from France to Wales with three of your machines. Does the warranty move with me?\n\nBest wishes,\nBronwen Prothero")

	closed := w.story(StoryClosed, Care, "fr", inbox.Email, person{first: "Maître", last: "Delphine Roquebrune"})
	closed.hears(9*24*time.Hour, "Mise en demeure, dossier Lhermitte", "Madame, Monsieur,\n\nConseil de M. Lhermitte, je vous mets en demeure de rembourser sous quinze jours le robot P6 tombé trois fois en panne.\n\nMaître Delphine Roquebrune")

	twice := w.story(StoryTwice, Care, "fr", inbox.Email, person{first: "Bérangère", last: "Montfort"})
	twice.hears(26*time.Hour, "Ma commande TB-60412", "Bonjour, je n’ai pas reçu de confirmation pour ma commande TB-60412. Est-elle passée ?\n\nBérangère Montfort")
	more := w.story(StoryTwiceMore, Care, "fr", inbox.Email, person{first: "Bérangère", last: "Montfort"})
	more.p.number = twice.p.number
	more.hears(25*time.Hour, "TB-60412 (suite)", "C’est encore moi, pour la même commande : ma banque, elle, a bien vu passer le paiement.\n\nBérangère Montfort")

	two := w.story(StoryTwoThings, Care, "fr", inbox.Email, person{first: "Lionel", last: "Abgrall"})
	two.hears(32*time.Hour, "Joint du bol", "Bonjour, quel joint pour un X150 de 2016 ?\n\nLionel Abgrall")
	two.hears(12*time.Hour, "", "Rien à voir, mais tant que je vous tiens : la facture de mon grille-pain G2 porte le nom de mon voisin.\n\nLionel Abgrall")

	snoozed := w.story(StorySnoozed, Contact, "fr", inbox.Email, person{first: "Salon", last: "des arts ménagers de Roanne"})
	snoozed.hears(52*time.Hour, "Votre emplacement au salon", "Bonjour,\n\nLe plan des allées sera arrêté lundi. Souhaitez-vous garder l’angle de l’allée B ? Sans urgence d’ici là.\n\nL’équipe du salon")

	call := w.story(StoryCall, Clips, "fr", inbox.Clip, person{first: "Mme", last: "Lagadec"})
	w.attach(call.hears(25*time.Minute, "Appel au standard", "Mme Lagadec, de Morlaix, au téléphone : son X200 a fumé hier soir, série X2-25-00398. Très calme, demande seulement s’il faut le rapporter. Rappel promis avant midi."), "socle-x200.png")

	return []Exchange{*withdrawn.e, *expired.e, *closed.e, *twice.e, *more.e, *two.e, *snoozed.e, *call.e, longStory(w)}
}

// longStory is a conversation of nine messages.
func longStory(w *writer) Exchange {
	t := w.story(StoryLong, Care, "fr", inbox.Email, person{first: "Philippine", last: "d’Estouteville"})
	h := time.Hour
	t.hears(100*h, "Robot P6 : bruit de casserole", "Bonjour,\n\nMon robot P6 fait un bruit de casserole en vitesse 3, et seulement en vitesse 3. Enregistrement à disposition si vous aimez la musique contemporaine.\n\nPhilippine d’Estouteville")
	t.says(97*h, Marc, "Bonjour Philippine,\n\nNous aimons toutes les musiques. Le crochet est-il bien enclenché jusqu’au clic ?\n\nMarc, service client Tambrelle")
	t.hears(94*h, "", "Clic entendu, casserole toujours là.")
	t.says(76*h, Marc, "Merci. Pouvez-vous essayer sans crochet, bol vide, quelques secondes ?\n\nMarc")
	t.hears(73*h, "", "Sans crochet : silence de cathédrale. C’est donc le crochet ?")
	t.says(70*h, Marc, "C’est le crochet. Un neuf part ce soir, gardez l’ancien comme presse-papiers.\n\nMarc")
	t.hears(28*h, "", "Reçu ! Plus de casserole… mais maintenant c’est en vitesse 4 😅")
	t.says(25*h, Marc, "Là, c’est à nous de venir écouter. Un transporteur passe prendre le robot jeudi, l’étiquette est jointe.\n\nMarc")
	t.hears(2*h, "", "Parfait, il est emballé. Il a même eu droit à une couverture.")
	return *t.e
}
