package archive

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/fault"
)

// Post is a message in Vigie's own exchange format; docs/import.md describes
// it for people.
type Post struct {
	ID           Text             `json:"id"`
	Channel      string           `json:"channel,omitempty"`
	Account      string           `json:"account,omitempty"`
	Kind         string           `json:"kind,omitempty"`
	Conversation Text             `json:"conversation,omitempty"`
	Parent       Text             `json:"parent,omitempty"`
	Direction    string           `json:"direction,omitempty"`
	Author       Author           `json:"author"`
	Subject      string           `json:"subject,omitempty"`
	Text         string           `json:"text,omitempty"`
	HTML         string           `json:"html,omitempty"`
	Lang         string           `json:"lang,omitempty"`
	CreatedAt    Moment           `json:"created_at,omitzero"`
	URL          string           `json:"url,omitempty"`
	Rating       *int             `json:"rating,omitempty"`
	Metrics      map[string]int64 `json:"metrics,omitempty"`
	// Columns are what a table had besides, kept with the raw payload.
	Columns map[string]string `json:"columns,omitempty"`
}

// Author is who wrote a post.
type Author struct {
	Handle    string `json:"handle,omitempty"`
	Name      string `json:"name,omitempty"`
	Followers *int64 `json:"followers,omitempty"`
	URL       string `json:"url,omitempty"`
}

// Text is an id: a string, also where a network writes it as a number.
type Text string

// UnmarshalJSON takes a string or a number, without losing a digit of it.
func (t *Text) UnmarshalJSON(raw []byte) error {
	var s string
	if err := json.Unmarshal(raw, &s); err == nil {
		*t = Text(s)
		return nil
	}
	var n json.Number
	if err := json.Unmarshal(raw, &n); err != nil {
		return fmt.Errorf("neither text nor number")
	}
	*t = Text(n.String())
	return nil
}

// Moment is a time: RFC 3339, or seconds or milliseconds since 1970.
type Moment struct{ time.Time }

// UnmarshalJSON takes a string or a number.
func (m *Moment) UnmarshalJSON(raw []byte) error {
	var s Text
	if err := json.Unmarshal(raw, &s); err != nil {
		return err
	}
	if s == "" {
		return nil
	}
	at, err := readTime(string(s), "")
	m.Time = at
	return err
}

// kindNames are the kinds that a post may have.
func kindNames() []inbox.Kind {
	return []inbox.Kind{inbox.Mention, inbox.Comment, inbox.Direct, inbox.Email, inbox.Review, inbox.Clip}
}

func invalid(field string) error {
	return fault.New(fault.Invalid, "fault.import-field", "Field", field)
}

// check names the first field that cannot be right.
func (p Post) check() error {
	switch {
	case p.Kind != "" && !slices.Contains(kindNames(), inbox.Kind(p.Kind)):
		return invalid("kind")
	case p.Direction != "" && p.Direction != string(inbox.Inbound) && p.Direction != string(inbox.Outbound):
		return invalid("direction")
	case p.Rating != nil && (*p.Rating < 1 || *p.Rating > 5):
		return invalid("rating")
	case p.Author.Followers != nil && *p.Author.Followers < 0:
		return invalid("author.followers")
	case strings.TrimSpace(p.Text) == "" && strings.TrimSpace(p.HTML) == "" && strings.TrimSpace(p.Subject) == "":
		return invalid("text")
	case !p.CreatedAt.IsZero() && (p.CreatedAt.Year() < 1970 || p.CreatedAt.Year() > 2200):
		return invalid("created_at")
	}
	return nil
}

// record turns a post into a message. raw is kept with it.
func (f *files) record(at Where, p Post, raw []byte) Record {
	rec := Record{Where: at, Raw: raw, Channel: inbox.Channel(strings.ToLower(strings.TrimSpace(p.Channel))), Account: strings.TrimSpace(p.Account)}
	if rec.Err = p.check(); rec.Err != nil {
		return rec
	}
	rec.Upsert = channel.Upsert{Message: f.message(p, raw), Raw: raw}
	return rec
}

