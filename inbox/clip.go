package inbox

import (
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"vigie/inbox/fault"
	"vigie/inbox/team"
)

// Recorded says who wrote down what was said elsewhere, and where that was.
type Recorded struct {
	By    team.MemberID `json:"by"`
	Where string        `json:"where,omitempty"` // the network or the place, as it was typed: "LinkedIn", "phone"
}

// ClipAccount is the account under which clips are kept. It is made with the
// first of them, and no network stands behind it.
const ClipAccount AccountID = "clip"

// Clipping is what a member writes down of a page, a phone call or anything
// else that no account reads.
type Clipping struct {
	URL      string       `json:"url,omitempty"`
	Title    string       `json:"title,omitempty"`
	Text     string       `json:"text,omitempty"`
	Who      string       `json:"who,omitempty"`   // who said it
	Where    string       `json:"where,omitempty"` // on which network, or how
	SaidAt   time.Time    `json:"said_at,omitzero"`
	Pictures []Attachment `json:"pictures,omitempty"` // kept as blobs
}

// RecordClip writes something down as a message. It is on no conversation: it
// makes one, or joins that of the same page.
type RecordClip struct {
	Clip Clipping `json:"clip"`
}

// Name is the stored name of the act.
func (RecordClip) Name() string { return "clip.record" }

// The limits of what is written down, in characters.
const (
	longestClipLine = 200
	longestClipURL  = 2000
	mostPictures    = 10
)

// Empty reports whether nothing was written yet.
func (c Clipping) Empty() bool {
	return strings.TrimSpace(c.URL+c.Title+c.Text+c.Who+c.Where) == "" && len(c.Pictures) == 0
}

// DecideClip makes a message of what a member wrote down, or says what is
// wrong with it. id is that of the command; at is the time of the act.
func DecideClip(c Clipping, id CommandID, by team.Member, r Rules, at time.Time) (Message, error) {
	if err := mayClip(by); err != nil {
		return Message{}, err
	}
	address, err := clipAddress(c.URL)
	if err != nil {
		return Message{}, err
	}
	c.Title, c.Who, c.Where, c.Text = oneLine(c.Title), oneLine(c.Who), oneLine(c.Where), strings.TrimSpace(c.Text)
	if c.SaidAt.IsZero() {
		c.SaidAt = at
	}
	if err := c.check(address, r, at); err != nil {
		return Message{}, err
	}
	m := Message{
		ID: MessageID(id), Account: ClipAccount, Native: "clip:" + string(id), Kind: Clip, Direction: Inbound, Subject: c.Title, Text: c.Text,
		SentAt: c.SaidAt, ReceivedAt: at, Recorded: &Recorded{By: by.ID, Where: c.Where}, Author: Author{Name: c.Who}, Visibility: Private,
	}
	for i, p := range c.Pictures {
		p.Index = i
		m.Attachments = append(m.Attachments, p)
	}
	m.clippedFrom(address)
	if c.Who != "" {
		m.Author.Handle = strings.ToLower(strings.Join(filled(c.Who, c.Where), " · "))
	}
	if m.Text == "" && m.Subject == "" && len(m.Attachments) > 0 {
		m.Subject = m.Attachments[0].Name
	}
	return m, nil
}

func mayClip(by team.Member) error {
	switch {
	case by.ID == "":
		return fault.New(fault.Forbidden, "fault.no-member")
	case by.Retired:
		return fault.New(fault.Forbidden, "fault.member-retired", "Name", by.Name)
	case !by.Profile.May(team.Triage):
		return fault.New(fault.Forbidden, "fault.profile-may-not", "Profile", string(by.Profile))
	default:
		return nil
	}
}

func (c Clipping) check(address *url.URL, r Rules, at time.Time) error {
	longest := max(utf8.RuneCountInString(c.Title), utf8.RuneCountInString(c.Who), utf8.RuneCountInString(c.Where))
	switch {
	case c.Text == "" && address == nil && len(c.Pictures) == 0:
		return fault.New(fault.Invalid, "fault.clip-empty")
	case c.Who == "" && address == nil:
		return fault.New(fault.Invalid, "fault.clip-nobody")
	case c.SaidAt.After(at.Add(time.Minute)):
		return fault.New(fault.Invalid, "fault.clip-time-to-come")
	case c.SaidAt.Year() < 1990:
		return fault.New(fault.Invalid, "fault.clip-time-too-old")
	case longest > longestClipLine:
		return fault.New(fault.Invalid, "fault.clip-line-too-long", "Max", longestClipLine)
	case len(c.Text) > r.MaxText:
		return fault.New(fault.Invalid, "fault.text-too-long", "Max", r.MaxText)
	case len(c.Pictures) > mostPictures:
		return fault.New(fault.Invalid, "fault.clip-too-many-pictures", "Max", mostPictures)
	}
	for _, p := range c.Pictures {
		if p.Blob == "" || !strings.HasPrefix(p.Type, "image/") {
			return fault.New(fault.Invalid, "fault.picture-unreadable", "Name", p.Name)
		}
	}
	return nil
}

// clippedFrom notes the page: its address is part of the text, so that it is
// found, and clips of one page are one conversation.
func (m *Message) clippedFrom(address *url.URL) {
	if address == nil {
		return
	}
	shown := address.String()
	m.Permalink = shown
	root := *address
	root.Fragment, root.Path = "", strings.TrimSuffix(root.Path, "/")
	m.Root = root.String()
	if m.Text != "" {
		m.Text += "\n\n"
	}
	m.Links = []Link{{Text: shown, Target: shown, Start: len(m.Text), End: len(m.Text) + len(shown)}}
	m.Text += shown
	if m.Author.Name == "" {
		m.Author.Name, m.Author.Handle = address.Host, address.Host
	}
}

// clipAddress reads the address of a page as a person types it; nil is none.
func clipAddress(typed string) (*url.URL, error) {
	typed = strings.TrimSpace(typed)
	if typed == "" {
		return nil, nil
	}
	if !strings.Contains(typed, "://") {
		typed = "https://" + typed
	}
	u, err := url.Parse(typed)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.User != nil || !strings.Contains(u.Hostname(), ".") ||
		strings.ContainsAny(typed, " \t\r\n<>\"") || len(typed) > longestClipURL {
		return nil, fault.New(fault.Invalid, "fault.clip-address-wrong")
	}
	u.Host = strings.ToLower(u.Host)
	return u, nil
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func filled(all ...string) []string {
	var out []string
	for _, s := range all {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}
