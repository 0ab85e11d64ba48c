package letter

import (
	"strings"
)

// serverWords gives what the server says in words, without the copy of the mail
// that came back.
func (r *reader) serverWords() string {
	var b strings.Builder
	for _, p := range r.leaves {
		if !p.text() || b.Len() > 64<<10 {
			continue
		}
		content, _ := p.decoded(64 << 10)
		text, _ := toUTF8(content, p.params["charset"])
		if p.kind == "text/html" {
			if b.Len() > 0 {
				continue
			}
			reading := &reader{budget: 64 << 10}
			text = reading.renderHTML(text).text
		}
		b.WriteString(tidy(text))
		b.WriteByte('\n')
	}
	words := b.String()
	if at := copyStart(words); at > 0 {
		return words[:at]
	}
	return words
}

// copyStart gives where the copy of the returned mail begins, or -1.
func copyStart(words string) int {
	low := strings.ToLower(words)
	if len(low) != len(words) {
		low = words
	}
	best := -1
	for _, mark := range []string{
		"--- below this line is a copy", "------ this is a copy of", "original message follows", "----- original message -----", "-----original message-----", "----- original message", "unsent message follows", "----- message header follows", "--- original message",
		"----- message headers", "the original message was received at\n", "\nreturn-path: ", "\nreceived: ", "message header for the original", "the following is a copy", "----- transcript of session follows -----\nmessage could not", "your original mail header", "----- unsent message", "--- enclosed are the original headers", "the header of the original message", "----- returned message", "start of header", "original mail as follows", "message contents follow", "===== original message", "headers of the original", "content of the original", "-----forwarded message", "original message headers",
	} {
		if i := strings.Index(low, mark); i > 0 && (best < 0 || i < best) {
			best = i
		}
	}
	return best
}

// returnsMail tells whether a letter without any field that says so is the
// report of a server: it comes from one or has its subject, and it speaks its
// words.
func (r *reader) returnsMail() bool {
	l := &r.letter
	if l.Header.Class == Complaint || l.InReplyTo != "" && !fromDaemon(l.From) && !l.Automatic.NullSender {
		return false
	}
	subject := strings.ToLower(l.Subject)
	daemon, returned := fromDaemon(l.From), returnSubject(subject)
	// Some houses report from an address that takes no answers.
	automatic := strings.HasPrefix(lettersOnly(strings.ToLower(l.From.Addr)), "noreply@") ||
		l.Automatic.NullSender || strings.HasPrefix(l.Automatic.AutoSubmitted, "auto-")
	if !daemon && !returned && !automatic {
		return false
	}
	signs := 0
	for _, yes := range []bool{daemon, returned, automatic, r.returnsCopy()} {
		if yes {
			signs++
		}
	}
	words := r.serverWords()
	return daemon && (returned || replyCode(words) != 0) || signs >= 2 && returnWords(strings.ToLower(words))
}

// returnsCopy tells whether the letter brings back another mail.
func (r *reader) returnsCopy() bool {
	for _, p := range r.leaves {
		switch p.kind {
		case "message/rfc822", "text/rfc822-headers", "message/partial":
			return true
		}
	}
	for _, p := range r.leaves {
		if p.text() {
			content, _ := p.decoded(128 << 10)
			if idWithin(content) != "" {
				return true
			}
		}
	}
	return false
}

// returnWords tells whether words (in lower case) are those of a server that
// could not deliver.
func returnWords(low string) bool {
	for _, words := range []string{
		"could not be delivered", "couldn't be delivered", "can't be delivered", "cannot be delivered", "can not be delivered", "was not delivered", "not be delivered", "undeliverable", "undelivered", "unable to deliver", "not able to deliver", "wasn't able to deliver", "failed to deliver", "delivery failed", "delivery to the following", "delivery has failed", "delivery failure", "delivery attempt", "delivery error", "deliver your message",
		"permanent error", "permanent fatal error", "fatal errors", "permanent failure", "transient non-fatal", "user unknown", "unknown user", "unknown host", "valid recipients", "no such user", "user not found", "recipient not found", "mailbox not found", "unknown recipient", "recipient unknown", "unknown address", "unknown or illegal alias", "does not exist", "doesn't exist", "not listed in", "invalid recipient", "invalid address", "no mailbox here", "mailbox unavailable", "mailbox full", "mailbox is full", "quota", "recipient rejected", "address rejected", "message rejected", "was rejected", "has been rejected", "host unknown", "host not found", "domain not found", "relaying denied", "relay access denied", "retry timeout", "connection timed out", "connection refused", "unrouteable", "unroutable", "returned mail", "returned to sender", "message was not", "bounce", "failed recipient", "following recipients", "following addresses", "following address", "mail system at host", "qmail-send program", "expired in queue", "transcript of session", "transcript of the session", "said: 5", "said: 4", "smtp error", "error from remote", "550 ", "554 ", "552 ", "553 ",
		"n'a pas pu être", "n’a pas pu être", "n'a pas été remis", "n’a pas été remis", "échec de la remise", "non remis", "impossible de remettre", "destinataire inconnu", "adresse introuvable", "n'a pas été trouvé", "nicht zugestellt", "konnte nicht", "no se ha podido", "non è stato possibile", "配信できませんでした", "送信できませんでした", "あて先", "宛先", "エラー",
	} {
		if strings.Contains(low, words) {
			return true
		}
	}
	return false
}

