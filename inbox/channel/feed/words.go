package feed

import (
	"html"
	"net/mail"
	"net/url"
	"strings"

	"golang.org/x/net/html/atom"

	"vigie/inbox"
	"vigie/inbox/channel/email/letter"
)

// base is what relative addresses of an item are relative to.
func (e envelope) base() *url.URL {
	u, err := url.Parse(e.URL)
	if err != nil {
		return &url.URL{}
	}
	if site, err := u.Parse(strings.TrimSpace(e.Site)); err == nil && site.Host != "" && (site.Scheme == "http" || site.Scheme == "https") {
		return site
	}
	return u
}

// absolute gives an address of the web in full, or nothing.
func absolute(base *url.URL, address string) string {
	address = strings.TrimSpace(address)
	if address == "" {
		return ""
	}
	u, err := base.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return ""
	}
	u.User = nil
	return u.String()
}

// unwrapped gives the page that a search engine's alert leads to: its own
// address only counts the click.
func unwrapped(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	host := strings.ToLower(u.Hostname())
	var inner string
	switch {
	case (strings.HasPrefix(host, "www.google.") || strings.HasPrefix(host, "google.")) && u.Path == "/url":
		inner = firstOf(u.Query().Get("url"), u.Query().Get("q"))
	case strings.HasSuffix(host, "bing.com") && strings.HasSuffix(u.Path, "apiclick.aspx"):
		inner = u.Query().Get("url")
	}
	if to := absolute(&url.URL{}, inner); to != "" {
		return to
	}
	return address
}

// author is who wrote an item. The handle is a mail address or a page where
// one is given, else the name at the site's host; an item without an author is
// the site's.
func author(e envelope, it item, permalink string) inbox.Author {
	host := hostOf(permalink)
	if host == "" {
		host = hostOf(e.base().String())
	}
	name, address := "", ""
	for _, p := range it.Authors {
		if p != nil && (p.Name != "" || p.Email != "") {
			name, address = person(p.Name, p.Email)
			break
		}
	}
	a := inbox.Author{Name: name, URL: absolute(e.base(), it.authorURL)}
	switch {
	case address != "":
		a.Handle = strings.ToLower(address)
	case a.URL != "":
		a.Handle = strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(a.URL, "https://"), "http://"), "/")
	case name != "":
		a.Handle = strings.ToLower(name) + "@" + host
	default:
		a.Handle = firstOf(host, "feed")
		a.Name, _ = person(firstOf(e.Title, e.Author), "")
	}
	a.Handle = shortNative(oneLine(a.Handle))
	return a
}

// person sorts out a name and a mail address that may stand in one field.
func person(name, email string) (string, string) {
	name, email = oneLine(titleText(name)), oneLine(email)
	if strings.Contains(name, "@") && email == "" {
		name, email = "", name
	}
	if a, err := mail.ParseAddress(email); err == nil {
		name, email = firstOf(name, a.Name), a.Address
	} else {
		name, email = firstOf(name, email), ""
	}
	if len(name) > 200 {
		name = strings.ToValidUTF8(name[:200], "") + "…"
	}
	return name, email
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
}

// titleText makes one line of a title, in which some write HTML and others a
// "<" that is meant.
func titleText(s string) string {
	if strings.IndexByte(s, '<') >= 0 {
		var out strings.Builder
		scan, from := scanner{text: s}, 0
		for {
			m, ok := scan.next()
			if !ok {
				break
			}
			if (m.kind == openTag || m.kind == closeTag) && isHTML(m.name) {
				out.WriteString(s[from:m.start])
				from = m.end
			}
		}
		s = out.String() + s[from:]
	}
	return oneLine(html.UnescapeString(s))
}

func isHTML(name string) bool { return atom.Lookup([]byte(strings.ToLower(name))) != 0 }

// oneLine makes one line that is safe to show.
func oneLine(s string) string {
	if len(s) > 4000 {
		s = strings.ToValidUTF8(s[:4000], "")
	}
	s, _ = letter.Plain(s)
	return strings.Join(strings.Fields(s), " ")
}
