package letter

import (
	"strings"
)

// root reads the header of the mail itself.
func (r *reader) root(raw []byte) {
	r.budget = maxText
	raw = plainLineEnds(raw)
	clean := true
	r.top.fields, r.top.body, clean = splitHeader(raw)
	if !clean {
		r.trouble(ProblemStructure, "header")
	}
	r.top.describe("text/plain")
}

// header fills in what the header says.
func (r *reader) header() {
	f := r.top.fields
	h := &r.letter.Header
	w := words{fallback: r.top.params["charset"], trouble: r.trouble}
	h.MessageID = firstID(f.get("Message-ID"))
	h.References = references(f.all("References"))
	h.InReplyTo = inReplyTo(f.get("In-Reply-To"), h.References)
	h.Date = headerDate(f)
	h.Subject = oneLine(w.decode(f.get("Subject")))
	h.From = firstAddress(w, f, "From", "Sender", "Return-Path")
	h.ReplyTo = addresses(w, f.all("Reply-To"))
	h.To = addresses(w, f.all("To"))
	h.Cc = addresses(w, f.all("Cc"))
	h.List = listFacts(f)
	h.Automatic = automaticFacts(f)
	h.Class = classOf(f, h)
	h.fingerprint = headerFingerprint(f)
	r.letter.Class = h.Class
}

func firstAddress(w words, f fields, names ...string) Address {
	for _, name := range names {
		if found := addresses(w, f.all(name)); len(found) > 0 {
			return found[0]
		}
	}
	return Address{}
}

// oneLine makes s fit on one line: controls and runs of blanks become one blank.
func oneLine(s string) string {
	clean := true
	for i := 0; i < len(s); i++ {
		if s[i] < ' ' || s[i] == 0x7f || s[i] >= 0x80 || s[i] == ' ' && i+1 < len(s) && s[i+1] == ' ' {
			clean = false
			break
		}
	}
	if clean {
		return strings.Trim(s, " ")
	}
	return strings.Join(strings.FieldsFunc(s, func(c rune) bool {
		return c <= ' ' || c == 0x7f || c >= 0x80 && c <= 0xa0 && c != 0xa0 || invisible(c)
	}), " ")
}

// invisible tells whether a rune has no width of its own and can be used to
// make a text lie about its direction or its words.
func invisible(c rune) bool {
	switch {
	case c >= 0x202a && c <= 0x202e, c >= 0x2066 && c <= 0x2069, c == 0x200e, c == 0x200f, c == 0x061c:
		return true
	case c == 0x200b, c == 0x2060, c == 0xfeff, c == 0x00ad:
		return true
	}
	return false
}

// references collects the ids of the References fields, oldest first.
func references(values []string) []string {
	var ids []string
	seen := map[string]bool{}
	for _, v := range values {
		for _, id := range messageIDs(v, 2000) {
			if !seen[id] {
				seen[id] = true
				ids = append(ids, id)
			}
		}
	}
	if len(ids) > maxReferences {
		// The first names the start of the exchange, the last the nearest letters.
		ids = append(ids[:1:1], ids[len(ids)-maxReferences+1:]...)
	}
	return ids
}

// inReplyTo picks the parent among what In-Reply-To holds: old programs put
// several ids or a sentence there.
func inReplyTo(value string, refs []string) string {
	ids := messageIDs(value, 20)
	switch {
	case len(ids) == 0:
		return ""
	case len(ids) > 1 && len(refs) > 0:
		for _, id := range ids {
			if id == refs[len(refs)-1] {
				return id
			}
		}
	}
	return ids[0]
}

func firstID(value string) string {
	if ids := messageIDs(value, 1); len(ids) > 0 {
		return ids[0]
	}
	return ""
}

// messageIDs finds message ids in a field: those in angle brackets, or, where
// there is none, the words that hold an @.
func messageIDs(value string, most int) []string {
	var ids []string
	for rest := value; len(ids) < most; {
		open := strings.IndexByte(rest, '<')
		if open < 0 {
			break
		}
		rest = rest[open+1:]
		end := strings.IndexAny(rest, "<>")
		if end < 0 {
			end = len(rest)
		}
		if id := cleanID(rest[:end]); id != "" {
			ids = append(ids, id)
		}
		rest = rest[end:]
	}
	if len(ids) > 0 {
		return ids
	}
	for _, word := range strings.FieldsFunc(value, func(c rune) bool { return c <= ' ' || c == ',' || c == '>' }) {
		if id := cleanID(word); id != "" && len(ids) < most && (strings.Contains(id, "@") || most == 1) {
			ids = append(ids, id)
		}
	}
	return ids
}

// cleanID takes the blanks out of an id, which folding breaks into long ones.
func cleanID(id string) string {
	if strings.ContainsAny(id, " \t\r\n\x00") {
		id = strings.Map(func(c rune) rune {
			if c <= ' ' {
				return -1
			}
			return c
		}, id)
	}
	if len(id) > 998 {
		id = id[:998]
	}
	return strings.ToValidUTF8(id, "?")
}

// listFacts reads what a mailing list says of itself (RFC 2369, 2919, 8058).
func listFacts(f fields) List {
	var l List
	if id := readableBytes(f.get("List-Id")); id != "" {
		if open, end := strings.LastIndexByte(id, '<'), strings.LastIndexByte(id, '>'); open >= 0 && end > open {
			id = id[open+1 : end]
		}
		l.ID = strings.ToLower(oneLine(id))
	}
	post := f.get("List-Post")
	l.Post = post != "" && !strings.HasPrefix(strings.ToUpper(post), "NO")
	l.Unsubscribe = unsubscribeTarget(readableBytes(f.get("List-Unsubscribe")))
	l.OneClick = strings.Contains(strings.ToLower(f.get("List-Unsubscribe-Post")), "one-click")
	return l
}

func unsubscribeTarget(value string) string {
	if value == "" {
		return ""
	}
	var mail string
	for _, part := range strings.FieldsFunc(value, func(c rune) bool { return c == '<' || c == '>' || c == ',' || c == ' ' }) {
		low := strings.ToLower(part)
		switch {
		case strings.HasPrefix(low, "https://"), strings.HasPrefix(low, "http://"):
			return part
		case strings.HasPrefix(low, "mailto:") && mail == "":
			mail = part
		}
	}
	return mail
}

func automaticFacts(f fields) Automatic {
	auto, _, _ := strings.Cut(readableBytes(f.get("Auto-Submitted")), ";")
	auto, _, _ = strings.Cut(auto, "(")
	path := f.get("Return-Path")
	return Automatic{
		AutoSubmitted: strings.ToLower(strings.TrimSpace(auto)),
		Precedence:    strings.ToLower(readableBytes(f.get("Precedence"))),
		NullSender:    path == "<>" || path == "<MAILER-DAEMON>",
	}
}
