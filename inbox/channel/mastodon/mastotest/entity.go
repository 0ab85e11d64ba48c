package mastotest

import (
	"fmt"
	"html"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/oklog/ulid/v2"
)

// Person is an account entity.
type Person struct {
	ID        string `json:"id"`
	Username  string `json:"username"`
	Acct      string `json:"acct"`
	Name      string `json:"display_name"`
	URL       string `json:"url"`
	Followers *int64 `json:"followers_count,omitempty"`

	muted, blocked bool
}

// Status is a status entity.
type Status struct {
	ID              string    `json:"id"`
	CreatedAt       string    `json:"created_at"`
	InReplyTo       *string   `json:"in_reply_to_id"`
	InReplyToPerson *string   `json:"in_reply_to_account_id"`
	Sensitive       bool      `json:"sensitive"`
	Warning         string    `json:"spoiler_text"`
	Visibility      string    `json:"visibility"`
	Language        *string   `json:"language"`
	URI             string    `json:"uri"`
	URL             string    `json:"url"`
	Replies         int       `json:"replies_count"`
	Boosts          int       `json:"reblogs_count"`
	Favourites      int       `json:"favourites_count"`
	EditedAt        *string   `json:"edited_at"`
	Content         any       `json:"content"`
	Reblog          *Status   `json:"reblog"`
	Author          *Person   `json:"account"`
	Media           []*Media  `json:"media_attachments"`
	Mentions        []Mention `json:"mentions"`

	text       string
	edits      []string // what it said before
	favourited bool
	key        string
}

// Mention is a person named in a status.
type Mention struct {
	ID       string `json:"id"`
	Username string `json:"username"`
	URL      string `json:"url"`
	Acct     string `json:"acct"`
}

// Media is an attachment entity.
type Media struct {
	ID          string  `json:"id"`
	Type        string  `json:"type"`
	URL         *string `json:"url"`
	RemoteURL   *string `json:"remote_url"`
	Description *string `json:"description"`

	asked int
}

// Notification is a notification entity.
type Notification struct {
	ID        string  `json:"id"`
	Type      string  `json:"type"`
	CreatedAt string  `json:"created_at"`
	Account   *Person `json:"account"`
	Status    *Status `json:"status,omitempty"`
}

// ids makes ids that grow.
type ids struct {
	ulid bool
	mu   sync.Mutex
	last uint64
}

func (i *ids) next() string {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.last = max(i.last+1, uint64(time.Now().UnixMilli())<<16)
	if !i.ulid {
		return fmt.Sprint(i.last)
	}
	var u ulid.ULID
	_ = u.SetTime(i.last >> 16)
	u[6], u[7] = byte(i.last>>8), byte(i.last)
	return u.String()
}

func stamp() string { return time.Now().UTC().Format("2006-01-02T15:04:05.000Z") }

// person gives an account, made when it is first named. The lock is held or
// the server not started.
func (s *Server) person(acct string) *Person {
	acct = strings.TrimSuffix(strings.ToLower(strings.TrimPrefix(acct, "@")), "@"+Domain)
	if p := s.people[acct]; p != nil {
		return p
	}
	name, host, remote := strings.Cut(acct, "@")
	if !remote {
		host = Domain
	}
	followers := int64(len(s.people) * 10)
	p := &Person{
		ID: s.ids.next(), Username: name, Acct: acct, Name: strings.ToUpper(name[:1]) + name[1:],
		URL: "https://" + host + "/@" + name, Followers: &followers,
	}
	s.people[acct] = p
	return p
}

func (s *Server) personByID(id string) *Person {
	for _, p := range s.people {
		if p.ID == id {
			return p
		}
	}
	return nil
}

// named finds the people whom a text mentions. A name without a domain is one
// of the instance's own. The lock is held.
func (s *Server) named(text string) []Mention {
	all := []Mention{}
	seen := map[string]bool{}
	for _, m := range regexp.MustCompile(`(^|[^/\w])@(\w+(?:@[\w.-]+\w)?)`).FindAllStringSubmatch(text, -1) {
		acct := strings.TrimSuffix(strings.ToLower(m[2]), "@"+Domain)
		if !strings.Contains(acct, "@") && acct != houseName || seen[acct] {
			continue
		}
		seen[acct] = true
		p := s.person(acct)
		all = append(all, Mention{p.ID, p.Username, p.URL, p.Acct})
	}
	return all
}

// render makes the HTML of a text, as Mastodon does.
func render(text string, mentioned []Mention) string {
	out := html.EscapeString(text)
	out = regexp.MustCompile(`https?://[^\s<]+`).ReplaceAllStringFunc(out, func(address string) string {
		scheme, rest, _ := strings.Cut(address, "://")
		shown, hidden := rest, ""
		if len(rest) > 30 {
			shown, hidden = rest[:30], rest[30:]
		}
		return fmt.Sprintf(`<a href="%s" target="_blank" rel="nofollow noopener"><span class="invisible">%s://</span><span class="ellipsis">%s</span><span class="invisible">%s</span></a>`, address, scheme, shown, hidden)
	})
	for _, m := range mentioned {
		for _, form := range []string{"@" + m.Acct + "@" + Domain, "@" + m.Acct} {
			link := fmt.Sprintf(`<span class="h-card" translate="no"><a href="%s" class="u-url mention">@<span>%s</span></a></span>`, m.URL, m.Username)
			out = regexp.MustCompile(`(?i)(^|[\s(])`+regexp.QuoteMeta(form)+`\b`).ReplaceAllString(out, "${1}"+link)
		}
	}
	out = strings.ReplaceAll(out, "\n\n", "</p><p>")
	return "<p>" + strings.ReplaceAll(out, "\n", "<br />") + "</p>"
}
