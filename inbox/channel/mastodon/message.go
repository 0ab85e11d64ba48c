package mastodon

import (
	"net/url"
	"path"
	"strings"
	"time"
	"unicode"

	"vigie/inbox"
	"vigie/inbox/channel/email/letter"
)

// The visibilities of a status.
const (
	visiblePublic   = "public"
	visibleUnlisted = "unlisted"
	visiblePrivate  = "private" // followers, and who is mentioned
	visibleDirect   = "direct"  // who is mentioned
)

// self is who the account is: what tells its own statuses from others.
type self struct {
	id     id
	handle string // @name@domain
	domain string // what handles of the instance's own people end in
}

// selfOf takes what an account's address tells, for reading without a network.
func selfOf(acc inbox.Account) self {
	h := fullHandle(strings.TrimPrefix(acc.Address, "@"), "")
	_, domain, _ := strings.Cut(strings.TrimPrefix(h, "@"), "@")
	return self{handle: h, domain: domain}
}

func (m self) is(p person) bool {
	if m.id != "" && p.ID != "" {
		return m.id == p.ID
	}
	return m.handle != "" && fullHandle(p.Acct, m.domain) == m.handle
}

// answersUs tells whether a status answers one of ours.
func (m self) answersUs(s status) bool {
	if s.InReplyToPerson == "" {
		return false
	}
	if m.id != "" {
		return s.InReplyToPerson == m.id
	}
	for _, p := range s.Mentions {
		if m.is(p) {
			return p.ID == s.InReplyToPerson
		}
	}
	return false
}

// fullHandle is @name@domain in lower case, for those of the instance too.
func fullHandle(acct, domain string) string {
	acct = strings.ToLower(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, strings.TrimPrefix(strings.ToValidUTF8(acct, ""), "@")))
	if !strings.Contains(acct, "@") && domain != "" {
		acct += "@" + strings.ToLower(domain)
	}
	return "@" + acct
}

// around is what surrounds a status: the first of its conversation, and what
// it answers when nobody else brings that.
type around struct {
	root   string
	quoted string
}

// message turns a status into a message.
func message(acc inbox.Account, me self, s status, where around, received time.Time) inbox.Message {
	m := inbox.Message{
		Account: acc.ID, Native: string(s.ID), Direction: inbox.Inbound,
		Author: inbox.Author{
			Handle: fullHandle(s.Author.Acct, me.domain), Name: oneLine(s.Author.Name), Followers: known(s.Author.Followers), URL: webAddress(s.Author.URL),
		},
		Subject: oneLine(s.Warning), Language: languageOf(s.Language), Visibility: visibilityOf(s.Visibility),
		Permalink: firstOf(webAddress(s.URL), webAddress(s.URI)), Root: where.root, Parent: string(s.InReplyTo), Quoted: where.quoted,
		Metrics: map[string]int64{"replies": max(0, s.Replies), "boosts": max(0, s.Boosts), "likes": max(0, s.Favourites)},
		SentAt:  s.CreatedAt.UTC(), ReceivedAt: received,
	}
	if m.SentAt.After(received) {
		m.SentAt = received
	}
	if m.Root == "" {
		m.Root = firstOf(m.Parent, m.Native)
	}
	if s.EditedAt != nil {
		m.Revision = 1
	}
	own := me.is(s.Author)
	m.Text, m.Links = readable(s.Content)
	if own {
		m.Direction = inbox.Outbound
		m.Text, m.Links = withoutSalute(m.Text, m.Links, s.Mentions)
	}
	m.Text += options(s.Poll)
	m.Kind = kindOf(me, s, own)
	for _, p := range s.Mentions {
		if !me.is(p) && p.Acct != "" {
			m.Recipients = append(m.Recipients, fullHandle(p.Acct, me.domain))
		}
	}
	for i, a := range s.Media {
		m.Attachments = append(m.Attachments, attachment(i, a))
	}
	return m
}

func kindOf(me self, s status, own bool) inbox.Kind {
	switch {
	case s.Visibility == visibleDirect:
		return inbox.Direct
	case own || me.answersUs(s):
		return inbox.Comment
	default:
		return inbox.Mention
	}
}

// visibilityOf takes the narrower one for what is not known.
func visibilityOf(v string) inbox.Visibility {
	switch v {
	case visiblePublic:
		return inbox.Public
	case visibleUnlisted:
		return inbox.Unlisted
	case visiblePrivate:
		return inbox.Followers
	default:
		return inbox.Private
	}
}