func (f *files) message(p Post, raw []byte) inbox.Message {
	m := inbox.Message{
		Account: f.o.Account.ID, Native: clean(string(p.ID)), Kind: inbox.Mention, Direction: inbox.Inbound,
		Author:  inbox.Author{Handle: clean(p.Author.Handle), Name: clean(p.Author.Name), Followers: p.Author.Followers, URL: webAddress(p.Author.URL)},
		Subject: clean(p.Subject), Text: clean(p.Text), Language: clean(p.Lang), Visibility: inbox.Public,
		Permalink: webAddress(p.URL), Rating: p.Rating, Metrics: p.Metrics,
		SentAt: p.CreatedAt.UTC(), ReceivedAt: f.o.Received, Root: clean(string(p.Conversation)), Parent: clean(string(p.Parent)),
	}
	if p.Kind != "" {
		m.Kind = inbox.Kind(p.Kind)
	}
	if m.Kind == inbox.Direct || m.Kind == inbox.Email {
		m.Visibility = inbox.Private
	}
	if p.Direction != "" {
		m.Direction = inbox.Direction(p.Direction)
	}
	if m.Native == "" {
		m.Native = fingerprint(raw)
	}
	if m.Root == "" {
		m.Root = m.Native
	}
	if m.Author.Handle == "" {
		m.Author.Handle = m.Author.Name
	}
	if p.CreatedAt.IsZero() || m.SentAt.After(f.o.Received) {
		m.SentAt = f.o.Received
	}
	if strings.TrimSpace(m.Text) == "" && p.HTML != "" {
		m.Text, m.Links = readable(strings.ToValidUTF8(p.HTML, "\ufffd"))
	}
	return m
}

// clean takes away what no text holds.
func clean(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\ufffd"), "\x00", "")
}

// webAddress keeps an address only if a browser may open it.
func webAddress(s string) string {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return ""
	}
	return u.String()
}

// snowflakes is when the ids of Twitter begin to count, in milliseconds: their
// upper bits are the time at which a tweet was made
// (github.com/twitter-archive/snowflake).
const snowflakes = 1288834974657

// readTime reads a time in a Go layout; "unix" and "unix-ms" count from 1970,
// and "snowflake" is the id of a tweet, for tables that have no time besides.
// Without a layout it takes RFC 3339, the same without a zone (UTC), a date,
// or a count, whose size tells seconds from milliseconds.
func readTime(s, layout string) (time.Time, error) {
	s = strings.TrimSpace(s)
	n, counted := strconv.ParseInt(s, 10, 64)
	switch {
	case layout == "unix" && counted == nil:
		return time.Unix(n, 0).UTC(), nil
	case layout == "unix-ms" && counted == nil:
		return time.UnixMilli(n).UTC(), nil
	case layout == "snowflake" && counted == nil && n>>22 > 0:
		return time.UnixMilli(n>>22 + snowflakes).UTC(), nil
	case layout == "snowflake":
		return time.Time{}, timeFault(fmt.Errorf("not the id of a tweet"))
	case layout != "" && layout != "unix" && layout != "unix-ms":
		at, err := time.Parse(layout, s)
		return at.UTC(), timeFault(err)
	case layout == "" && counted == nil && n > 1e11:
		return time.UnixMilli(n).UTC(), nil
	case layout == "" && counted == nil:
		return time.Unix(n, 0).UTC(), nil
	}
	for _, known := range []string{time.RFC3339Nano, "2006-01-02T15:04:05", time.DateTime, "2006-01-02 15:04", time.DateOnly} {
		if at, err := time.Parse(known, s); err == nil {
			return at.UTC(), nil
		}
	}
	return time.Time{}, timeFault(fmt.Errorf("not a time"))
}

func timeFault(err error) error {
	if err == nil {
		return nil
	}
	return fault.Wrap(err, fault.Invalid, "fault.import-field", "Field", "created_at")
}
