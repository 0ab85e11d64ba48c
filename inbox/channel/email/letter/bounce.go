package letter

import (
	"bytes"
	"strings"
)

// Failure says what a bounce reports.
type Failure struct {
	Recipients []FailedRecipient // in the order of the report, at most 200
	OriginalID string            // Message-ID of the mail that was not delivered, without brackets
	Permanent  bool              // at least one recipient will never get it
}

// FailedRecipient is one address of a Failure.
type FailedRecipient struct {
	Address    string // empty if the report does not say
	Status     string // enhanced status code such as 5.1.1 (RFC 3463), empty if not said
	Action     string // failed, delayed, delivered, relayed, expanded (RFC 3464)
	Diagnostic string // words of the other server, one line, at most 500 bytes
	Permanent  bool   // trying again is of no use
}

// Feedback is what a complaint reports.
type Feedback struct {
	Type       string // abuse, fraud, not-spam… in lower case
	Recipient  string // who complained, if said
	OriginalID string // Message-ID of the mail complained about
}

const maxRecipients = 200

// reports tells whether anything of a report was found.
func (f Failure) reports() bool { return len(f.Recipients) > 0 || f.OriginalID != "" }

// failure reads the report: its machine-readable part if there is one, and what
// that leaves open from the words of the server.
func (r *reader) failure() Failure {
	var f Failure
	for _, p := range r.leaves {
		if p.kind == "message/delivery-status" || p.kind == "message/global-delivery-status" {
			content, _ := p.decoded(1 << 20)
			f.Recipients = append(f.Recipients, deliveryStatus(content)...)
		}
	}
	words := r.serverWords()
	if len(f.Recipients) == 0 {
		f.Recipients = r.namedRecipients(words)
	}
	for i := range f.Recipients {
		f.Recipients[i].complete(words)
		f.Permanent = f.Permanent || f.Recipients[i].Permanent
	}
	if len(f.Recipients) > maxRecipients {
		f.Recipients = f.Recipients[:maxRecipients]
	}
	f.OriginalID = r.originalID()
	return f
}

// deliveryStatus reads the groups of fields of RFC 3464.
func deliveryStatus(content []byte) []FailedRecipient {
	var found []FailedRecipient
	content = bytes.ReplaceAll(content, []byte("\r\n"), []byte("\n"))
	for _, group := range bytes.Split(content, []byte("\n\n")) {
		f, _, _ := splitHeader(bytes.TrimLeft(group, "\n"))
		recipient := FailedRecipient{
			Status:     statusCode(f.get("Status")),
			Action:     firstWord(f.get("Action")),
			Diagnostic: diagnostic(f.get("Diagnostic-Code")),
		}
		for _, name := range []string{"Original-Recipient", "Final-Recipient", "X-Actual-Recipient"} {
			if a := typedAddress(f.get(name)); strings.Contains(a, "@") {
				recipient.Address = a
				break
			}
		}
		if recipient.Address == "" {
			recipient.Address = typedAddress(f.get("Final-Recipient"))
		}
		if f.has("Final-Recipient") || f.has("Original-Recipient") || f.has("Action") {
			found = append(found, recipient)
		}
		if len(found) >= maxRecipients {
			break
		}
	}
	return found
}

// typedAddress takes the address out of "rfc822; user@host".
func typedAddress(v string) string {
	if _, after, found := strings.Cut(v, ";"); found {
		v = after
	}
	return cleanAddr(v)
}

func firstWord(s string) string {
	s = strings.ToLower(strings.TrimSpace(readableBytes(s)))
	if i := strings.IndexAny(s, " \t(;"); i >= 0 {
		s = s[:i]
	}
	return s
}

// diagnostic tidies the words of a server.
func diagnostic(s string) string {
	if kind, after, found := strings.Cut(s, ";"); found && len(kind) < 20 && !strings.Contains(strings.TrimSpace(kind), " ") {
		s = after
	}
	s = oneLine(readableBytes(s))
	if len(s) > 500 {
		s = strings.ToValidUTF8(s[:500], "")
	}
	return s
}

// statusCode finds an enhanced status code (class.subject.detail) in s.
func statusCode(s string) string {
	for i := 0; i+4 < len(s); i++ {
		if c := s[i]; c != '2' && c != '4' && c != '5' || s[i+1] != '.' || i > 0 && (s[i-1] == '.' || wordByte(s[i-1])) {
			continue
		}
		j := i + 2
		for j < len(s) && j < i+5 && s[j] >= '0' && s[j] <= '9' {
			j++
		}
		if j == i+2 || j >= len(s) || s[j] != '.' {
			continue
		}
		k := j + 1
		for k < len(s) && k < j+4 && s[k] >= '0' && s[k] <= '9' {
			k++
		}
		if k > j+1 && (k == len(s) || s[k] != '.' && !wordByte(s[k])) {
			return s[i:k]
		}
	}
	return ""
}

