package feed

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"time"

	"vigie/inbox/channel"
)

// place is what is known of a feed; its JSON is the cursor.
type place struct {
	V int `json:"v"`
	// From is the configured address; when a person changes it, what was
	// learned of the old one is forgotten, except for the items.
	From string `json:"from,omitempty"`
	// URL is where the feed truly lies: after permanent redirects, or found on
	// the page at From.
	URL string `json:"url,omitempty"`
	// ETag, Modified and Sum know the last answer again. They are noted only
	// when all of it was given.
	ETag     string `json:"etag,omitempty"`
	Modified string `json:"modified,omitempty"`
	Sum      string `json:"sum,omitempty"`
	Read     bool   `json:"read,omitempty"` // it was a feed at least once
	Dead     *dead  `json:"dead,omitempty"`
	// Seen knows the items of the feed by their Native's hash, with the hash of
	// what they said. Past are the last ones that left it, since caches in a row
	// give old versions.
	Seen map[string]string `json:"seen,omitempty"`
	Past []string          `json:"past,omitempty"`
	// Shared are the hashes of the ids that several items had.
	Shared []string `json:"shared,omitempty"`
}

// dead notes that the feed is not there, and until when that is believed
// without asking: a server that says "gone" is to be left alone.
type dead struct {
	Why   string    `json:"why"`
	Until time.Time `json:"until"`
}

const (
	placeVersion = 1
	maxPast      = 300
	maxShared    = 300
)

func readPlace(cur channel.Cursor, configured *url.URL) (place, error) {
	fresh := place{V: placeVersion, From: configured.String(), Seen: map[string]string{}}
	if len(cur) == 0 {
		return fresh, nil
	}
	var p place
	if err := json.Unmarshal(cur, &p); err != nil {
		return fresh, channel.Fail(channel.CursorLost, "not a cursor of a feed", err)
	}
	if p.V != placeVersion {
		return fresh, channel.Fail(channel.CursorLost, fmt.Sprintf("a cursor of version %d", p.V), nil)
	}
	if p.Seen == nil {
		p.Seen = map[string]string{}
	}
	if p.From != fresh.From {
		fresh.Seen, fresh.Past, fresh.Shared = p.Seen, p.Past, p.Shared
		return fresh, nil
	}
	return p, nil
}

func (p place) cursor() (channel.Cursor, error) {
	b, err := json.Marshal(p)
	if err != nil {
		return nil, fmt.Errorf("write the cursor: %w", err)
	}
	return b, nil
}

// address is where to ask.
func (p place) address(configured *url.URL) *url.URL {
	if u, err := url.Parse(p.URL); err == nil && p.URL != "" {
		return u
	}
	return configured
}

// learned tells whether the address is another than the configured one.
func (p place) learned() bool { return p.URL != "" && p.URL != p.From }

// said gives the hash of what an item said when it was last given; "" when it
// never was.
func (p place) said(key string) string {
	if what, known := p.Seen[key]; known {
		return what
	}
	for _, pair := range p.Past {
		if len(pair) > len(key) && pair[:len(key)] == key {
			return pair[len(key):]
		}
	}
	return ""
}

// settle forgets the items that are no longer in the feed, the oldest first.
func (p *place) settle(there map[string]bool) {
	var left []string
	for key, what := range p.Seen {
		if !there[key] {
			left = append(left, key+what)
			delete(p.Seen, key)
		}
	}
	slices.Sort(left)
	p.Past = slices.DeleteFunc(p.Past, func(pair string) bool { return there[pair[:min(keyLength, len(pair))]] })
	p.Past = append(p.Past, left...)
	p.Past = slices.Clone(p.Past[max(0, len(p.Past)-maxPast):])
}
