package vm

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"vigie/inbox"
)

// CardKind is what a card of the conversation is.
type CardKind int

// The kinds of card.
const (
	TheirMessage CardKind = iota
	OurMessage
	InternalNote
	EventLine
	PendingReply // in the outbox: queued, sending, failed, or of unknown fate
	OthersDraft  // what a colleague is writing
)

// Card is one thing in the course of a conversation.
type Card struct {
	ID      string // of the message, note, event, outbox entry or draft
	Kind    CardKind
	At      time.Time
	Who     string
	Meta    string // "09:41 · public · 212 boosts"
	Body    string // as much of it as is shown
	Rest    int    // bytes of the body that are not shown
	Folded  []Fold
	Links   []LinkFace
	Files   []FileFace
	Event   []Span // of an EventLine
	Send    SendFace
	Problem string      // a bounce, a message gone on its network: said in words
	Marked  bool        // chosen to be split off
	Loading bool        // the body is on its way
	Link    string      // where the message is on its network
	Draft   inbox.Draft // of OthersDraft
	Marks   []Range     // the words of the search in the body
	// Earlier is how many earlier texts of a message there are.
	Earlier     int
	Moderations []ModerationFace
	Tone        ToneFace
}

// Fold is a part of a message that is shown on demand.
type Fold struct {
	Name string // "quoted" or "signature"
	Text string
	Open bool
}

// LinkFace is a link with where it truly leads.
type LinkFace struct {
	Text, Target string
	Suspicious   bool
}

// FileFace is a file that came with a message or goes out with a reply.
type FileFace struct {
	Message inbox.MessageID
	Index   int
	Name    string
	Size    string
	Image   bool
	Ours    bool // recorded here: shown without a click, because nobody outside hears of it
}

// Timeline writes a conversation's course.
type Timeline struct {
	Faces
	Detail inbox.Detail
	// Fold state, by the card's id.
	Unfolded map[string]bool // "id/quoted", "id/signature"
	Shown    map[string]int  // bytes of a long body to show, by message
	Chosen   map[inbox.MessageID]bool
	Tones    map[inbox.MessageID]ToneRead
	Words    []inbox.Word // to be marked in the messages
}

// ShownBytes is how much of a long body is shown at first, and added by each
// "show more": a longer text makes typing and scrolling slow.
const ShownBytes = 6000

// Cards are the messages, notes, acts and replies under way, oldest first.
func (t Timeline) Cards(now time.Time) []Card {
	var out []Card
	for _, m := range t.Detail.Messages {
		out = append(out, t.message(m, now))
	}
	for _, n := range t.Detail.Notes {
		if !n.Gone {
			out = append(out, t.note(n, now))
		}
	}
	for _, e := range t.Detail.Events {
		if spans := t.eventSpans(e, now); spans != nil {
			out = append(out, Card{ID: string(e.ID), Kind: EventLine, At: e.At, Event: spans})
		}
	}
	out = append(out, t.outgoing(now)...)
	from := time.Time{}
	if t.Detail.Earlier > 0 && len(t.Detail.Messages) > 0 {
		from = t.Detail.Messages[0].SentAt // what belongs to earlier messages comes with them
	}
	out = slices.DeleteFunc(out, func(c Card) bool { return c.At.Before(from) })
	slices.SortStableFunc(out, func(a, b Card) int { return a.At.Compare(b.At) })
	return out
}

func (t Timeline) message(m inbox.Message, now time.Time) Card {
	c := Card{
		ID: string(m.ID), At: m.SentAt, Who: m.Author.Name, Meta: t.messageMeta(m, now), Marked: t.Chosen[m.ID], Loading: m.Pending,
		Files: t.files(m.ID, m.Attachments), Links: links(m.Links), Link: m.Permalink,
	}
	if c.Who == "" {
		c.Who = m.Author.Handle
	}
	if m.Direction == inbox.Outbound {
		c.Kind = OurMessage
		if name := t.memberNamed(m.SentBy); name != "" {
			c.Who = name
		}
	}
	c.Body, c.Rest = t.body(string(m.ID), m.Text)
	c.Marks = Occurrences(c.Body, t.Words)
	c.fold(t, "quoted", m.Quoted)
	c.fold(t, "signature", m.Signature)
	c.Problem = t.messageProblem(m)
	c.Earlier, c.Moderations, c.Tone = m.Revision, t.moderations(m), t.toneFace(m)
	for i := range c.Files {
		c.Files[i].Ours = m.Recorded != nil
	}
	return c
}

