package inbox

import (
	"slices"
	"strconv"

	"vigie/inbox/fault"
)

// merge moves every message into the other conversation. Undo gives them back.
func (d *decision) merge(a Merge) error {
	switch {
	case a.Into == d.c.ID:
		return fault.New(fault.Invalid, "fault.merge-with-itself")
	case d.Other.ID == "":
		return fault.New(fault.NotFound, "fault.conversation-gone")
	case d.Other.MergedInto != "":
		return fault.New(fault.Conflict, "fault.conversation-merged")
	case d.Other.Account != d.c.Account:
		return fault.New(fault.Invalid, "fault.merge-across-accounts")
	case d.c.HandedTo != "":
		return fault.New(fault.Conflict, "fault.handover-waits", "Department", d.departmentName(d.c.HandedTo))
	}
	target := absorb(d.Other, d.c)
	d.out.Moves = []Move{{Messages: idsOf(d.Messages), To: target.ID}}
	d.out.Conversations = []Conversation{target}
	d.closeHandover()
	d.c.MergedInto, d.c.Status = target.ID, Resolved
	d.fact("into", target.Subject)
	d.fact("conversation", string(target.ID))
	return nil
}

// absorb gives the target what the source brings: its messages' facts, its
// tags, the higher priority, and its state of work where there is more to do.
func absorb(target, source Conversation) Conversation {
	target.Version++
	target.Messages += source.Messages
	target.Heard += source.Heard
	target.Attachments = target.Attachments || source.Attachments
	target.Priority = max(target.Priority, source.Priority)
	target.Automatic = target.Automatic && source.Automatic
	target.Watched = target.Watched && source.Watched
	for _, t := range source.Tags {
		target.Tags = appendNew(target.Tags, t)
	}
	slices.Sort(target.Tags)
	if source.Status.Active() && !target.Status.Active() {
		target.Status = Open
	}
	if source.FirstAt.Before(target.FirstAt) {
		target.FirstAt = source.FirstAt
	}
	if source.LastAt.After(target.LastAt) {
		target.LastAt, target.Snippet = source.LastAt, source.Snippet
	}
	if source.LastInboundAt.After(target.LastInboundAt) {
		target.LastInboundAt = source.LastInboundAt
	}
	if !source.WaitingSince.IsZero() && (target.WaitingSince.IsZero() || source.WaitingSince.Before(target.WaitingSince)) {
		target.WaitingSince, target.DueAt = source.WaitingSince, source.DueAt
	}
	return target
}

// split moves some messages into a conversation of their own.
func (d *decision) split(a Split) error {
	var moved, kept []Message
	for _, m := range d.Messages {
		if slices.Contains(a.Messages, m.ID) {
			moved = append(moved, m)
		} else {
			kept = append(kept, m)
		}
	}
	if len(moved) == 0 || len(moved) != len(a.Messages) {
		return fault.New(fault.Invalid, "fault.split-nothing")
	}
	if len(kept) == 0 {
		return fault.New(fault.Invalid, "fault.split-everything")
	}
	first := moved[0]
	fresh := Conversation{
		ID: ConversationID(d.cmd), Account: d.c.Account, Channel: d.c.Channel, Kind: first.Kind, Subject: first.Subject,
		Contact: first.Contact, Language: d.c.Language, Status: Open, Department: d.c.Department, Assignee: d.c.Assignee,
		Priority: d.c.Priority, Tags: slices.Clone(d.c.Tags), SplitFrom: d.c.ID, Version: 1,
	}
	if fresh.Subject == "" {
		fresh.Subject = d.c.Subject
	}
	d.c = Recount(d.c, kept, d.Rules)
	d.out.Conversations = []Conversation{Recount(fresh, moved, d.Rules)}
	d.out.Moves = []Move{{Messages: idsOf(moved), To: fresh.ID}}
	d.fact("messages", strconv.Itoa(len(moved)))
	d.fact("conversation", string(fresh.ID))
	return nil
}

func idsOf(ms []Message) []MessageID {
	ids := make([]MessageID, len(ms))
	for i, m := range ms {
		ids[i] = m.ID
	}
	return ids
}
