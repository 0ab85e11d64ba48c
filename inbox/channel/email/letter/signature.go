package letter

import (
	"strings"
)

// markSignatures finds signatures, what phones and programs add, and legal
// notices. It looks at each stretch of lines up to the next quote.
func (f *folder) markSignatures(spans []span) {
	f.markSpans(spans, signature)
	for start := 0; start < len(f.lines); {
		end := start
		for end < len(f.lines) && f.lines[end].kind != quote {
			end++
		}
		f.markStretch(start, end)
		for end < len(f.lines) && f.lines[end].kind == quote {
			end++
		}
		start = end
	}
}

// maxSignature is how many lines a signature may have: after a longer stretch,
// the dashes were the sender's own rule.
const maxSignature = 30

func (f *folder) markStretch(start, end int) {
	for i := start; i < end; i++ {
		if f.lines[i].kind != fresh {
			continue
		}
		s := f.at(i)
		switch {
		case delimiter(s, f.text[f.lines[i].start:f.lines[i].end]) && f.atMost(maxSignature, i, end),
			listRule(s) && f.atMost(12, i, end) && f.listWords(i, end),
			legal(s) && f.atMost(60, i, end):
			f.sign(i, end)
			return
		case footer(s):
			f.lines[i].kind = signature
		}
	}
}

// sign marks the lines from i to end as signature.
func (f *folder) sign(i, end int) {
	for ; i < end; i++ {
		if f.lines[i].kind == fresh {
			f.lines[i].kind = signature
		}
	}
}

// atMost tells whether no more than n lines with text lie from i to end.
func (f *folder) atMost(n, i, end int) bool {
	for ; i < end && n >= 0; i++ {
		if f.lines[i].kind != empty {
			n--
		}
	}
	return n >= 0
}

// delimiter tells whether a line is "-- ", with or without its blank.
func delimiter(s, whole string) bool {
	return s == "--" && !strings.HasPrefix(whole, " ") && !strings.HasPrefix(whole, "\t")
}

// listRule tells whether a line is the rule above the footer of a list.
func listRule(s string) bool {
	return len(s) >= 2 && strings.Trim(s, "_") == "" || len(s) >= 20 && (strings.Trim(s, "-") == "" || strings.Trim(s, "=") == "")
}

// listWords tells whether the lines after a rule speak of a mailing list.
func (f *folder) listWords(i, end int) bool {
	low := strings.ToLower(f.text[f.lines[i].start:f.lines[end-1].end])
	for _, words := range []string{"mailing list", "unsubscribe", "liste de diffusion", "désabonner", "désinscri", "listinfo", "mailman"} {
		if strings.Contains(low, words) {
			return true
		}
	}
	return false
}

// footer tells whether a line is what a phone or a program adds by itself. A
// sentence ("Sent from my desk, is much easier…") is none.
func footer(s string) bool {
	s = strings.TrimLeft(s, " *_-[")
	if len(s) > 160 || len(s) < 8 || !footerLead(s) {
		return false
	}
	if i := strings.IndexAny(s, "<("); i > 0 && strings.Contains(s[i:], "://") {
		s = strings.TrimSpace(s[:i])
	}
	low := strings.ToLower(strings.Trim(s, " *_-[]"))
	for _, opening := range []string{
		"sent from ", "sent via ", "sent using ", "sent with ", "envoyé de mon ", "envoyé depuis ", "envoyé à partir d", "envoyé avec ", "envoyé par ", "envoyé via ", "envoyé d'", "envoyé d’", "expédié de mon",
		"get outlook for ", "obtenir outlook pour ", "obtenez outlook pour ", "télécharger outlook pour ", "téléchargez outlook pour ", "provenance : courrier pour", "provenance\u00a0: courrier pour",
		"gesendet von ", "gesendet mit ", "von meinem ", "enviado desde ", "enviado do meu ", "enviado de mi ", "enviado via ", "enviado con ", "inviato da ", "inviato dal ", "scarica outlook per ", "holen sie sich outlook für",
		"verzonden vanaf ", "verstuurd vanaf ", "verzonden met ", "skickat från ", "sendt fra ", "lähetetty ", "wysłane z ", "odesláno z ", "отправлено с ", "obter o outlook para", "obtener outlook para", "download outlook for",
	} {
		if strings.HasPrefix(low, opening) {
			return len([]rune(low)) <= 70 && !sentence(low)
		}
	}
	return scanned(low)
}

// lead gives the first three bytes of s in lower case: enough to tell at no
// cost that a line begins with none of many openings.
func lead(s string) [3]byte {
	var b [3]byte
	for i := range b {
		if b[i] = s[i]; b[i] >= 'A' && b[i] <= 'Z' {
			b[i] |= 0x20
		}
	}
	return b
}