func (c *Card) fold(t Timeline, name, text string) {
	if strings.TrimSpace(text) == "" {
		return
	}
	f := Fold{Name: name, Open: t.Unfolded[c.ID+"/"+name]}
	if f.Open {
		f.Text, _ = t.body(c.ID+"/"+name, strings.TrimSpace(text))
	}
	c.Folded = append(c.Folded, f)
}

// body cuts a long text at a line or a rune.
func (t Timeline) body(id, text string) (shown string, rest int) {
	limit := max(ShownBytes, t.Shown[id])
	if len(text) <= limit+ShownBytes/10 {
		return text, 0
	}
	cut := limit
	for cut > 0 && !utf8.RuneStart(text[cut]) {
		cut--
	}
	if nl := strings.LastIndexByte(text[:cut], '\n'); nl > limit*3/4 {
		cut = nl
	}
	return text[:cut], len(text) - cut
}

// messageMeta is the quiet line beside the author.
func (t Timeline) messageMeta(m inbox.Message, now time.Time) string {
	parts := []string{t.Moment(m.SentAt, now)}
	if m.Recorded != nil {
		parts = append(parts, t.recorded(*m.Recorded)...)
	} else if m.Visibility != "" {
		parts = append(parts, t.Texts.T("triage.visibility-"+string(m.Visibility), nil))
	}
	for _, name := range []string{"boosts", "likes", "replies", "shares"} {
		if n := m.Metrics[name]; n > 0 {
			parts = append(parts, t.Texts.N("triage.metric-"+name, int(n), nil))
		}
	}
	if m.Rating != nil {
		parts = append(parts, strings.Repeat("★", *m.Rating))
	}
	if m.Revision > 0 {
		parts = append(parts, t.Texts.T("triage.edited", nil))
	}
	if m.Class != inbox.Person {
		parts = append(parts, t.Texts.T("triage.class-"+string(m.Class), nil))
	}
	return strings.Join(parts, " · ")
}

func (t Timeline) messageProblem(m inbox.Message) string {
	switch {
	case m.Failure != nil:
		return t.Texts.T("triage.bounced", map[string]any{"Recipient": m.Failure.Recipient, "Reason": m.Failure.Reason})
	case m.Removed && m.Direction == inbox.Outbound:
		return t.Texts.T("triage.removed-ours", nil)
	case m.Removed:
		return t.Texts.T("triage.removed", nil)
	default:
		return ""
	}
}

func (t Timeline) memberNamed(id string) string {
	for _, m := range t.House.Roster.Members {
		if string(m.ID) == id {
			return m.Name
		}
	}
	return ""
}

func links(all []inbox.Link) []LinkFace {
	var out []LinkFace
	for _, l := range all {
		face := LinkFace{Text: l.Text, Target: l.Target, Suspicious: l.Suspicious}
		if !slices.Contains(out, face) {
			out = append(out, face)
		}
	}
	return out
}

func (t Timeline) files(m inbox.MessageID, all []inbox.Attachment) []FileFace {
	var out []FileFace
	for _, a := range all {
		out = append(out, FileFace{Message: m, Index: a.Index, Name: a.Name, Size: t.Size(a.Size), Image: showable(a.Type) && (a.URL == "" || a.Blob != "")})
	}
	return out
}

// recorded is what the quiet line says of who wrote a clip down, and where it
// was said.
func (t Timeline) recorded(r inbox.Recorded) []string {
	var out []string
	if r.Where != "" {
		out = append(out, t.Texts.T("clip.said-on", map[string]any{"Where": r.Where}))
	}
	return append(out, t.Texts.T("clip.recorded-by", map[string]any{"Name": t.House.Member(r.By)}))
}

// showable lists the picture formats that are drawn here; others are opened
// outside. SVG is not among them: it is a program.
func showable(mediaType string) bool {
	return slices.Contains([]string{"image/png", "image/jpeg", "image/gif"}, mediaType)
}

func (t Timeline) note(n inbox.Note, now time.Time) Card {
	c := Card{ID: n.ID, Kind: InternalNote, At: n.At, Who: t.withDepartment(n.Author), Meta: t.Moment(n.At, now) + " · " + t.Texts.T("triage.internal-note", nil)}
	c.Body, c.Rest = t.body(n.ID, n.Text)
	return c
}
