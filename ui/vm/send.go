package vm

import (
	"context"
	"time"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
)

// Release is how a text is released.
type Release struct {
	Anyway bool         // although the conversation moved
	Then   inbox.Status // where it leaves the conversation; empty waits for the author
	Until  time.Time    // of a snooze
}

// Released tells what became of a release: the event of what was done, or why
// it was not.
type Released struct {
	On    inbox.ConversationID
	Kind  inbox.DraftKind
	How   Release
	Event inbox.Event
	Err   error
}

// Sending reports whether a release is under way.
func (c *Composer) Sending() bool { return c.sending }

// Refused is why the last release was refused, until it is tried again.
func (c *Composer) Refused() error { return c.err }

// CanRelease says whether the text can be released, and if not why.
func (c *Composer) CanRelease() Verdict {
	if v := c.Tab(c.kind); !v.OK {
		return v
	}
	b := c.buffer()
	left, limited := c.Left()
	switch {
	case c.detail.Account.ID == "":
		return Cannot("triage.nothing-selected")
	case c.sending:
		return Cannot("triage.being-sent")
	case b.empty():
		return Cannot("triage.nothing-written")
	case c.kind == inbox.NoteDraft:
		return Can()
	case !c.me.Profile.May(team.Send):
		return Verdict{Key: "triage.needs-second-person", Args: map[string]any{"Profile": c.formats.ProfileText(c.me.Profile)}}
	case c.detail.Account.Paused:
		return Verdict{Key: "fault.account-paused", Args: map[string]any{"Account": c.detail.Account.Name}}
	case limited && left < 0:
		return Verdict{Key: "triage.too-long", Args: map[string]any{"N": -left}}
	default:
		return Can()
	}
}

// CanSendAnyway says whether this member may answer although it moved.
func (c *Composer) CanSendAnyway() Verdict {
	if c.me.Profile.May(team.TakeOver) {
		return Can()
	}
	return Cannot("fault.may-not-send-anyway")
}

// Send releases the text: it is saved first, so that nothing that was typed can
// be lost on the way, then handed to the outbox or kept as a note. done hears
// the end on the window's goroutine.
func (c *Composer) Send(how Release, done func(Released)) {
	if !c.CanRelease().OK {
		return
	}
	k, b := c.key(c.kind), c.buffer()
	c.sending, c.err = true, nil
	c.changed()
	if b.saving {
		b.then = func() { c.send(k, b, how, done) }
		return
	}
	c.send(k, b, how, done)
}

func (c *Composer) send(k bufferKey, b *buffer, how Release, done func(Released)) {
	b.stop()
	draft, stored, edits := b.draft, b.stored, b.edits
	c.drafts.sched.Go(func(ctx context.Context) {
		event, err := c.release(context.WithoutCancel(ctx), draft, stored, how)
		c.drafts.sched.UI(func() {
			c.released(k, b, edits, err)
			done(Released{On: k.on, Kind: k.kind, How: how, Event: event, Err: err})
		})
	})
}

func (c *Composer) release(ctx context.Context, draft inbox.Draft, stored bool, how Release) (inbox.Event, error) {
	desk := c.drafts.desk
	if draft.Kind == inbox.NoteDraft {
		event, err := desk.Do(ctx, draft.Conversation, inbox.AddNote{Text: draft.Text})
		if err == nil && stored {
			if _, err := desk.Do(ctx, draft.Conversation, inbox.DiscardDraft{Draft: draft.ID}); err != nil {
				return event, nil // the note is there; its draft shows up again, which loses nothing
			}
		}
		return event, err
	}
	if _, err := desk.Do(ctx, draft.Conversation, inbox.SaveDraft{Draft: draft}); err != nil {
		return inbox.Event{}, err
	}
	return desk.Do(ctx, draft.Conversation, inbox.Reply{Draft: draft.ID, Seen: draft.Seen, Known: draft.Known, Anyway: how.Anyway, Then: how.Then, Until: how.Until})
}

// released clears the text when it left. What was typed while it left stays, as
// a new text.
func (c *Composer) released(k bufferKey, b *buffer, edits int, err error) {
	c.sending = false
	if c.detail.Conversation.ID == k.on {
		c.err = err
	}
	switch {
	case err != nil:
		b.stored = true
		c.drafts.later(k, b, SaveDelay)
	case b.edits == edits:
		delete(c.drafts.buffers, k)
	default:
		b.draft.ID, b.stored = inbox.DraftID(c.drafts.newID()), false
		c.drafts.edited(k, b)
	}
	c.changed()
}

// IsMoved reports whether a release was refused because the conversation moved,
// or because a colleague's reply is about to leave: the writer must look at what
// came first.
func IsMoved(err error) bool {
	if err == nil {
		return false
	}
	key := fault.Of(err).Key
	return key == "fault.conversation-moved" || key == "fault.reply-under-way"
}
