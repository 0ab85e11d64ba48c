package vm

import (
	"time"

	"vigie/inbox"
)

// Fact is a line of the details: what it is, and its value. One with an ID can
// be changed or opened.
type Fact struct {
	ID    string
	Name  string
	Value string
	Tone  Tone
	In    inbox.Channel        // of a handle
	On    inbox.ConversationID // of the history
}

// Details writes the pane beside the conversation.
type Details struct {
	Timeline
}

// Name is who the conversation is with.
func (d Details) Name() string {
	if n := d.Detail.Contact.Name; n != "" {
		return n
	}
	for _, m := range d.Detail.Messages {
		if m.Direction == inbox.Inbound {
			if m.Author.Name != "" {
				return m.Author.Name
			}
			return m.Author.Handle
		}
	}
	return d.Detail.Conversation.Subject
}

// Handle is the contact's handle on this channel.
func (d Details) Handle() string {
	for _, i := range d.Detail.Identities {
		if i.Channel == d.Detail.Conversation.Channel {
			return i.Handle
		}
	}
	return ""
}

// Chips are what is known of the contact in a word.
func (d Details) Chips() []Chip {
	var out []Chip
	for _, i := range d.Detail.Identities {
		if i.Followers != nil && *i.Followers >= 1000 {
			out = append(out, Chip{Text: d.Texts.T("triage.influence", map[string]any{"N": d.People(*i.Followers)}), Icon: "star-mark", Tone: Special})
			break
		}
	}
	for _, t := range d.Detail.Contact.Tags {
		out = append(out, Chip{Text: t, Tone: Special})
	}
	if l := d.Detail.Conversation.Language; l != "" {
		out = append(out, Chip{Text: l})
	}
	return out
}

// Triage are the fields that a person sets.
func (d Details) Triage(now time.Time) []Fact {
	c := d.Detail.Conversation
	dep := orDash(d.House.Department(c.Department))
	status := d.StatusText(c.Status)
	if c.Status == inbox.Snoozed {
		status = d.Texts.T("triage.chip-snoozed", map[string]any{"When": d.Amid(c.SnoozedUntil, now)})
	}
	facts := []Fact{
		d.fact("department", dep, Plain),
		d.fact("assignee", d.assignee(c), Plain),
		d.fact("priority", d.PriorityText(c.Priority), priorityTone(c.Priority)),
		d.fact("status", status, Plain),
	}
	if c.HandedTo != "" {
		facts = append(facts, Fact{Name: d.Texts.T("triage.field-handed", nil), Value: d.House.Department(c.HandedTo), Tone: Special})
	}
	return facts
}

func (d Details) fact(id, value string, tone Tone) Fact {
	return Fact{ID: id, Name: d.Texts.T("triage.field-"+id, nil), Value: value, Tone: tone}
}

func (d Details) assignee(c inbox.Conversation) string {
	if c.Assignee == "" {
		return d.Texts.T("triage.nobody", nil)
	}
	return d.House.Member(c.Assignee)
}

func priorityTone(p inbox.Priority) Tone {
	switch p {
	case inbox.Urgent:
		return Alarm
	case inbox.High:
		return Caution
	default:
		return Plain
	}
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

// Legs are the conversation's way between departments, with the clock of each
// leg: how long it waited for an answer, and how long it was worked on.
func (d Details) Legs(now time.Time) []Fact {
	var out []Fact
	for _, h := range d.Detail.Handovers {
		name := d.Texts.T("handover.leg", map[string]any{"From": orDash(d.House.Department(h.From)), "To": d.House.Department(h.To)})
		args := map[string]any{"State": d.Texts.T("handover.state-"+string(h.State), nil), "Waited": d.Span(h.Waited(now)), "Worked": ""}
		if w := h.Worked(now); w > 0 {
			args["Worked"] = d.Span(w)
		}
		f := Fact{Name: name, Value: d.Texts.T("handover.leg-clock", args), Tone: legTone(h)}
		out = append(out, f)
	}
	return out
}

func legTone(h inbox.Handover) Tone {
	switch {
	case h.Loop || h.State == inbox.Expired || h.State == inbox.Declined:
		return Alarm
	case h.State.Live():
		return Special
	default:
		return Plain
	}
}

// AlsoKnown are the contact's handles on other channels.
func (d Details) AlsoKnown() []Fact {
	var out []Fact
	own := d.Handle()
	for _, i := range d.Detail.Identities {
		if i.Channel == d.Detail.Conversation.Channel && i.Handle == own {
			continue
		}
		out = append(out, Fact{ID: i.Handle, In: i.Channel, Name: d.ChannelText(i.Channel), Value: i.Handle})
	}
	return out
}

// maxHistory is how many other conversations the pane lists.
const maxHistory = 8

// History are the contact's other conversations, newest first.
func (d Details) History(now time.Time) []Fact {
	var out []Fact
	for _, r := range d.Detail.History[:min(maxHistory, len(d.Detail.History))] {
		text := r.Subject
		if text == "" {
			text = r.Snippet
		}
		out = append(out, Fact{Name: d.Day(r.LastAt, now), Value: text, On: r.ID})
	}
	return out
}
