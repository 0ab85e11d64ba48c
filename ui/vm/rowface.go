package vm

import (
	"slices"
	"time"

	"vigie/inbox"
)

// RowFace is all that a line of the list shows, ready to be painted. Two equal
// faces paint the same.
type RowFace struct {
	ID       inbox.ConversationID
	Name     string
	Network  Network
	Time     string
	Subject  string // a line of its own when there is one
	Snippet  string // one line under a subject, else two
	Chips    string // how the chips were made, to compare faces without looking into them
	Marked   bool
	Marking  bool // some row is marked: show the boxes
	Fresh    bool // nobody has looked after it yet
	Priority inbox.Priority
	Found    string // the search whose words are marked
}

// Faces writes rows.
type Faces struct {
	Formats
	House House
	// Others says which colleagues are in a conversation now; nil is nobody.
	Others func(on inbox.ConversationID) []Presence
	// Brought reports whether a conversation came from the server on demand; nil
	// is none.
	Brought func(on inbox.ConversationID) bool
}

// Face writes one row; its chips come apart because they are a list.
func (f Faces) Face(r inbox.Row, now time.Time) (RowFace, []Chip) {
	face := RowFace{
		ID: r.ID, Name: nameOf(r), Network: NetworkOf(r.Channel), Time: f.Ago(r.LastAt, now), Subject: r.Subject, Snippet: r.Snippet,
		Fresh: r.Status == inbox.New, Priority: r.Priority,
	}
	chips := slices.Concat(f.PresenceChips(r.ID), f.BroughtChip(r.ID), f.Chips(r, now))
	for _, c := range chips {
		face.Chips += c.Icon + string(rune('0'+c.Tone)) + c.Text + "\x00"
	}
	return face, chips
}

func nameOf(r inbox.Row) string {
	if r.ContactName != "" {
		return r.ContactName
	}
	return r.Handle
}

// Chips are the small words under a row, what matters most first, because those
// that do not fit are left out.
func (f Faces) Chips(r inbox.Row, now time.Time) []Chip {
	chips := f.urgency(r, now)
	if c, ok := f.sendChip(r.Send); ok {
		chips = append(chips, c)
	}
	if r.HasDraft {
		chips = append(chips, Chip{Text: f.Texts.T("triage.chip-draft", nil), Icon: "pencil", Tone: Caution})
	}
	if r.HandedTo != "" {
		chips = append(chips, Chip{Text: f.Texts.T("triage.chip-handed", map[string]any{"Department": f.House.Department(r.HandedTo)}), Icon: "hand-over", Tone: Special})
	}
	if r.Followers != nil && *r.Followers >= 1000 {
		chips = append(chips, Chip{Text: f.People(*r.Followers), Icon: "star-mark", Tone: Special})
	}
	for _, t := range r.ContactTags {
		chips = append(chips, Chip{Text: t, Tone: Special})
	}
	return append(chips, f.place(r, now)...)
}

// urgency is the clock, and the priority when it is not the normal one.
func (f Faces) urgency(r inbox.Row, now time.Time) []Chip {
	var chips []Chip
	if c, ok := f.DueChip(r.Conversation, now, false); ok {
		chips = append(chips, c)
	}
	switch r.Priority {
	case inbox.Urgent:
		chips = append(chips, Chip{Text: f.Texts.T("triage.priority-urgent", nil), Icon: "flag-mark", Tone: Alarm})
	case inbox.High:
		chips = append(chips, Chip{Text: f.Texts.T("triage.priority-high", nil), Icon: "flag-mark", Tone: Caution})
	}
	return chips
}

// Soon and Pressing are how long before a deadline its clock turns amber and
// red.
const (
	Soon     = 2 * time.Hour
	Pressing = 30 * time.Minute
)

// DueChip is the clock of what is owed: "11 min", or in words for a header.
func (f Faces) DueChip(c inbox.Conversation, now time.Time, words bool) (Chip, bool) {
	if c.DueAt.IsZero() {
		return Chip{}, false
	}
	left := c.DueAt.Sub(now)
	tone, key := Plain, "triage.due-in"
	switch {
	case left < 0:
		tone, key = Alarm, "triage.due-late"
	case left < Pressing:
		tone = Alarm
	case left < Soon:
		tone = Caution
	}
	span := f.Span(left)
	switch {
	case words:
		return Chip{Text: f.Texts.T(key, map[string]any{"Span": span}), Tone: tone}, true
	case left < 0:
		span = f.Texts.T("triage.chip-late", map[string]any{"Span": span})
	}
	return Chip{Text: span, Icon: "clock", Tone: tone}, true
}

func (f Faces) sendChip(s inbox.SendState) (Chip, bool) {
	switch s {
	case inbox.Failed:
		return Chip{Text: f.Texts.T("triage.chip-failed", nil), Icon: "alert-mark", Tone: Alarm}, true
	case inbox.Unknown:
		return Chip{Text: f.Texts.T("triage.chip-unknown", nil), Icon: "alert-mark", Tone: Alarm}, true
	case inbox.Queued, inbox.Sending:
		return Chip{Text: f.Texts.T("triage.chip-sending", nil), Icon: "send", Tone: Brand}, true
	default:
		return Chip{}, false
	}
}

// place is where the conversation stands: department, who has it, status, tags.
func (f Faces) place(r inbox.Row, now time.Time) []Chip {
	var chips []Chip
	if d := f.House.Department(r.Department); d != "" {
		chips = append(chips, Chip{Text: d, Tone: Brand})
	}
	switch {
	case r.Status == inbox.Snoozed:
		chips = append(chips, Chip{Text: f.Texts.T("triage.chip-snoozed", map[string]any{"When": f.Amid(r.SnoozedUntil, now)}), Icon: "snooze"})
	case r.Assignee != "":
		chips = append(chips, Chip{Text: f.House.FirstName(r.Assignee), Icon: "right"})
	case r.Status.Active():
		chips = append(chips, Chip{Text: f.Texts.T("triage.chip-unassigned", nil)})
	}
	if slices.Contains([]inbox.Status{inbox.Waiting, inbox.Resolved, inbox.Ignored}, r.Status) {
		chips = append(chips, Chip{Text: f.StatusText(r.Status)})
	}
	for _, t := range r.Tags {
		chips = append(chips, Chip{Text: "#" + t})
	}
	if r.Attachments {
		chips = append(chips, Chip{Icon: "clip", Tip: f.Texts.T("triage.has-attachments", nil)})
	}
	return chips
}

// StatusText names a status.
func (f Formats) StatusText(s inbox.Status) string { return f.Texts.T("status."+string(s), nil) }
