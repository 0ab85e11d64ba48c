package letter

import (
	"net/netip"
	"net/url"
	"sort"
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

// makeLink makes a link of words and the address behind them; false where the
// address is none that a person should follow (scripts, local files).
func makeLink(words, address string) (Link, bool) {
	target, host, odd, ok := trueTarget(address)
	if !ok {
		return Link{}, false
	}
	words = oneLine(words)
	return Link{Text: words, Target: target, Suspicious: odd || namesOther(words, host)}, true
}

// trueTarget gives where an address leads, unwrapped from the rewriting of
// mail filters, and whether it tries to hide that.
func trueTarget(address string) (target, host string, odd, ok bool) {
	address = strings.Map(func(c rune) rune {
		if c < ' ' || c == 0x7f || bidiControl(c) || invisible(c) {
			return -1
		}
		return c
	}, strings.TrimSpace(address))
	if len(address) > 4000 || address == "" {
		return "", "", false, false
	}
	if strings.HasPrefix(address, "//") {
		address = "https:" + address
	}
	u, err := url.Parse(strings.ReplaceAll(address, `\`, "/"))
	if err != nil {
		return looseTarget(address)
	}
	switch strings.ToLower(u.Scheme) {
	case "mailto", "tel":
		return address, "", false, true
	case "http", "https":
	default:
		return "", "", false, false
	}
	if inner := unwrapped(u); inner != nil {
		u = inner
	}
	odd = u.User != nil
	u.User = nil
	host, lookalike := shownHost(u.Hostname())
	if host == "" {
		return "", "", false, false
	}
	if _, err := netip.ParseAddr(host); err == nil {
		return u.String(), host, true, true
	}
	return readable(u, host), host, odd || lookalike, true
}

// readable writes u with the host as it is to be shown, which url.URL would
// percent-code.
func readable(u *url.URL, host string) string {
	const place = "host.invalid"
	port := u.Port()
	u.Host = place
	if port != "" {
		u.Host += ":" + port
	}
	return strings.Replace(u.String(), place, host, 1)
}

// looseTarget takes an address that url.Parse refuses (a stray %, blanks).
func looseTarget(address string) (string, string, bool, bool) {
	low := strings.ToLower(address)
	for _, scheme := range []string{"https://", "http://"} {
		if rest, found := strings.CutPrefix(low, scheme); found {
			host := rest
			if i := strings.IndexAny(host, `/?#\ `); i >= 0 {
				host = host[:i]
			}
			if i := strings.LastIndexByte(host, '@'); i >= 0 {
				host = host[i+1:]
			}
			return strings.ReplaceAll(address, " ", "%20"), host, true, host != ""
		}
	}
	return "", "", false, false
}

// unwrapped gives the address that a filter or a search engine has wrapped.
func unwrapped(u *url.URL) *url.URL {
	host := strings.ToLower(u.Hostname())
	var inner string
	switch {
	case strings.HasSuffix(host, ".safelinks.protection.outlook.com"):
		inner = u.Query().Get("url")
	case strings.HasPrefix(host, "www.google.") && u.Path == "/url":
		inner = u.Query().Get("q")
		if inner == "" {
			inner = u.Query().Get("url")
		}
	}
	if inner == "" {
		return nil
	}
	v, err := url.Parse(inner)
	if err != nil || v.Scheme != "http" && v.Scheme != "https" {
		return nil
	}
	return v
}

// shownHost gives a host in the writing that cannot be mistaken: Latin letters
// with their accents as they are, everything else in punycode. lookalike is
// true where it could be taken for another host.
func shownHost(host string) (shown string, lookalike bool) {
	host = strings.TrimRight(strings.ToLower(host), ".")
	if ascii(host) && !strings.Contains(host, "xn--") {
		return host, false
	}
	coded, err := idna.Lookup.ToASCII(host)
	if err != nil {
		if !ascii(host) {
			return "", false
		}
		return host, true
	}
	readable, err := idna.Lookup.ToUnicode(coded)
	if err != nil {
		return coded, true
	}
	for _, c := range readable {
		if c >= 0x80 && !accented(c) {
			return coded, true
		}
	}
	return readable, false
}

// accented tells whether c is a Latin letter with an accent that no reader
// takes for a plain letter of another alphabet.
func accented(c rune) bool {
	return c >= 0xdf && c <= 0xff && c != 0xf7 || c == 'œ'
}