// replyCode finds an SMTP reply code that says no (RFC 5321), 0 for none.
func replyCode(s string) int {
	for i := 0; i+3 <= len(s); i++ {
		if c := s[i]; c != '4' && c != '5' || i > 0 && (wordByte(s[i-1]) || s[i-1] == '.' || s[i-1] == '-') {
			continue
		}
		if s[i+1] < '0' || s[i+1] > '5' || s[i+2] < '0' || s[i+2] > '9' {
			continue
		}
		if i+3 == len(s) || s[i+3] == ' ' || s[i+3] == '-' {
			return int(s[i]-'0')*100 + int(s[i+1]-'0')*10 + int(s[i+2]-'0')
		}
	}
	return 0
}

// complete fills in what a report left open.
func (f *FailedRecipient) complete(words string) {
	if f.Diagnostic == "" {
		f.Diagnostic = diagnosticFor(words, f.Address)
	}
	if f.Status == "" || strings.HasSuffix(f.Status, ".0.0") {
		if better := statusCode(f.Diagnostic); better != "" {
			f.Status = better
		}
	}
	if f.Status == "" {
		f.Status = statusCode(words)
	}
	code := replyCode(f.Diagnostic)
	if f.Action == "" {
		f.Action = "failed"
		if !strings.HasPrefix(f.Status, "5.") && code < 500 && stillTrying(words) {
			f.Action = "delayed"
		}
	}
	switch {
	case f.Action != "failed":
	case strings.HasPrefix(f.Status, "5."):
		f.Permanent = true
	case strings.HasPrefix(f.Status, "4."):
		f.Permanent = false
	default:
		f.Permanent = code >= 500 || code == 0 && !stillTrying(words)
	}
}

func stillTrying(words string) bool {
	low := strings.ToLower(words)
	for _, sign := range []string{"will be retried", "will keep trying", "continue to try", "will continue", "delivery attempts will continue", "do not need to resend", "no action is required", "is delayed", "has been delayed", "temporarily", "message will be retried", "has not yet been delivered", "nouvelle tentative", "sera retent", "a été retardé"} {
		if strings.Contains(low, sign) {
			return true
		}
	}
	return false
}

// originalID finds the Message-ID of the mail that came back: in the returned
// copy, in a copy within the text, or in what the report answers to.
func (r *reader) originalID() string {
	for _, p := range r.leaves {
		// Some servers put the returned mail into a part without wrapping it.
		if id := firstID(p.fields.get("Message-ID")); id != "" && p != &r.top && p.fields.has("From") {
			return id
		}
	}
	for _, p := range r.leaves {
		switch p.kind {
		case "message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "message/global", "message/global-headers", "message/partial", "text/rfc822", "message/delivery-status":
			content, _ := p.decoded(256 << 10)
			if id := idWithin(content); id != "" {
				return id
			}
		}
	}
	for i := len(r.leaves) - 1; i >= 0; i-- {
		if p := r.leaves[i]; p.text() || strings.HasPrefix(p.kind, "application/octet") {
			content, _ := p.decoded(256 << 10)
			if id := idWithin(content); id != "" {
				return id
			}
		}
	}
	h := r.letter.Header
	if h.InReplyTo == "" && len(h.References) > 0 {
		return h.References[len(h.References)-1]
	}
	return h.InReplyTo
}

// idWithin finds the first Message-ID line in text, quoted or indented.
func idWithin(content []byte) string {
	for pos := 0; pos < len(content); {
		end := lineEnd(content, pos)
		line := bytes.TrimLeft(content[pos:end], " \t>|*#\"-")
		if i := bytes.IndexByte(line, ':'); i >= 10 && i <= 24 {
			switch name := strings.ToLower(strings.TrimSpace(string(line[:i]))); name {
			case "message-id", "original-message-id", "x-original-message-id", "message id":
				end = foldedEnd(content, end)
				if id := firstID(unfold(string(content[pos+bytes.IndexByte(content[pos:end], ':')+1 : end]))); strings.Contains(id, "@") {
					return id
				}
			}
		}
		pos = end
	}
	return ""
}

// feedback reads the report of RFC 5965.
func (r *reader) feedback() *Feedback {
	var found Feedback
	if p := r.leaf("message/feedback-report"); p != nil {
		content, _ := p.decoded(64 << 10)
		f, _, _ := splitHeader(bytes.TrimLeft(content, "\r\n"))
		found.Type = firstWord(f.get("Feedback-Type"))
		found.Recipient = typedAddress(f.get("Original-Rcpt-To"))
		if found.Recipient == "" {
			found.Recipient = typedAddress(f.get("Removal-Recipient"))
		}
	}
	found.OriginalID = r.originalID()
	return &found
}
