package feed

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/mmcdole/gofeed/atom"
	ext "github.com/mmcdole/gofeed/extensions"
	"github.com/mmcdole/gofeed/rss"
)

// head is what a feed says of itself.
type head struct {
	title, site, language, author string
	// wish is how long the feed wishes to be left alone; 0 is no wish.
	wish      time.Duration
	skipHours []int // hours of the day in UTC in which it never changes
}

// readHead reads what lies outside the items; a head that cannot be read is
// an empty one, because the items are what matters.
func readHead(s sheaf) head {
	h, err := guardedHead(func() (head, error) { return parseHead(s, mend(s.head)) })
	if err != nil {
		h, _ = guardedHead(func() (head, error) { return parseHead(s, mend(shield(s.head))) })
	}
	if h.language == "" {
		h.language = attribute(s.root, "lang")
	}
	return h
}

func guardedHead(read func() (head, error)) (h head, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("reading the head panicked: %v", cause)
		}
	}()
	return read()
}

func parseHead(s sheaf, inner string) (head, error) {
	if nests(inner) {
		return head{}, errDeep
	}
	root := sheaf{root: mend(s.root), name: s.name, channel: mend(s.channel)}
	if s.channel == "" && strings.HasSuffix(strings.ToLower(s.name), "feed") {
		return atomHead(root.wrap(inner))
	}
	f, err := (&rss.Parser{}).Parse(strings.NewReader(root.wrap(inner)))
	if err != nil {
		return head{}, fmt.Errorf("read the head: %w", err)
	}
	h := head{title: f.Title, site: f.Link, language: f.Language, author: f.ManagingEditor}
	if dc := f.DublinCoreExt; dc != nil {
		h.title, h.language, h.author = first(h.title, dc.Title), first(h.language, dc.Language), first(h.author, dc.Creator)
	}
	if minutes, err := strconv.Atoi(strings.TrimSpace(f.TTL)); err == nil {
		h.wish = time.Duration(min(max(minutes, 0), 1<<16)) * time.Minute
	}
	for _, text := range f.SkipHours {
		if hour, err := strconv.Atoi(strings.TrimSpace(text)); err == nil && hour >= 0 && hour <= 24 {
			h.skipHours = append(h.skipHours, hour%24)
		}
	}
	h.wish = max(h.wish, syndication(f.Extensions))
	return h, nil
}

func atomHead(text string) (head, error) {
	f, err := (&atom.Parser{}).Parse(strings.NewReader(text))
	if err != nil {
		return head{}, fmt.Errorf("read the head: %w", err)
	}
	h := head{title: f.Title, language: f.Language, wish: syndication(f.Extensions)}
	for _, l := range f.Links {
		if (l.Rel == "" || l.Rel == "alternate") && h.site == "" {
			h.site = l.Href
		}
	}
	if len(f.Authors) > 0 {
		h.author = f.Authors[0].Name
	}
	return h, nil
}

func first(known string, others []string) string {
	if known == "" && len(others) > 0 {
		return others[0]
	}
	return known
}

// syndication reads the period of the RSS 1.0 module of that name.
func syndication(all ext.Extensions) time.Duration {
	value := func(name string) string {
		for _, e := range all["sy"][name] {
			return strings.ToLower(strings.TrimSpace(e.Value))
		}
		return ""
	}
	const day = 24 * time.Hour
	periods := map[string]time.Duration{"hourly": time.Hour, "daily": day, "weekly": 7 * day, "monthly": 30 * day, "yearly": 365 * day}
	times, err := strconv.Atoi(value("updateFrequency"))
	if err != nil || times < 1 {
		times = 1
	}
	return periods[value("updatePeriod")] / time.Duration(times)
}

// takeJSON notes one member of a JSON feed.
func (h *head) takeJSON(name string, value json.RawMessage) {
	var text string
	_ = json.Unmarshal(value, &text) // what is no text is empty
	switch name {
	case "title":
		h.title = text
	case "home_page_url":
		h.site = text
	case "language":
		h.language = text
	case "author", "authors":
		h.author = jsonAuthor(value)
	}
}

func jsonAuthor(value json.RawMessage) string {
	type person struct {
		Name string `json:"name"`
	}
	var one person
	var several []person
	if json.Unmarshal(value, &one) == nil {
		return one.Name
	}
	if json.Unmarshal(value, &several) == nil && len(several) > 0 {
		return several[0].Name
	}
	return ""
}

// nests tells whether elements lie deeper in one another than a parser may be
// made to go.
func nests(text string) bool {
	scan, depth := scanner{text: text}, 0
	for {
		m, ok := scan.next()
		switch {
		case !ok:
			return false
		case m.kind == openTag && !m.alone:
			depth++
		case m.kind == closeTag:
			depth--
		}
		if depth > maxNested {
			return true
		}
	}
}
