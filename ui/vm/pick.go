package vm

import (
	"slices"
	"strconv"
	"strings"

	"vigie/inbox"
	"vigie/inbox/team"
)

// AssignChoices are the members who can be given the open conversation, who has
// least to do said beside each; the first gives it back to the queue.
func (t *Triage) AssignChoices() []Choice {
	d, _ := t.Opened.Detail()
	c := d.Conversation
	var out []Choice
	if c.Assignee != "" {
		out = append(out, Choice{ID: "", Text: t.Formats.Texts.T("triage.nobody", nil)})
	}
	for _, m := range t.house.Roster.Members {
		if m.Retired || c.Department != "" && !m.In(c.Department) && m.Profile != team.Coordinator {
			continue
		}
		choice := Choice{ID: string(m.ID), Text: m.Name, Note: t.Formats.Texts.N("handover.has-open", t.house.Counts[inbox.CountMember(m.ID)], nil)}
		if m.Away {
			choice.Note = t.Formats.Texts.T("handover.away", nil)
		}
		out = append(out, choice)
	}
	return out
}

// Assign gives the targets to a member; "" gives them back to the queue.
func (t *Triage) Assign(id string) {
	d, _ := t.Opened.Detail()
	t.Act(inbox.Assign{To: team.MemberID(id), Had: d.Conversation.Assignee})
}

// PriorityChoices are the priorities, the most pressing first.
func (t *Triage) PriorityChoices() []Choice {
	var out []Choice
	for _, p := range []inbox.Priority{inbox.Urgent, inbox.High, inbox.Normal, inbox.Low} {
		out = append(out, Choice{ID: strconv.Itoa(int(p)), Text: t.Formats.PriorityText(p)})
	}
	return out
}

// Prioritise sets the priority by its choice.
func (t *Triage) Prioritise(id string) {
	if p, err := strconv.Atoi(id); err == nil {
		t.Act(inbox.Prioritise{Priority: inbox.Priority(p)})
	}
}

// StatusChoices are the statuses that the open conversation can be put into.
func (t *Triage) StatusChoices() []Choice {
	d, _ := t.Opened.Detail()
	var out []Choice
	for _, s := range []inbox.Status{inbox.Open, inbox.Waiting, inbox.Snoozed, inbox.Resolved, inbox.Ignored} {
		if s != d.Conversation.Status {
			out = append(out, Choice{ID: string(s), Text: t.Formats.StatusText(s)})
		}
	}
	return out
}

// StatusAct is the act that puts a conversation into a status; a snooze needs a
// time and has none.
func StatusAct(id string) (inbox.Act, bool) {
	switch inbox.Status(id) {
	case inbox.Open:
		return inbox.Reopen{}, true
	case inbox.Waiting:
		return inbox.Wait{}, true
	case inbox.Resolved:
		return inbox.Resolve{}, true
	case inbox.Ignored:
		return inbox.Ignore{}, true
	default:
		return nil, false
	}
}

// TagChoices are the tags that the open conversation does not have; those that
// it has are listed first, to be taken off.
func (t *Triage) TagChoices() (has, others []string) {
	d, _ := t.Opened.Detail()
	have := map[string]bool{}
	for _, tag := range d.Conversation.Tags {
		have[tag] = true
	}
	for _, tag := range t.house.Tags {
		if !have[tag] {
			others = append(others, tag)
		}
	}
	return d.Conversation.Tags, others
}

// RouteChoices are the departments that an unrouted conversation can be put
// into. One that has a department is handed over instead.
func (t *Triage) RouteChoices() []Choice {
	var out []Choice
	for _, d := range t.house.Departments() {
		out = append(out, Choice{ID: string(d.ID), Text: d.Name})
	}
	return out
}

// MergeChoices are the contact's other conversations on the same account.
func (t *Triage) MergeChoices() []Choice {
	d, _ := t.Opened.Detail()
	now := t.Desk.Now()
	var out []Choice
	for _, r := range d.History {
		if r.Account == d.Conversation.Account && r.MergedInto == "" {
			out = append(out, t.mergeChoice(r, t.Formats.Day(r.LastAt, now)))
		}
	}
	for i := range min(t.List.pages.len(), PageSize) {
		if r, ok := t.List.kept(i); ok && r.ID != d.Conversation.ID && r.Contact != d.Conversation.Contact && r.Account == d.Conversation.Account {
			out = append(out, t.mergeChoice(r, nameOf(r)))
		}
	}
	return out
}

func (t *Triage) mergeChoice(r inbox.Row, note string) Choice {
	text := r.Subject
	if text == "" {
		text = r.Snippet
	}
	return Choice{ID: string(r.ID), Text: text, Note: note}
}

// TagChanges tells what is to be added and taken off to get from one set of
// tags to another.
func TagChanges(has, wanted []string) (add, remove []string) {
	for _, t := range wanted {
		if !slices.Contains(has, t) {
			add = append(add, t)
		}
	}
	for _, t := range has {
		if !slices.Contains(wanted, t) {
			remove = append(remove, t)
		}
	}
	return add, remove
}

// Blank reports whether a text says nothing.
func Blank(s string) bool { return strings.TrimSpace(s) == "" }

// TypedTags makes tags of words between commas; what cannot be a tag is left
// out.
func TypedTags(typed string) []string {
	var out []string
	for _, w := range strings.Split(typed, ",") {
		if t, err := inbox.CleanTag(w); err == nil && !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	slices.Sort(out)
	return out
}
