package feed

import (
	"errors"
	"fmt"
	"strings"

	"github.com/mmcdole/gofeed"
	"github.com/mmcdole/gofeed/atom"
	ext "github.com/mmcdole/gofeed/extensions"
	jsonfeed "github.com/mmcdole/gofeed/json"
	"github.com/mmcdole/gofeed/rss"
)

// item is one item, read.
type item struct {
	*gofeed.Item
	plain       string // the body where the feed says that it is no HTML
	authorURL   string
	language    string
	commentFeed string
	comments    string // how many, as it is written
	answers     string // id of what it answers (RFC 4685)
	answersPage string
}

var (
	errDeep  = errors.New("its elements lie too deep in one another")
	errLarge = fmt.Errorf("it is larger than %d kB", maxItem>>10)
	errEmpty = errors.New("nothing is in it")
)

// read reads the item, mending it first; where that does not help its texts
// are taken as they are.
func (e envelope) read() (item, error) {
	if e.JSON {
		return guarded(func() (item, error) { return readJSON(e.Item) })
	}
	if len(e.Item) > 2*maxItem {
		return item{}, errLarge
	}
	s, ok := split(e.Item)
	if !ok || len(s.items) == 0 {
		return item{}, errEmpty
	}
	if s.items[0].deep {
		return item{}, errDeep
	}
	root := sheaf{root: mend(s.root), name: s.name, channel: mend(s.channel)}
	text := mend(s.items[0].text)
	it, err := guarded(func() (item, error) { return readXML(root, text) })
	if err == nil {
		return it, nil
	}
	it, again := guarded(func() (item, error) { return readXML(root, mend(shield(s.items[0].text))) })
	if again != nil {
		return item{}, err
	}
	return it, nil
}

// guarded contains a panic of the parser.
func guarded(read func() (item, error)) (it item, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("reading the item panicked: %v", cause)
		}
	}()
	return read()
}

func readXML(s sheaf, text string) (item, error) {
	if s.channel == "" && strings.HasSuffix(strings.ToLower(s.name), "feed") {
		return readAtom(s.wrap(text))
	}
	f, err := (&rss.Parser{}).Parse(strings.NewReader(s.wrap(text)))
	if err != nil {
		return item{}, fmt.Errorf("read the item: %w", err)
	}
	all, err := (&gofeed.DefaultRSSTranslator{DisableContentImageScan: true}).Translate(f)
	if err != nil {
		return item{}, fmt.Errorf("read the item: %w", err)
	}
	if len(all.Items) == 0 {
		return item{}, errEmpty
	}
	it := item{Item: all.Items[0]}
	it.extensions()
	it.byline(f.Items[0])
	return it, it.worth()
}

func readAtom(text string) (item, error) {
	f, err := (&atom.Parser{}).Parse(strings.NewReader(text))
	if err != nil {
		return item{}, fmt.Errorf("read the entry: %w", err)
	}
	all, err := (&gofeed.DefaultAtomTranslator{}).Translate(f)
	if err != nil {
		return item{}, fmt.Errorf("read the entry: %w", err)
	}
	if len(all.Items) == 0 {
		return item{}, errEmpty
	}
	it := item{Item: all.Items[0]}
	it.extensions()
	entry := f.Entries[0]
	if len(entry.Authors) > 0 {
		it.authorURL = entry.Authors[0].URI
	}
	if c := entry.Content; c != nil && c.Type == "text" {
		it.plain = c.Value
	}
	for _, l := range entry.Links {
		if l.Rel == "replies" && strings.Contains(l.Type, "xml") && it.commentFeed == "" {
			it.commentFeed = l.Href
		}
	}
	return it, it.worth()
}

func readJSON(text string) (item, error) {
	wrapped := `{"version":"https://jsonfeed.org/version/1.1","items":[` + text + `]}`
	f, err := (&jsonfeed.Parser{}).Parse(strings.NewReader(wrapped))
	if err != nil {
		return item{}, fmt.Errorf("read the item: %w", err)
	}
	all, err := (&gofeed.DefaultJSONTranslator{}).Translate(f)
	if err != nil {
		return item{}, fmt.Errorf("read the item: %w", err)
	}
	if len(all.Items) == 0 || all.Items[0] == nil || f.Items[0] == nil {
		return item{}, errEmpty
	}
	it, from := item{Item: all.Items[0]}, f.Items[0]
	it.language = from.Language
	if from.ContentHTML == "" {
		it.plain = from.ContentText
	}
	for _, a := range append(from.Authors, from.Author) {
		if a != nil && it.authorURL == "" {
			it.authorURL = a.URL
		}
	}
	return it, it.worth()
}

// byline keeps the name of an author that gofeed could not take apart.
func (it *item) byline(from *rss.Item) {
	if it.Author != nil && (it.Author.Name != "" || it.Author.Email != "") {
		return
	}
	name := from.Author
	if dc := from.DublinCoreExt; dc != nil {
		name = first(first(name, dc.Creator), dc.Author)
	}
	it.Authors = []*gofeed.Person{{Name: name}}
}

// worth refuses an item with nothing in it for a reader.
func (it item) worth() error {
	if it.Title == "" && it.Content == "" && it.Description == "" && it.Link == "" && it.plain == "" && len(it.Enclosures) == 0 && it.media("description") == "" {
		return errEmpty
	}
	return nil
}

// extensions reads the modules that tell of comments and answers: wfw, slash,
// thread (RFC 4685), Dublin Core.
func (it *item) extensions() {
	if dc := it.DublinCoreExt; dc != nil && len(dc.Language) > 0 {
		it.language = dc.Language[0]
	}
	for _, module := range it.Extensions {
		for name, all := range module {
			if len(all) == 0 {
				continue
			}
			it.extension(strings.ToLower(name), all[0])
		}
	}
	if c := it.Extensions["slash"]["comments"]; len(c) > 0 {
		it.comments = c[0].Value
	}
}

func (it *item) extension(name string, e ext.Extension) {
	switch name {
	case "commentrss":
		it.commentFeed = e.Value
	case "in-reply-to":
		it.answers, it.answersPage = strings.TrimSpace(e.Attrs["ref"]), strings.TrimSpace(e.Attrs["href"])
	}
}

// media gives a text of Media RSS, which video sites use for their descriptions.
func (it item) media(name string) string {
	for _, e := range it.Extensions["media"][name] {
		return e.Value
	}
	for _, group := range it.Extensions["media"]["group"] {
		for _, e := range group.Children[name] {
			return e.Value
		}
	}
	return ""
}
