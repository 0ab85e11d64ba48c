package feed

import (
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Link is a feed that a page names.
type Link struct {
	URL      string // absolute
	Title    string
	Type     string // media type as declared
	Comments bool   // it seems to hold the comments of the page
}

const (
	maxPage  = 1 << 20 // bytes of a page that are looked into
	maxLinks = 20
)

// Discover gives the feeds that an HTML page names (link rel=alternate), those
// of comments last, in their order. Nothing is fetched.
func Discover(page []byte, mediaType string, at *url.URL) []Link {
	text := decode(page[:min(len(page), maxPage)], mediaType)
	tokens := html.NewTokenizer(strings.NewReader(text))
	tokens.SetMaxBuf(maxPage)
	base := at
	var feeds, comments []Link
	for len(feeds)+len(comments) < maxLinks {
		switch tokens.Next() {
		case html.ErrorToken:
			return append(feeds, comments...)
		case html.StartTagToken, html.SelfClosingTagToken:
		default:
			continue
		}
		name, more := tokens.TagName()
		tag := atom.Lookup(name)
		if !more || tag != atom.Link && tag != atom.Base {
			continue
		}
		a := attributes(tokens)
		if tag == atom.Base {
			if u, err := at.Parse(a["href"]); err == nil && u.Host != "" {
				base = u
			}
			continue
		}
		l, ok := feedLink(a, base)
		switch {
		case !ok:
		case l.Comments:
			comments = append(comments, l)
		default:
			feeds = append(feeds, l)
		}
	}
	return append(feeds, comments...)
}

func attributes(tokens *html.Tokenizer) map[string]string {
	all := map[string]string{}
	for more := true; more; {
		var key, value []byte
		key, value, more = tokens.TagAttr()
		if _, twice := all[string(key)]; !twice && len(all) < 30 {
			all[string(key)] = string(value)
		}
	}
	return all
}

func feedLink(a map[string]string, base *url.URL) (Link, bool) {
	kind, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(a["type"])), ";")
	alternate, feed := false, false
	for _, rel := range strings.Fields(strings.ToLower(a["rel"])) {
		alternate = alternate || rel == "alternate"
		feed = feed || rel == "feed"
	}
	switch kind {
	case "application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml", "text/xml", "application/xml":
		feed = feed || alternate
	case "application/json":
		// WordPress links its API so; a JSON feed says "feed" somewhere.
		feed = feed || alternate && strings.Contains(strings.ToLower(a["href"]), "feed")
	}
	address := absolute(base, a["href"])
	if !feed || address == "" || strings.Contains(kind, "oembed") {
		return Link{}, false
	}
	l := Link{URL: address, Title: titleText(a["title"]), Type: oneLine(kind)}
	if u, err := url.Parse(address); err == nil {
		low := strings.ToLower(l.Title)
		l.Comments = commentish(u.Path, l.Title) || strings.Contains(low, "comments feed") || strings.Contains(low, "flux des commentaires")
	}
	return l, true
}
