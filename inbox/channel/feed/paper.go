package feed

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"

	"vigie/inbox/channel"
)

// paper is a feed as it was fetched: what it says of itself, and its items,
// unread.
type paper struct {
	head  head
	items []slip
	gone  []string // ids of items that were deleted
}

// slip is one item, unread: a feed of that one item.
type slip struct {
	text string
	json bool
	deep bool
	open bool // it broke off
}

var errNoFeed = errors.New("not a feed")

// unfold cuts the text of a feed into its items.
func unfold(text string) (paper, error) {
	trimmed := strings.TrimLeft(text, " \t\r\n")
	if strings.HasPrefix(trimmed, "{") {
		return unfoldJSON(trimmed)
	}
	s, ok := split(text)
	if !ok {
		return paper{}, errNoFeed
	}
	p := paper{head: readHead(s), gone: s.gone}
	for _, it := range s.items {
		p.items = append(p.items, slip{text: s.wrap(it.text), deep: it.deep, open: it.open})
	}
	return p, nil
}

// unfoldJSON takes a JSON feed apart as far as it is whole: what breaks off
// has its first items.
func unfoldJSON(text string) (paper, error) {
	dec := json.NewDecoder(strings.NewReader(text))
	if _, err := dec.Token(); err != nil {
		return paper{}, errNoFeed
	}
	var p paper
	isFeed := false
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			break
		}
		name, _ := key.(string)
		if name == "items" {
			isFeed = true
			if p.items, err = jsonItems(dec); err != nil {
				break
			}
			continue
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			break
		}
		isFeed = isFeed || name == "version" && bytes.Contains(value, []byte("jsonfeed"))
		p.head.takeJSON(name, value)
	}
	if !isFeed {
		return paper{}, errNoFeed
	}
	return p, nil
}

func jsonItems(dec *json.Decoder) ([]slip, error) {
	if t, err := dec.Token(); err != nil || t != json.Delim('[') {
		return nil, errNoFeed
	}
	var items []slip
	for dec.More() {
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			return items, err
		}
		if len(items) < maxItems {
			items = append(items, slip{text: string(raw), json: true})
		}
	}
	_, err := dec.Token()
	return items, err
}

// envelope is what is kept of an item: the item as it came, and what the feed
// says that the item depends on. Its JSON is the raw payload of the message.
type envelope struct {
	V        int    `json:"vigie_feed"`
	URL      string `json:"url"` // where the feed was fetched
	Title    string `json:"title,omitempty"`
	Site     string `json:"site,omitempty"`
	Language string `json:"language,omitempty"`
	Author   string `json:"author,omitempty"`
	Comments bool   `json:"comments,omitempty"` // the feed holds comments
	// Shared is set when several items of the feed have this one's id.
	Shared bool   `json:"shared,omitempty"`
	JSON   bool   `json:"json,omitempty"`
	Item   string `json:"item"`
}

const envelopeVersion = 1

// seal writes the raw payload. It is UTF-8 whatever the feed was.
func (e envelope) seal() []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(e) // strings and flags always encode
	return bytes.TrimRight(b.Bytes(), "\n")
}

func openEnvelope(raw []byte) (envelope, error) {
	var e envelope
	if err := json.Unmarshal(raw, &e); err != nil {
		return e, channel.Fail(channel.Invalid, "not a kept item of a feed", err)
	}
	if e.V != envelopeVersion {
		return e, channel.Fail(channel.Invalid, "a kept item of another version", nil)
	}
	return e, nil
}

// CommentFeed gives the address of the feed of the comments under a kept item
// (wfw:commentRss, or Atom's replies link), so that it can be watched too;
// empty where the item names none.
func CommentFeed(raw []byte) string {
	e, err := openEnvelope(raw)
	if err != nil {
		return ""
	}
	it, err := e.read()
	if err != nil {
		return ""
	}
	return it.commentFeed
}
