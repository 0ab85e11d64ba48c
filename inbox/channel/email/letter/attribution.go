package letter

import (
	"strings"
)

// attribution tells how many lines from i on say who wrote what is quoted
// next ("Le 3 mai, X a écrit :"), 0 for none. low is line i in lower case.
func (f *folder) attribution(i int, low string) int {
	// Only those that begin with a date are known to be wrapped.
	wrapped := dateStart(low)
	if len(low) > 300 || !wrapped && !attributionEnd(low) {
		return 0
	}
	joined := low
	for count := 1; count <= 4; count++ {
		if attributionEnd(joined) && attributed(joined) {
			return count
		}
		next := i + count
		if !wrapped || next >= len(f.lines) || f.lines[next].kind != fresh || len(joined) > 400 {
			return 0
		}
		joined += " " + strings.ToLower(f.at(next))
	}
	return 0
}

func attributionEnd(s string) bool { return strings.HasSuffix(s, ":") || strings.HasSuffix(s, "wrote") }

// attributed tells whether a sentence names the author of a quote: with a verb
// and an address or a date, or with a date and an address only.
func attributed(s string) bool {
	if len(s) > 600 {
		return false
	}
	address, date := strings.Contains(s, "@"), dated(s)
	switch {
	case verb(s):
		return address || date || len(s) < 80
	case address && date:
		return dateStart(s)
	}
	return false
}

// strongAttribution tells whether count lines from i on are sure enough to
// fold all that follows although none of it is marked as quoted.
func (f *folder) strongAttribution(i, count int) bool {
	var words []string
	for k := i; k < i+count; k++ {
		words = append(words, strings.ToLower(f.at(k)))
	}
	s := strings.Join(words, " ")
	return dated(s) && (dateStart(s) && verb(s) || strings.Contains(s, "@") && (verb(s) || dateStart(s)))
}

// dateStart tells whether a line begins as attributions do: with a preposition
// of dates, a weekday or a number.
func dateStart(low string) bool {
	low = strings.TrimLeft(low, " \t>*\u00a0")
	if low == "" {
		return false
	}
	if low[0] >= '0' && low[0] <= '9' {
		return true
	}
	word := low
	if i := strings.IndexAny(low, " \u00a0,."); i > 0 {
		word = low[:i]
	}
	switch word {
	case "on", "le", "am", "il", "el", "em", "op", "den", "dne", "dnia", "w", "in", "a(z)", "il-", "på", "pe", "в",
		"mon", "tue", "wed", "thu", "fri", "sat", "sun", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
		"lun", "mar", "mer", "jeu", "ven", "sam", "dim", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
		"tir", "ons", "tor", "fre", "lør", "søn", "man", "ma", "ti", "ke", "to", "la", "su",
		"пн", "вт", "ср", "чт", "пт", "сб", "вс", "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag",
		"lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo", "lunedì", "martedì", "mercoledì", "giovedì", "venerdì",
		"em:", "dana", "датa", "ngày", "tarihinde", "mi", "do", "di", "so", "sa", "fr":
		return true
	}
	return false
}

// verb tells whether a sentence says "wrote" in one of the languages known.
func verb(low string) bool {
	for _, v := range []string{
		"wrote", "a écrit", "a ecrit", "a \u00e9crit", "écrivait", "schrieb", "schreef", "escribió", "escribio", "escreveu", "ha scritto", "scrisse",
		"napisał", "skrev", "kirjoitti", "írta", "ezt írta", "написал", "пишет", "napsal", "a scris", "yazdı", "έγραψε", "đã viết", "写道", "寫道", "書きました", "님이 작성", "пише", "skrifaði", "va escriure",
	} {
		if i := strings.Index(low, v); i >= 0 && (i == 0 || !wordByte(low[i-1])) {
			return true
		}
	}
	return false
}

// dated tells whether a sentence holds a time or a year.
func dated(s string) bool {
	digits := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= '0' && c <= '9' {
			digits++
			if digits == 4 && (i+1 == len(s) || s[i+1] < '0' || s[i+1] > '9') && (s[i-3] == '1' && s[i-2] == '9' || s[i-3] == '2' && s[i-2] == '0') {
				return true
			}
			continue
		}
		if digits > 0 && digits <= 2 && (c == ':' || c == 'h' || c == '.') && i+2 < len(s) && s[i+1] >= '0' && s[i+1] <= '5' && s[i+2] >= '0' && s[i+2] <= '9' {
			return true
		}
		digits = 0
	}
	return false
}

// headerBlock tells how many lines from i on copy the header of a mail (From,
// Sent, To, Subject in any of the languages known), 0 for none.
func (f *folder) headerBlock(i int) int {
	if f.lines[i].kind == empty || label(f.at(i)) == "" {
		return 0
	}
	seen := map[string]bool{}
	last := i
	for k := i; k < len(f.lines) && k < i+14; k++ {
		s := f.at(k)
		if f.lines[k].kind == empty {
			if len(seen) >= 3 {
				break
			}
			continue // some programs put every field into a paragraph of its own
		}
		if name := label(s); name != "" {
			seen[name] = true
			last = k
		} else if k > last+2 {
			break
		}
	}
	if seen["from"] && (seen["subject"] && len(seen) >= 2 && (seen["date"] || seen["to"]) || seen["date"] && seen["to"]) {
		return last - i + 1
	}
	return 0
}

