package letter

import (
	"strings"
)

// classOf judges by the header alone. Signs that programs set are believed;
// words are only asked where no program says anything.
func classOf(f fields, h *Header) Class {
	kind, params := mediaType(f.get("Content-Type"))
	report := strings.ToLower(params["report-type"])
	switch {
	case kind == "multipart/report" && report == "feedback-report", strings.HasPrefix(strings.ToLower(h.Subject), "complaint about message from "):
		return Complaint
	case kind == "multipart/report" && report == "disposition-notification":
		return AutoReply
	case kind == "multipart/report" && report == "delivery-status", f.has("X-Failed-Recipients"):
		return Bounce
	}
	subject := strings.ToLower(h.Subject)
	daemon, returned := fromDaemon(h.From), returnSubject(subject)
	switch {
	case daemon && (returned || h.Automatic.NullSender && !repliesByMachine(f, h, subject)), returned && h.Automatic.NullSender:
		return Bounce
	case repliesByMachine(f, h, subject):
		return AutoReply
	case bulk(f, h):
		return Newsletter
	case strings.HasPrefix(h.Automatic.AutoSubmitted, "auto-"):
		return Automated
	}
	return Person
}

// fromDaemon tells whether the author is a mail server.
func fromDaemon(from Address) bool {
	local, _, _ := strings.Cut(strings.ToLower(from.Addr), "@")
	switch lettersOnly(local) {
	case "mailerdaemon", "postmaster", "maildaemon", "mdaemon", "mailsystem", "mailadmin", "mailadministrator", "maildelivery",
		"bounce", "bounces", "mmdf", "microsoftexchange", "postoffice", "mailermaster", "mailerror":
		return true
	}
	if strings.HasPrefix(local, "mailer-daemon") || strings.HasPrefix(local, "microsoftexchange329e") || strings.HasPrefix(local, "postmaster") {
		return true
	}
	name := strings.ToLower(from.Name)
	for _, words := range []string{"mail delivery s", "mailer-daemon", "mailer daemon", "mail administrator", "postmaster", "mail deliver", "mail transport"} {
		if strings.Contains(name, words) {
			return true
		}
	}
	return false
}

// lettersOnly takes out the signs by which houses divide the words of a name.
func lettersOnly(name string) string {
	if !strings.ContainsAny(name, "-_.") {
		return name
	}
	return strings.Map(func(c rune) rune {
		if c == '-' || c == '_' || c == '.' {
			return -1
		}
		return c
	}, name)
}

// returnSubject tells whether a subject (in lower case) is one that servers
// give to reports of delivery.
func returnSubject(subject string) bool {
	for _, opening := range []string{
		"undeliver", "non-deliver", "nondeliver", "delivery status", "delivery failure", "delivery fail", "delivery has failed", "delivery problem", "delivery error", "delivery notification", "delivery report", "delivery delayed", "delivery temporarily",
		"failure notice", "failed delivery", "failed mail", "failure delivery", "failed to deliver", "returned mail", "return mail", "returned to sender", "message status - undeliverable",
		"mail delivery", "mail failure", "mail system error", "mail could not", "mail not delivered", "mail undeliverable", "mail error", "mailer-daemon", "email delivery failure", "e-mail delivery failure", "message delivery",
		"warning: message", "warning: could not", "warning - delayed", "warning: mail", "could not send message", "unable to deliver", "unknown recipient", "unknown user", "user unknown", "nonexistent", "[postmaster] email delivery",
		"error mail", "mail failed", "email bounce", "message not delivered", "message undeliverable", "message you sent blocked", "message delayed", "rejected mail", "notice: mail delivery", "notification: mail", "status of your mail", "unzustellbar", "nicht zustellbar", "zustellfehler", "zustellung",
		"non remis", "non distribuable", "non délivré", "échec de la remise", "échec de remise", "échec de la distribution", "échec de distribution", "échec d'envoi", "echec de la remise", "remise retardée", "notification d'état de remise", "notification d’état de remise", "message non distribué", "message non remis", "courrier non remis", "courrier non délivré", "retour à l'expéditeur", "retour de courrier",
		"no se puede entregar", "no entregado", "impossibile recapitare", "mancato recapito", "onbestelbaar", "não é possível entregar", "sorry,", "considered unsolicited bulk email", "automatically rejected mail", "dsn:", "[auto-reply] delivery",
	} {
		if strings.HasPrefix(subject, opening) {
			return opening != "sorry," || strings.Contains(subject, "deliver")
		}
	}
	for _, words := range []string{"delivery status notification", "returned to sender", "undeliverable", "delivery failure", "non remis", "undelivered mail", "delivery failed"} {
		if strings.Contains(subject, words) && !strings.HasPrefix(subject, "re:") && !strings.HasPrefix(subject, "re :") {
			return true
		}
	}
	return false
}

