package vm

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"vigie/inbox"
)

// Span is a run of text that may stand out.
type Span struct {
	Text   string
	Strong bool
}

// silent are the acts that show themselves: as a note, a reply, a draft.
func silent() []string {
	return []string{
		inbox.AddNote{}.Name(), inbox.SaveDraft{}.Name(), inbox.DiscardDraft{}.Name(), inbox.Reply{}.Name(),
		inbox.CancelReply{}.Name(), inbox.Undo{}.Name(),
	}
}

// eventSpans is the line that tells an act: who did what, when. Nil is no line.
func (t Timeline) eventSpans(e inbox.Event, now time.Time) []Span {
	if e.Undone || e.Undoes != "" || slices.Contains(silent(), e.Name) {
		return nil
	}
	args := t.eventArgs(e, now)
	line := t.Texts.T("event."+e.Name, args)
	if n, err := strconv.Atoi(e.Facts["messages"]); err == nil {
		line = t.Texts.N("event."+e.Name, n, args)
	}
	return Marked(line + " · " + t.Moment(e.At, now))
}

// eventArgs are the placeholders of an event's line: its facts by name, times
// and names of things as a person reads them.
func (t Timeline) eventArgs(e inbox.Event, now time.Time) map[string]any {
	args := map[string]any{"By": t.Texts.T("event.program", nil)}
	if name := t.House.Member(e.By); name != "" {
		args["By"] = name
	}
	for name, v := range e.Facts {
		args[name] = strings.ReplaceAll(v, "**", "*")
	}
	for _, name := range []string{"until", "due"} {
		if ms, err := strconv.ParseInt(e.Facts[name], 10, 64); err == nil {
			args[name] = t.Amid(time.UnixMilli(ms), now)
		}
	}
	if p, err := strconv.Atoi(e.Facts["priority"]); err == nil {
		args["priority"] = t.PriorityText(inbox.Priority(p))
	}
	t.moderationArgs(e, args)
	if asked := e.Facts["asked"]; asked != "" {
		args["asked"] = t.AskedText(inbox.Asked(asked))
	}
	return args
}

// Marked splits a text at its **strong** parts.
func Marked(text string) []Span {
	var out []Span
	for i, part := range strings.Split(text, "**") {
		if part != "" {
			out = append(out, Span{Text: part, Strong: i%2 == 1})
		}
	}
	return out
}

// PriorityText names a priority.
func (f Formats) PriorityText(p inbox.Priority) string {
	switch p {
	case inbox.Low:
		return f.Texts.T("triage.priority-low", nil)
	case inbox.High:
		return f.Texts.T("triage.priority-high", nil)
	case inbox.Urgent:
		return f.Texts.T("triage.priority-urgent", nil)
	default:
		return f.Texts.T("triage.priority-normal", nil)
	}
}

// AskedText names what is asked of another department.
func (f Formats) AskedText(a inbox.Asked) string { return f.Texts.T("handover.asked-"+string(a), nil) }
