package vm

import (
	"context"

	"vigie/inbox"
	"vigie/inbox/team"
)

// ActOn does an act to one conversation, whatever is marked.
func (t *Triage) ActOn(on inbox.ConversationID, act inbox.Act) { t.actOn(on, act) }

// LookUp asks the network what became of a reply of unknown fate.
func (t *Triage) LookUp(reply inbox.OutboxID) {
	t.sched.Go(func(ctx context.Context) {
		state, err := t.Desk.LookUp(ctx, reply)
		t.sched.UI(func() {
			if err != nil {
				t.refused(err)
			} else {
				t.tell(Toast{Text: t.Formats.Texts.T("triage.looked-up-"+string(state), nil)})
			}
			t.Refresh()
		})
	})
}

// Label adds and removes tags of the targets.
func (t *Triage) Label(add, remove []string) {
	if len(add)+len(remove) > 0 {
		t.Act(inbox.Label{Add: add, Remove: remove})
	}
}

// SplitOff puts the chosen messages into a conversation of their own.
func (t *Triage) SplitOff() {
	if chosen := t.Opened.Chosen(); len(chosen) > 0 {
		t.actOn(t.Opened.ID(), inbox.Split{Messages: chosen})
	}
}

// CanSplit says whether some, but not all, messages are chosen.
func (t *Triage) CanSplit() Verdict {
	d, _ := t.Opened.Detail()
	v := t.May(team.Triage)
	switch n := len(t.Opened.Chosen()); {
	case !v.OK:
		return v
	case n == 0:
		return Cannot("triage.choose-messages-first")
	case n == d.Conversation.Messages:
		return Cannot("fault.split-everything")
	default:
		return Can()
	}
}

// CanHandOver says whether the open conversation can be handed to another
// department; while it is still being read, that it will be told then.
func (t *Triage) CanHandOver() Verdict {
	v := t.May(team.HandOver)
	d, ok := t.Opened.Detail()
	switch {
	case !v.OK:
		return v
	case t.List.Marks() > 1:
		return Cannot("triage.one-at-a-time")
	case t.Opened.ID() == "":
		return Cannot("triage.nothing-selected")
	case !ok:
		return Can()
	case d.Conversation.HandedTo != "":
		return Verdict{Key: "fault.handover-waits", Args: map[string]any{"Department": t.house.Department(d.Conversation.HandedTo)}}
	case len(t.house.Departments()) == 0:
		return Cannot("triage.no-departments")
	default:
		return Can()
	}
}

// CanAttach reports whether the account of the open conversation sends files.
func (t *Triage) CanAttach() bool {
	d, _ := t.Opened.Detail()
	return d.Account.Caps.Attachments
}

// Counting reports whether a reply of the open conversation waits out its undo
// delay, so that a clock has to be shown.
func (t *Triage) Counting() bool {
	d, _ := t.Opened.Detail()
	for _, e := range d.Outbox {
		if e.State == inbox.Queued && e.NotBefore.After(t.Desk.Now()) {
			return true
		}
	}
	return false
}

// MayRelease says whether this member may send what a colleague has written.
func (t *Triage) MayRelease() Verdict {
	v := t.May(team.Send)
	if !v.OK && v.Key == "fault.profile-may-not" {
		v.Key = "triage.needs-second-person"
	}
	return v
}

// ReleaseDraft sends a colleague's draft as it is: the second person that a
// trainee needs.
func (t *Triage) ReleaseDraft(d inbox.Draft) {
	on := d.Conversation
	next := t.List.After([]inbox.ConversationID{on})
	t.sched.Go(func(ctx context.Context) {
		event, err := t.Desk.Do(context.WithoutCancel(ctx), on, inbox.Reply{Draft: d.ID, Seen: d.Seen, Known: d.Known})
		t.sched.UI(func() {
			if err != nil {
				t.refused(err)
			} else {
				t.sent(Released{On: on, Kind: d.Kind, Event: event}, next)
			}
			t.Refresh()
		})
	})
}

// TakeText puts a colleague's text into the composer, after what is there.
func (t *Triage) TakeText(d inbox.Draft) {
	t.Composer.Turn(d.Kind)
	text := d.Text
	if have := t.Composer.Draft().Text; !Blank(have) {
		text = have + "\n\n" + text
	}
	t.Composer.SetText(text)
	t.Composer.changed()
}

// ContactAct changes what is known of a contact, then reads again.
func (t *Triage) ContactAct(do func(ctx context.Context, desk Contacts) error) {
	t.sched.Go(func(ctx context.Context) {
		err := do(context.WithoutCancel(ctx), t.Desk)
		t.sched.UI(func() {
			if err != nil {
				t.refused(err)
			}
			t.Refresh()
		})
	})
}