// namedRecipients finds addresses in the words of a server when no
// machine-readable part names them.
func (r *reader) namedRecipients(words string) []FailedRecipient {
	var found []FailedRecipient
	add := func(address string) {
		address = cleanAddr(address)
		if len(found) >= maxRecipients || !plausibleAddress(address) {
			return
		}
		for _, known := range found {
			if strings.EqualFold(known.Address, address) {
				return
			}
		}
		found = append(found, FailedRecipient{Address: address})
	}
	for _, v := range r.top.fields.all("X-Failed-Recipients") {
		for _, a := range strings.Split(v, ",") {
			add(a)
		}
	}
	if len(found) > 0 {
		return found
	}
	for _, line := range strings.Split(words, "\n") {
		if a := addressOf(line); a != "" && !ourAddress(a, r.letter) {
			add(a)
		}
	}
	if len(found) == 0 && returnWords(strings.ToLower(words)) {
		found = append(found, FailedRecipient{})
	}
	return found
}

// addressOf takes the first address in a line of a report.
func addressOf(line string) string {
	if !strings.Contains(line, "@") || len(line) > 1000 {
		return ""
	}
	low := strings.ToLower(strings.TrimSpace(line))
	for _, other := range []string{"from:", "reply-to:", "message-id", "return-path", "sender:", "contact ", "please contact", "if you", "http"} {
		if strings.HasPrefix(low, other) {
			return ""
		}
	}
	for _, word := range strings.FieldsFunc(line, func(c rune) bool {
		return c <= ' ' || strings.ContainsRune("<>()[]\"',;:|*", c)
	}) {
		if strings.Contains(word, "@") && plausibleAddress(strings.Trim(word, ".")) {
			return strings.Trim(word, ".")
		}
	}
	return ""
}

func plausibleAddress(a string) bool {
	local, domain, found := strings.Cut(a, "@")
	return found && local != "" && strings.Contains(domain, ".") && !strings.ContainsAny(a, " \t/=?") && len(a) < 255
}

// ourAddress tells whether an address is the server's own or who the report is
// written to.
func ourAddress(a string, l Letter) bool {
	low := strings.ToLower(a)
	if strings.HasPrefix(low, "postmaster@") || strings.HasPrefix(low, "mailer-daemon@") || strings.EqualFold(a, l.From.Addr) {
		return true
	}
	for _, to := range l.To {
		if strings.EqualFold(a, to.Addr) {
			return true
		}
	}
	return false
}

// diagnosticFor finds what a server says about an address: the line with a
// reply code nearest after its name.
func diagnosticFor(words, address string) string {
	rest := words
	if address != "" {
		if i := strings.Index(strings.ToLower(words), strings.ToLower(address)); i >= 0 && i < len(words) {
			rest = words[strings.LastIndexByte(words[:i], '\n')+1:]
		}
	}
	lines := strings.Split(rest, "\n")
	for i := 0; i < len(lines) && i < 30; i++ {
		if statusCode(lines[i]) != "" || replyCode(lines[i]) != 0 {
			said := lines[i]
			for k := i + 1; k < len(lines) && k < i+4 && strings.TrimSpace(lines[k]) != "" && len(said) < 400; k++ {
				said += " " + strings.TrimSpace(lines[k])
			}
			return diagnostic(said)
		}
	}
	if len(lines) > 1 && address != "" {
		for _, next := range lines[:min(len(lines), 4)] {
			next = strings.TrimSpace(next)
			if _, after, found := strings.Cut(next, ":"); found && strings.Contains(next, address) && len(strings.TrimSpace(after)) > 4 {
				return diagnostic(after)
			}
			if next != "" && !strings.Contains(next, "@") && !strings.HasSuffix(next, ":") {
				return diagnostic(next)
			}
		}
	}
	return ""
}
