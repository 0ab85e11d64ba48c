package feed

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"html"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel/email/letter"
)

const (
	keyLength      = 12  // characters of a key in the cursor
	longestNative  = 300 // bytes
	maxAttachments = 50
	maxCategories  = 20
)

// message makes a message of an item.
func message(acc inbox.Account, e envelope, it item, received time.Time) inbox.Message {
	base := e.base()
	m := inbox.Message{
		Account: acc.ID, Native: nativeOf(it, it.GUID, e.Shared), Kind: inbox.Mention, Direction: inbox.Inbound,
		Subject: titleText(it.Title), Language: language(it.language, e.Language), Visibility: inbox.Public,
		Permalink: unwrapped(absolute(base, it.Link)), SentAt: sentAt(it, received), ReceivedAt: received,
		Attachments: attachments(base, it),
	}
	m.Text, m.Links = body(it)
	m.Author = author(e, it, m.Permalink)
	if n, err := strconv.ParseInt(strings.TrimSpace(it.comments), 10, 64); err == nil && n >= 0 {
		m.Metrics = map[string]int64{"comments": n}
	}
	m.Root = m.Native
	if e.Comments || it.answers != "" {
		m.Kind, m.Parent, m.Root = inbox.Comment, shortNative(it.answers), thread(base, it, m)
	}
	return m
}

// thread names what a comment belongs to: the page that it stands on, else
// what it answers.
func thread(base *url.URL, it item, m inbox.Message) string {
	for _, page := range []string{absolute(base, it.answersPage), m.Permalink} {
		if before, _, anchored := strings.Cut(page, "#"); anchored || page != "" && page != m.Permalink {
			return shortNative(before)
		}
	}
	if m.Parent != "" {
		return m.Parent
	}
	return m.Native
}

// nativeOf names an item: by its id, together with what it says where other
// items have the same; by its link, title and date where it has none.
func nativeOf(it item, id string, shared bool) string {
	id = strings.TrimSpace(id)
	switch {
	case id == "":
		return "hash:" + hash(18, it.Link, it.Title, it.Published)
	case shared:
		return shortNative(id) + "#" + hash(12, it.Link, it.Title)
	default:
		return shortNative(id)
	}
}

// shortNative keeps an id within bounds.
func shortNative(id string) string {
	if len(id) > longestNative {
		return "long:" + hash(18, id)
	}
	return id
}

// hash gives n bytes of a hash as text, a third longer.
func hash(n int, parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		_, _ = fmt.Fprintf(h, "%d:%s", len(p), p)
	}
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:n])
}

// keyOf is how the cursor knows an item.
func keyOf(native string) string { return hash(keyLength*3/4, native) }

// saidBy is how the cursor knows what an item said: a change of it is an edit.
func saidBy(m inbox.Message) string {
	return hash(6, m.Subject, m.Text, strconv.Itoa(len(m.Attachments)), strconv.FormatInt(m.Metrics["comments"], 10))
}

// body is the readable text of an item, with its categories in the last line.
func body(it item) (string, []inbox.Link) {
	var text string
	var links []letter.Link
	switch content := firstOf(it.Content, it.Description, it.media("description")); {
	case it.plain != "":
		text, links = letter.Plain(it.plain)
	case hasMarkup(content):
		text, links = letter.Page(content)
	default:
		text, links = letter.Plain(content)
	}
	var out []inbox.Link
	for _, l := range links {
		if !l.Image {
			out = append(out, inbox.Link{Text: l.Text, Target: l.Target, Suspicious: l.Suspicious, Start: l.Start, End: l.End})
		}
	}
	text = strings.TrimRight(text, " \t\n") // links lie before that
	return join(text, categories(it)), out
}

func join(text, last string) string {
	if text == "" || last == "" {
		return text + last
	}
	return text + "\n\n" + last
}

// categories writes an item's categories as people write them.
func categories(it item) string {
	var marks []string
	for _, c := range it.Categories {
		c = oneLine(titleText(c))
		if mark := "#" + strings.Join(strings.Fields(c), "_"); c != "" && len(c) < 60 && !slices.Contains(marks, mark) && len(marks) < maxCategories {
			marks = append(marks, mark)
		}
	}
	return strings.Join(marks, " ")
}

func firstOf(all ...string) string {
	for _, s := range all {
		if strings.TrimSpace(s) != "" {
			return s
		}
	}
	return ""
}

// hasMarkup tells HTML from text, which feeds do not.
func hasMarkup(s string) bool {
	scan := scanner{text: s}
	for {
		m, ok := scan.next()
		if !ok {
			break
		}
		if m.kind == aside || (m.kind == openTag || m.kind == closeTag) && isHTML(m.name) {
			return true
		}
	}
	return strings.Contains(s, "&") && html.UnescapeString(s) != s
}

func language(all ...string) string {
	for _, l := range all {
		primary, _, _ := strings.Cut(strings.ToLower(strings.ReplaceAll(strings.TrimSpace(l), "_", "-")), "-")
		if len(primary) == 2 || len(primary) == 3 {
			return primary
		}
	}
	return ""
}

func attachments(base *url.URL, it item) []inbox.Attachment {
	var all []inbox.Attachment
	for _, e := range it.Enclosures {
		address := ""
		if e != nil {
			address = absolute(base, e.URL)
		}
		if address == "" || len(all) == maxAttachments {
			continue
		}
		size, err := strconv.ParseInt(strings.TrimSpace(e.Length), 10, 64)
		if err != nil || size < 0 {
			size = 0
		}
		kind, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(e.Type)), ";")
		all = append(all, inbox.Attachment{Index: len(all), Name: fileName(address, len(all)), Type: oneLine(kind), Size: size, URL: address})
	}
	return all
}

func fileName(address string, index int) string {
	if u, err := url.Parse(address); err == nil {
		if name := letter.SafeName(path.Base(u.Path)); name != "" && name != "." && name != "_" {
			return name
		}
	}
	return "file-" + strconv.Itoa(index+1)
}
