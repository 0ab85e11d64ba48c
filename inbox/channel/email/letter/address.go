package letter

import (
	"strings"

	"golang.org/x/net/idna"
)

// addresses reads address lists, with groups, comments, missing quotes and
// missing commas as they are met.
func addresses(w words, values []string) []Address {
	var found []Address
	for _, v := range values {
		for _, chunk := range splitAddresses(w.rawBytes(v)) {
			if a, ok := readAddress(w, chunk); ok && a != (Address{}) && len(found) < maxAddresses {
				found = append(found, a)
			}
		}
	}
	return found
}

// splitAddresses cuts a list at the commas and semicolons that stand outside
// quotes, comments and brackets, and takes group names off.
func splitAddresses(s string) []string {
	var chunks []string
	start, depth := 0, 0
	quoted, angle := false, false
	cut := func(end int) {
		if chunk := strings.TrimSpace(s[start:end]); chunk != "" && len(chunks) < maxAddresses {
			chunks = append(chunks, chunk)
		}
		start = end + 1
	}
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' && (quoted || depth > 0):
			i++
		case c == '"' && depth == 0:
			quoted = !quoted
		case quoted:
		case c == '(':
			depth++
		case c == ')' && depth > 0:
			depth--
		case depth > 0:
		case c == '<':
			angle = true
		case c == '>':
			angle = false
		case c == ',' && !angle, c == ';':
			cut(i)
			angle = false
		case c == ':' && !angle && !strings.Contains(s[start:i], "@"):
			start = i + 1
		}
	}
	cut(len(s))
	if (quoted || depth > 0) && len(chunks) == 1 && strings.Count(s, "@") > 1 {
		// An unclosed quote swallowed the list.
		return strings.Split(strings.NewReplacer(`"`, "", "(", " ", ")", " ").Replace(s), ",")
	}
	return chunks
}

// readAddress reads one mailbox.
func readAddress(w words, s string) (Address, bool) {
	open, end := lastBracket(s)
	if open < 0 {
		return bareAddress(w, s)
	}
	a := Address{Addr: cleanAddr(s[open+1 : end])}
	name := strings.TrimSpace(s[:open])
	if name == "" && end+1 < len(s) {
		name = strings.TrimSpace(s[end+1:])
	}
	a.Name = displayName(w, name)
	if strings.EqualFold(a.Name, a.Addr) {
		a.Name = ""
	}
	return a, a.Addr != "" || a.Name != ""
}

// lastBracket finds the last <…> that stands outside quotes.
func lastBracket(s string) (open, end int) {
	open, end = -1, len(s)
	quoted := false
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && quoted:
			i++
		case s[i] == '"':
			quoted = !quoted
		case s[i] == '<' && !quoted:
			open, end = i, len(s)
		case s[i] == '>' && !quoted && open >= 0 && end == len(s):
			end = i
		}
	}
	if open < 0 {
		if open = strings.LastIndexByte(s, '<'); open >= 0 {
			if i := strings.IndexByte(s[open:], '>'); i >= 0 {
				end = open + i
			}
		}
	}
	return open, end
}

// bareAddress reads "addr", "addr (name)" and names without an address.
func bareAddress(w words, s string) (Address, bool) {
	comment := ""
	if i := strings.IndexByte(s, '('); i >= 0 {
		comment = strings.TrimRight(s[i+1:], ") ")
		s = s[:i]
	}
	s = strings.TrimSpace(s)
	if s == "" && comment == "" {
		return Address{}, false
	}
	if at := strings.LastIndexByte(s, '@'); at < 0 || strings.ContainsAny(s[at:], " \t") && !strings.ContainsAny(s, `"`) {
		if word := wordWithAt(s); word != "" {
			rest := displayName(w, strings.Replace(s, word, "", 1))
			return Address{Name: rest, Addr: cleanAddr(word)}, true
		}
		if comment == "" && !strings.ContainsAny(s, " \t=") {
			return Address{Addr: cleanAddr(s)}, s != ""
		}
		return Address{Name: displayName(w, s+" "+comment)}, true
	}
	if i := strings.LastIndexAny(s, " \t"); i >= 0 && !strings.Contains(s[i:], `"`) {
		return Address{Name: displayName(w, s[:i]), Addr: cleanAddr(s[i+1:])}, true
	}
	return Address{Name: displayName(w, comment), Addr: cleanAddr(s)}, true
}

func wordWithAt(s string) string {
	for _, word := range strings.Fields(s) {
		if strings.Contains(word, "@") {
			return word
		}
	}
	return ""
}

// displayName decodes a name and takes quotes off, before decoding and after:
// both are met.
func displayName(w words, s string) string {
	s = unquoteName(strings.TrimSpace(s))
	name := oneLine(w.decode(s))
	if len(name) > 1 && (name[0] == '"' || name[0] == '\'') && name[len(name)-1] == name[0] {
		name = strings.TrimSpace(name[1 : len(name)-1])
	}
	return name
}

func unquoteName(s string) string {
	if !strings.ContainsAny(s, `"\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s):
			i++
			b.WriteByte(s[i])
		case s[i] == '"':
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

// cleanAddr trims an address and puts its domain into lower case; a domain
// written in punycode stays so, one written in Unicode is put into punycode so
// that both compare equal.
func cleanAddr(s string) string {
	s = strings.Trim(readableBytes(s), " \t\r\n<>,;\"'")
	low := strings.ToLower(s)
	if strings.HasPrefix(low, "mailto:") {
		s = s[len("mailto:"):]
	}
	at := strings.LastIndexByte(s, '@')
	if at < 0 {
		return oneLine(s)
	}
	local, domain := s[:at], strings.TrimRight(strings.ToLower(strings.TrimSpace(s[at+1:])), ".")
	if strings.HasPrefix(local, "@") { // an old source route: @relay:local@domain
		if i := strings.LastIndexByte(local, ':'); i >= 0 {
			local = local[i+1:]
		}
	}
	if !ascii(domain) {
		if coded, err := idna.Lookup.ToASCII(domain); err == nil {
			domain = coded
		}
	}
	return oneLine(strings.TrimSpace(local)) + "@" + oneLine(domain)
}