// label gives which header field a line repeats, or nothing.
func label(s string) string {
	s = strings.TrimLeft(s, " \t*_>|")
	colon := strings.IndexByte(s, ':')
	if colon < 1 || colon > 24 {
		return ""
	}
	name := strings.ToLower(strings.Trim(s[:colon], " *_\u00a0\u202f\t"))
	switch name {
	case "from", "de", "von", "van", "da", "fra", "från", "od", "lähettäjä", "от", "kimden", "feladó", "发件人", "寄件者", "差出人", "expéditeur", "od:", "remitente", "de la", "от кого", "από":
		return "from"
	case "sent", "date", "envoyé", "envoye", "envoyé le", "gesendet", "datum", "verzonden", "inviato", "data", "fecha", "enviado", "enviado el", "enviada em", "enviado em", "dato", "sendt", "skickat", "wysłano", "odesláno", "дата", "отправлено", "lähetetty", "tarih", "gönderildi", "dátum", "elküldve", "发送时间", "日期", "送信日時", "message du", "date d'envoi", "date d’envoi", "sent on":
		return "date"
	case "to", "à", "a", "an", "aan", "para", "til", "till", "do", "komu", "кому", "vastaanottaja", "kime", "címzett", "收件人", "宛先", "pour", "destinataire", "destinatario", "πρoς", "προς":
		return "to"
	case "subject", "objet", "sujet", "betreff", "onderwerp", "oggetto", "asunto", "assunto", "emne", "ämne", "temat", "předmět", "тема", "aihe", "konu", "tárgy", "主题", "主旨", "件名", "θέμα":
		return "subject"
	case "cc", "copie", "copie à", "kopie", "kopia", "copia", "c.c.", "cci", "reply-to", "répondre à", "importance", "attachments", "pièces jointes", "organization":
		return "other"
	}
	return ""
}

// separator tells whether a line is the rule that programs put above the mail
// answered to ("-----Message d'origine-----").
func separator(low string) bool {
	words, ruled := ruledWords(low)
	if !ruled {
		return false
	}
	if verb(words) && dated(words) && strings.Contains(words, "@") { // Zoho puts its attribution between dashes
		return true
	}
	switch strings.ReplaceAll(words, "’", "'") {
	case "original message", "message d'origine", "message original", "message initial", "ursprüngliche nachricht", "originalnachricht",
		"urspr. nachricht", "original-nachricht", "mensaje original", "mensagem original", "messaggio originale", "messaggio orig.",
		"oorspronkelijk bericht", "oprindelig meddelelse", "oprindelig besked", "opprinnelig melding", "ursprungligt meddelande",
		"originalmeddelande", "wiadomość oryginalna", "oryginalna wiadomość", "původní zpráva", "исходное сообщение", "пересланное сообщение",
		"alkuperäinen viesti", "orijinal mesaj", "eredeti üzenet", "mesaj original", "missatge original", "原始邮件", "元のメッセージ", "reply message", "reply to message",
		"original appointment", "rendez-vous d'origine", "original email", "e-mail d'origine", "original mail":
		return true
	}
	return false
}

// forwardMark tells whether a line says that a forwarded mail follows.
func forwardMark(low string) bool {
	words, ruled := ruledWords(low)
	words = strings.ReplaceAll(words, "’", "'")
	switch words {
	case "forwarded message", "message transféré", "message transmis", "message réexpédié", "courriel transféré", "weitergeleitete nachricht", "weitergeleitete e-mail",
		"mensaje reenviado", "mensagem encaminhada", "mensagem reencaminhada", "messaggio inoltrato", "doorgestuurd bericht", "videresendt meddelelse",
		"videresendt melding", "vidarebefordrat meddelande", "wiadomość przekazana dalej", "přeposlaná zpráva", "välitetty viesti", "転送メッセージ", "转发的邮件", "forwarded mail", "begin forwarded message", "forwarded by":
		return ruled
	}
	return strings.HasPrefix(low, "begin forwarded message") || strings.HasPrefix(low, "début du message réexpédié") ||
		strings.HasPrefix(low, "début du message transféré") || strings.HasPrefix(low, "anfang der weitergeleiteten") ||
		strings.HasPrefix(low, "inicio del mensaje reenviado") || strings.HasPrefix(low, "inizio messaggio inoltrato")
}

// ruledWords gives the words between the dashes of a rule.
func ruledWords(low string) (string, bool) {
	if len(low) > 200 || len(low) < 8 || low[0] != '-' && low[0] != '_' && low[0] != '=' && low[0] != '*' {
		return "", false
	}
	words := strings.Trim(low, "-_=* \t:")
	return words, len(low)-len(words) >= 4
}