// repliesByMachine tells whether a mail is an answer that nobody wrote.
func repliesByMachine(f fields, h *Header, subject string) bool {
	switch h.Automatic.AutoSubmitted {
	case "auto-replied", "auto-notified":
		return true
	}
	for _, name := range []string{"X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Autoreply-From", "X-Mail-Autoreply", "X-Auto-Reply-From", "X-AutoReply-From", "X-Vacation"} {
		if v := strings.ToLower(f.get(name)); v != "" && v != "no" {
			return true
		}
	}
	switch h.Automatic.Precedence {
	case "auto_reply", "auto-reply", "autoreply":
		return true
	case "bulk", "junk":
		if h.InReplyTo != "" && h.List.ID == "" && h.List.Unsubscribe == "" {
			return true // ticket systems acknowledge in this way
		}
	}
	return absenceSubject(subject)
}

// absenceSubject tells whether a subject (in lower case) is one that mail
// programs give to absence notes.
func absenceSubject(subject string) bool {
	for _, opening := range []string{
		"automatic reply", "auto reply:", "auto-reply:", "autoreply:", "auto: ", "auto response:", "auto-response:", "out of office:", "out of office reply", "out of office autoreply", "out of the office:", "vacation reply",
		"réponse automatique", "reponse automatique", "absence du bureau", "absent du bureau", "absente du bureau", "message d'absence", "message d’absence", "notification d'absence", "notification d’absence",
		"automatische antwort", "abwesenheitsnotiz", "abwesend:", "respuesta automática", "fuera de oficina", "risposta automatica", "fuori sede:", "resposta automática", "automatisch antwoord", "afwezig:", "autosvar", "automaattinen vastaus", "autosvar:", "frånvaro:", "automatyczna odpowiedź", "автоответ",
		"accusé de réception automatique", "[auto-reply]", "[autoreply]", "[auto reply]",
	} {
		if strings.HasPrefix(subject, opening) {
			return true
		}
	}
	subject = strings.TrimRight(subject, ". !")
	return strings.HasSuffix(subject, " is out of the office") || strings.HasSuffix(subject, " est absent du bureau") || strings.HasSuffix(subject, " est absente du bureau")
}

// discussion tells whether a mail came through a list or a shared address on
// which people write: what is sent to a group is a person's all the same.
func discussion(f fields, h *Header) bool {
	if name, _, ok := prefix(h.Subject); h.List.Post || ok && replyPrefix(name) {
		return true
	}
	for _, name := range []string{"X-BeenThere", "X-Mailman-Version", "Mailing-List", "X-Google-Group-Id", "X-Mailing-List"} {
		if f.has(name) {
			return true
		}
	}
	return false
}

// bulk tells whether a mail was sent to many who are not meant to answer.
func bulk(f fields, h *Header) bool {
	if discussion(f, h) {
		return false
	}
	switch h.Automatic.Precedence {
	case "bulk", "junk", "list":
		return true
	}
	if h.List.Unsubscribe != "" || h.List.ID != "" {
		return true
	}
	for _, name := range []string{"X-Campaign", "X-CampaignID", "X-Campaign-Id", "X-MC-User", "X-MailingID", "X-Mailing-ID", "X-Newsletter", "X-EMV-CampagneId", "X-SFMC-Stack", "X-Mailin-Campaign"} {
		if f.has(name) {
			return true
		}
	}
	return false
}

// classify judges with the whole letter at hand.
func (r *reader) classify() {
	l := &r.letter
	switch {
	case l.Header.Class == Complaint || r.leaf("message/feedback-report") != nil:
		l.Class = Complaint
		l.Abuse = r.feedback()
	case l.Header.Class == Bounce || r.leaf("message/delivery-status") != nil || r.returnsMail():
		if failure := r.failure(); failure.reports() || l.Header.Class == Bounce {
			l.Class = Bounce
			l.Bounce = &failure
		}
	case r.leaf("message/disposition-notification") != nil:
		l.Class = AutoReply
	}
}

// leaf gives the first leaf of that kind.
func (r *reader) leaf(kind string) *part {
	for _, p := range r.leaves {
		if p.kind == kind || p.kind == "message/global-delivery-status" && kind == "message/delivery-status" {
			return p
		}
	}
	return nil
}