// namesOther tells whether words read like the address of another house than
// host.
func namesOther(words, host string) bool {
	if host == "" || len(words) > 300 || !strings.Contains(words, ".") {
		return false
	}
	for _, word := range strings.Fields(words) {
		named := namedHost(word)
		if named != "" && house(named) != house(host) {
			return true
		}
	}
	return false
}

// namedHost gives the host that a word names, or nothing.
func namedHost(word string) string {
	word = strings.ToLower(strings.Trim(word, `<>()[]"'«».,;:!?`))
	_, after, schemed := strings.Cut(word, "://")
	if schemed {
		word = after
	}
	if strings.Contains(word, "@") && !schemed {
		return ""
	}
	if i := strings.IndexAny(word, "/?#"); i >= 0 {
		word = word[:i]
		schemed = true
	}
	host, _ := shownHost(word)
	if !strings.Contains(host, ".") || strings.ContainsAny(host, " :[]|…") {
		return ""
	}
	suffix, known := publicsuffix.PublicSuffix(host)
	if !known && !strings.Contains(suffix, ".") || suffix == host {
		return ""
	}
	if !schemed && !strings.HasPrefix(word, "www.") && fileLike(suffix) {
		return ""
	}
	return host
}

// fileLike tells whether a suffix is better known as the end of a file name.
func fileLike(suffix string) bool {
	switch suffix {
	case "zip", "mov", "md", "py", "rs", "pl", "sh", "ps", "ai", "app", "so", "cc":
		return true
	}
	return false
}

// house gives the name under which a host was registered.
func house(host string) string {
	if name, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil {
		return name
	}
	return host
}

// bareLinks adds the addresses that stand in the text itself to the known
// links, all in order of place.
func bareLinks(text string, known []Link) []Link {
	sort.SliceStable(known, func(i, j int) bool { return known[i].Start < known[j].Start })
	var found []Link
	next := 0
	for pos := 0; pos < len(text) && len(found)+len(known) < maxLinks; {
		start, end := nextAddress(text, pos)
		if start < 0 {
			break
		}
		pos = end
		for next < len(known) && known[next].End <= start {
			next++
		}
		if next < len(known) && known[next].Start < end {
			continue
		}
		address := text[start:end]
		if !strings.Contains(address, "://") {
			address = "https://" + address
		}
		// Words that are the address itself cannot name another.
		if target, _, odd, ok := trueTarget(address); ok {
			found = append(found, Link{Text: oneLine(text[start:end]), Target: target, Start: start, End: end, Suspicious: odd})
		}
	}
	if len(found) == 0 {
		return known
	}
	all := append(known[:len(known):len(known)], found...)
	sort.SliceStable(all, func(i, j int) bool { return all[i].Start < all[j].Start })
	return all
}

// nextAddress finds the next http address or www. host from pos on.
func nextAddress(text string, pos int) (start, end int) {
	for pos < len(text) {
		i := strings.IndexAny(text[pos:], "hwHW")
		if i < 0 {
			return -1, 0
		}
		start = pos + i
		pos = start + 1
		if start > 0 && wordByte(text[start-1]) {
			continue
		}
		if end = start + addressLength(text[start:]); end > start {
			return start, end
		}
	}
	return -1, 0
}

// addressLength gives how much of s belongs to the address that it begins with,
// or 0: what punctuation ends belongs to the sentence around it.
func addressLength(s string) int {
	least := 0
	for _, opening := range []string{"www.", "http://", "https://"} {
		if len(s) > len(opening) && strings.EqualFold(s[:len(opening)], opening) {
			least = len(opening) + 2
		}
	}
	if least == 0 {
		return 0
	}
	s = s[:min(len(s), 4000)]
	end := strings.IndexAny(s, " \t\n<>\"`{}|\\^\u00a0«»“”")
	if end < 0 {
		end = len(s)
	}
	for end > least {
		switch c := s[end-1]; {
		case strings.IndexByte(".,;:!?'*_", c) >= 0:
		case c == ')' && strings.Count(s[:end], "(") < strings.Count(s[:end], ")"):
		case c == ']' && strings.Count(s[:end], "[") < strings.Count(s[:end], "]"):
		default:
			return end
		}
		end--
	}
	return 0
}

func wordByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}