// readable makes safe text of a status by reading it as the body of a mail:
// the same rules hold, nothing is fetched and links show where they lead. What
// would be folded in a mail is part of a status.
func readable(content string) (string, []inbox.Link) {
	if content == "" {
		return "", nil
	}
	l, err := letter.Parse([]byte("MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + strings.ToValidUTF8(content, "\ufffd")))
	if err != nil {
		return content, nil
	}
	text := l.Text
	var links []inbox.Link
	add := func(from []letter.Link, shift int) {
		for _, k := range from {
			links = append(links, inbox.Link{Text: k.Text, Target: k.Target, Suspicious: k.Suspicious, Start: k.Start + shift, End: k.End + shift})
		}
	}
	add(l.Links, 0)
	for _, part := range []struct {
		text  string
		links []letter.Link
	}{{l.Quoted, l.QuotedLinks}, {l.Signature, l.SignatureLinks}} {
		if part.text == "" {
			continue
		}
		if text != "" {
			text += "\n\n"
		}
		add(part.links, len(text))
		text += part.text
	}
	return text, links
}

// withoutSalute takes the mentions off the start of our own answer: they are
// how the network addresses it, and not what the writer wrote.
func withoutSalute(text string, links []inbox.Link, mentioned []person) (string, []inbox.Link) {
	rest := text
	for {
		end := strings.IndexAny(rest, " \n")
		if end < 0 || !names(rest[:end], mentioned) {
			break
		}
		rest = strings.TrimLeft(rest[end:], " \n")
	}
	if rest == "" || len(rest) == len(text) {
		return text, links
	}
	cut := len(text) - len(rest)
	var kept []inbox.Link
	for _, k := range links {
		if k.Start >= cut {
			k.Start, k.End = k.Start-cut, k.End-cut
			kept = append(kept, k)
		}
	}
	return rest, kept
}

// names tells whether a word is the mention of one of them.
func names(word string, mentioned []person) bool {
	name, ok := strings.CutPrefix(strings.ToLower(word), "@")
	if !ok {
		return false
	}
	for _, p := range mentioned {
		acct := strings.ToLower(p.Acct)
		short, _, _ := strings.Cut(acct, "@")
		if long, _, _ := strings.Cut(name, "@"); name == acct || name == short || long == short && strings.HasPrefix(name, acct+"@") {
			return true
		}
	}
	return false
}

// options are what a poll asks, below its text.
func options(p *poll) string {
	if p == nil {
		return ""
	}
	var b strings.Builder
	for i, o := range p.Options {
		if i == 50 {
			break
		}
		b.WriteString("\n○ " + oneLine(o.Title))
	}
	return b.String()
}

func attachment(i int, a media) inbox.Attachment {
	address := firstOf(webAddress(a.URL), webAddress(a.Remote))
	name := ""
	if u, err := url.Parse(address); err == nil {
		name = path.Base(u.Path)
	}
	if name == "." || name == "/" {
		name = firstOf(a.Type, "file")
	}
	return inbox.Attachment{Index: i, Name: letter.SafeName(name), Type: mediaType(a.Type, name), URL: address, MediaAlt: strings.ToValidUTF8(a.Description, "")}
}

// mediaType names a file's type by its ending, in the family that the network
// says it is of.
func mediaType(family, name string) string {
	ending := strings.TrimPrefix(strings.ToLower(path.Ext(name)), ".")
	switch ending {
	case "jpg", "jpeg":
		return "image/jpeg"
	case "png", "gif", "webp", "avif", "heic":
		return "image/" + ending
	case "mp4", "webm":
		if family != "audio" {
			return "video/" + ending
		}
		return "audio/" + ending
	case "mp3":
		return "audio/mpeg"
	case "ogg", "flac", "wav", "aac":
		return "audio/" + ending
	case "mov":
		return "video/quicktime"
	default:
		return "application/octet-stream"
	}
}

// known is a count that a server may hide behind a number below zero.
func known(n *int64) *int64 {
	if n == nil || *n < 0 {
		return nil
	}
	return n
}

// languageOf keeps the language of a tag: "fr" of "fr-CA".
func languageOf(tag string) string {
	language, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(tag)), "-")
	if len(language) < 2 || len(language) > 3 {
		return ""
	}
	return language
}

// webAddress keeps an address only if a browser may open it.
func webAddress(s string) string {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return u.String()
}

func oneLine(s string) string {
	return strings.Join(strings.Fields(strings.ToValidUTF8(s, "\ufffd")), " ")
}

func firstOf(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}