func footerLead(s string) bool {
	b := lead(s)
	switch string(b[:]) {
	case "sen", "env", "exp", "get", "obt", "t\xc3\xa9", "pro", "ges", "von", "inv", "sca", "hol", "ver", "ski", "l\xc3\xa4", "wys", "ods", "\xd0\xbe\xd1", "dow",
		"thi", "vir", "gar", "l'a", "l\xe2\x80", "cet", "ce ", "die":
		return true
	}
	return s[0] == 0xd0 || s[0] == 'e' || s[0] == 'E' || s[0] == 's' || s[0] == 'S'
}

func legalLead(s string) bool {
	b := lead(s)
	switch string(b[:]) {
	case "ce ", "cet", "les", "l'i", "l\xe2\x80", "le ", "n'i", "n\xe2\x80", "pen", "ava", "mer", "thi", "the", "con", "ple", "sav", "not", "avi", "die", "est":
		return true
	}
	return false
}

// sentence tells whether a line goes on as people's sentences do.
func sentence(low string) bool {
	if strings.ContainsAny(low, ",;?!") {
		return true
	}
	dot := strings.Index(low, ". ")
	if dot >= 0 {
		return true
	}
	if words := strings.Fields(low); len(words) > 9 {
		return true
	}
	return strings.HasSuffix(low, ".") && !strings.Contains(low, "mail") && !strings.Contains(low, "phone")
}

// scanned tells whether a line is what virus scanners add.
func scanned(low string) bool {
	for _, words := range []string{
		"this email has been checked for viruses", "this e-mail has been checked for viruses", "virus-free. www.avast", "virus-free.www.avast", "garanti sans virus", "l'absence de virus dans ce courrier",
		"l’absence de virus dans ce courrier", "cet e-mail a été vérifié par", "ce courrier électronique ne contient aucun virus", "diese e-mail wurde von avast",
	} {
		if strings.HasPrefix(low, words) {
			return true
		}
	}
	return false
}

// legal tells whether a line begins the notice that houses put under every
// mail, or the plea not to print it.
func legal(s string) bool {
	if len(s) < 30 {
		return noticeTitle(s)
	}
	s = strings.TrimLeft(s[:min(len(s), 300)], " *_-=\"«[(")
	if len(s) < 20 || !legalLead(s) {
		return false
	}
	low := strings.ToLower(s)
	low = strings.ReplaceAll(low, "’", "'")
	for _, opening := range []string{
		"ce message et toutes les pièces jointes", "ce message et ses pièces jointes", "ce message et les pièces jointes", "ce message et les fichiers", "ce message (et", "ce message, ainsi que", "ce courriel et les documents", "ce courriel et toutes",
		"ce courriel est confidentiel", "ce mail et les éventuelles pièces", "cet e-mail et toutes", "cet e-mail est confidentiel", "ce message est confidentiel", "ce message électronique et",
		"les informations contenues dans ce", "l'information contenue dans ce", "le présent message", "le contenu de ce message est", "le contenu de ce courriel", "ce courrier électronique et",
		"n'imprimez ce message", "n'imprimez ce mail", "pensez à l'environnement", "avant d'imprimer", "merci de penser à l'environnement",
		"this message and any attachment", "this message and its attachment", "this email and any ", "this e-mail and any ", "this email and its ", "this e-mail and its ", "this message (including", "this email (including", "this e-mail (including", "this email message and", "this e-mail message and",
		"this message contains confidential", "this email contains confidential", "this e-mail contains confidential", "this email is confidential", "this e-mail is confidential", "this message is confidential", "this message is intended", "this email is intended", "this e-mail is intended",
		"this communication is confidential", "this communication is intended", "this communication may contain", "this message may contain confidential", "this email may contain confidential", "this e-mail may contain", "this transmission ", "the information contained in this", "the information in this email is", "the information in this e-mail is", "the information transmitted", "the contents of this e-mail", "the contents of this email",
		"confidentiality notice", "confidentiality note", "please consider the environment", "consider the environment before", "save a tree", "notice of confidentiality", "avis de confidentialité", "diese e-mail enthält vertrauliche", "le informazioni contenute in questo messaggio", "este mensaje y sus archivos", "este mensaje y cualquier", "esta mensagem ",
	} {
		if strings.HasPrefix(low, opening) {
			return true
		}
	}
	return false
}

func noticeTitle(s string) bool {
	switch strings.ToLower(strings.Trim(s, " *_-=:.")) {
	case "disclaimer", "confidentiality notice", "avis de confidentialité", "avertissement", "confidentialité", "mentions légales", "legal notice", "notice légale", "avis important":
		return true
	}
	return false
}
