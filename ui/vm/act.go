package vm

import (
	"context"
	"errors"
	"time"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
)

// lastAct is what u takes back: one act on one conversation, or on many.
type lastAct struct {
	events []inbox.Event
	act    inbox.Act
}

// maxUndo is how many acts can be taken back one after the other.
const maxUndo = 20

// BulkResult is what became of an act on many conversations.
type BulkResult struct {
	Act     inbox.Act
	Done    int
	Refused []Refusal
	Err     error // what stopped the whole
}

// Refusal is a conversation that an act on many could not be done to, and why.
type Refusal struct {
	On   inbox.ConversationID
	Name string
	Why  error
}

// Targets are the conversations that an act is for: those marked, or else the
// open one.
func (t *Triage) Targets() []inbox.ConversationID {
	switch {
	case t.List.Marks() > 0:
		return t.List.MarkedIDs()
	case t.Opened.ID() != "":
		return []inbox.ConversationID{t.Opened.ID()}
	default:
		return nil
	}
}

// Act does an act to the targets.
func (t *Triage) Act(act inbox.Act) {
	switch on := t.Targets(); len(on) {
	case 0:
		t.tell(Toast{Text: t.Formats.Texts.T("triage.nothing-selected", nil)})
	case 1:
		t.actOn(on[0], act)
	default:
		t.actOnAll(on, act)
	}
}

func (t *Triage) actOn(on inbox.ConversationID, act inbox.Act) {
	t.List.ClearMarks()
	next := t.List.After([]inbox.ConversationID{on})
	t.sched.Go(func(ctx context.Context) {
		event, err := t.Desk.Do(context.WithoutCancel(ctx), on, act)
		t.sched.UI(func() {
			if err == nil {
				t.did(event, act)
				t.goOn(on, act, next)
			} else {
				t.refused(err)
			}
			t.Refresh()
		})
	})
}

func (t *Triage) refused(err error) { t.tell(Toast{Text: t.Formats.Texts.Fault(err)}) }

// did remembers an act for undo and says that it was done.
func (t *Triage) did(event inbox.Event, act inbox.Act) {
	undo := t.remember(lastAct{events: []inbox.Event{event}, act: act})
	key := "act.done-" + act.Name()
	if event.Facts["state"] == string(inbox.ModerationProposed) {
		key = "act.done-moderation.proposed"
	}
	t.tell(Toast{Text: t.Formats.Texts.T(key, nil), Undo: undo})
	t.done(Deed(act.Name()))
}

func (t *Triage) remember(l lastAct) (undo func()) {
	if !undoable(l.act) {
		return nil
	}
	t.undone = append(t.undone, l)
	if len(t.undone) > maxUndo {
		t.undone = t.undone[1:]
	}
	return t.Undo
}

// undoable reports whether there is a way back: undo, or withdrawing what
// nobody has answered yet.
func undoable(a inbox.Act) bool {
	switch a.(type) {
	case inbox.AllowModeration, inbox.RefuseModeration, inbox.RetryModeration, inbox.SettleModeration, inbox.RevertModeration:
		return false
	case inbox.Accept, inbox.Decline, inbox.Withdraw, inbox.Return, inbox.Undo, inbox.CancelReply, inbox.RetryReply, inbox.SettleReply, inbox.SaveDraft:
		return false
	default:
		return true
	}
}

// goOn leads on after an act that ends the work on the open conversation.
func (t *Triage) goOn(on inbox.ConversationID, act inbox.Act, next inbox.ConversationID) {
	if t.Opened.ID() != on {
		return
	}
	switch a := act.(type) {
	case inbox.Merge:
		t.List.Select(a.Into)
		return
	case inbox.Resolve, inbox.Ignore, inbox.Snooze, inbox.Wait, inbox.Propose:
	case inbox.Reply:
		if a.Then == inbox.Open {
			return
		}
	default:
		return
	}
	switch t.After {
	case GoNext:
		if next != "" {
			t.List.Select(next)
		}
	case ToList:
		t.List.Select("")
	}
}

// actOnAll does an act to many, each of its own fate.
func (t *Triage) actOnAll(on []inbox.ConversationID, act inbox.Act) {
	names := map[inbox.ConversationID]string{}
	for i := range t.List.pages.len() {
		if r, ok := t.List.kept(i); ok {
			names[r.ID] = nameOf(r)
		}
	}
	next := t.List.After(on)
	t.progress(0, len(on))
	t.sched.Go(func(ctx context.Context) {
		step := func(done, total int) { t.sched.UI(func() { t.progress(done, total) }) }
		outcomes, err := t.Desk.DoAll(context.WithoutCancel(ctx), on, act, step)
		t.sched.UI(func() {
			t.didAll(act, outcomes, names, err)
			for _, o := range outcomes {
				if o.Err == nil {
					t.goOn(o.Conversation, act, next)
				}
			}
		})
	})
}

func (t *Triage) progress(done, total int) {
	if t.Progress != nil {
		t.Progress(done, total)
	}
}

func (t *Triage) didAll(act inbox.Act, outcomes []inbox.Outcome, names map[inbox.ConversationID]string, err error) {
	t.progress(0, 0)
	r := BulkResult{Act: act, Err: err}
	last := lastAct{act: act}
	for _, o := range outcomes {
		if o.Err != nil {
			r.Refused = append(r.Refused, Refusal{On: o.Conversation, Name: names[o.Conversation], Why: o.Err})
			continue
		}
		r.Done++
		last.events = append(last.events, o.Event)
	}
	t.List.ClearMarks()
	for _, f := range r.Refused {
		t.List.marks[f.On] = true // what was refused stays marked, to be done otherwise
	}
	var undo func()
	if r.Done > 0 {
		undo = t.remember(last)
		t.done(Deed(act.Name()))
	}
	if len(r.Refused) > 0 || err != nil {
		if t.Report != nil {
			t.Report(r)
		}
	} else {
		t.tell(Toast{Text: t.Formats.Texts.N("act.bulk-done", r.Done, nil), Undo: undo})
	}
	t.Refresh()
}

// CanUndo says whether there is something to take back.
func (t *Triage) CanUndo() Verdict {
	if len(t.undone) == 0 {
		return Cannot("triage.nothing-to-undo")
	}
	return Can()
}

// Undo takes back the last act.
func (t *Triage) Undo() {
	if len(t.undone) == 0 {
		return
	}
	last := t.undone[len(t.undone)-1]
	t.undone = t.undone[:len(t.undone)-1]
	t.sched.Go(func(ctx context.Context) {
		var failed error
		for _, e := range last.events {
			if err := takeBack(context.WithoutCancel(ctx), t.Desk, e, last.act); err != nil {
				failed = err
			}
		}
		t.sched.UI(func() {
			if failed != nil {
				t.refused(failed)
			} else {
				t.tell(Toast{Text: t.Formats.Texts.T("act.undone", nil)})
				t.List.Select(last.events[0].Conversation)
				t.done(Deed(inbox.Undo{}.Name()))
			}
			t.Refresh()
		})
	})
}

// takeBack undoes one event. A handover is withdrawn; a reply that can no longer
// be undone because the conversation moved on is still taken out of the outbox.
func takeBack(ctx context.Context, d Actor, e inbox.Event, act inbox.Act) error {
	if _, ok := act.(inbox.Propose); ok {
		_, err := d.Do(ctx, e.Conversation, inbox.Withdraw{Handover: inbox.HandoverID(e.ID)})
		return err
	}
	if a, ok := act.(inbox.Moderate); ok {
		return stopModeration(ctx, d, e, a)
	}
	_, err := d.Do(ctx, e.Conversation, inbox.Undo{Event: e.ID})
	if _, ok := act.(inbox.Reply); ok && errors.Is(err, fault.New(fault.Conflict, "fault.undo-too-late")) {
		_, err = d.Do(ctx, e.Conversation, inbox.CancelReply{Outbox: inbox.OutboxID(e.ID)})
	}
	return err
}

// stopModeration stops what has not begun on the network, and takes back there
// what was done already.
func stopModeration(ctx context.Context, d Actor, e inbox.Event, act inbox.Moderate) error {
	id := inbox.ModerationID(e.ID)
	_, err := d.Do(ctx, e.Conversation, inbox.RefuseModeration{Moderation: id})
	if _, back := act.Action.Opposite(); back && errors.Is(err, fault.New(fault.Conflict, "fault.moderation-over")) {
		_, err = d.Do(ctx, e.Conversation, inbox.RevertModeration{Moderation: id})
	}
	return err
}

// May says whether the member has a right, and there is something to use it on.
func (t *Triage) May(r team.Right) Verdict {
	switch {
	case len(t.Targets()) == 0:
		return Cannot("triage.nothing-selected")
	case !t.house.Me.Profile.May(r):
		return Verdict{Key: "fault.profile-may-not", Args: map[string]any{"Profile": t.Formats.ProfileText(t.house.Me.Profile)}}
	default:
		return Can()
	}
}

// MayEnd is May for what closes a conversation, which a handover that waits
// forbids.
func (t *Triage) MayEnd() Verdict {
	v := t.May(team.Triage)
	d, ok := t.Opened.Detail()
	if v.OK && ok && t.List.Marks() == 0 && d.Conversation.HandedTo != "" {
		return Verdict{Key: "fault.handover-waits", Args: map[string]any{"Department": t.house.Department(d.Conversation.HandedTo)}}
	}
	return v
}

// Send releases what is written in the composer.
func (t *Triage) Send(how Release, refused func(error)) {
	on := t.Opened.ID()
	next := t.List.After([]inbox.ConversationID{on})
	t.Composer.Send(how, func(r Released) {
		switch {
		case r.Err != nil:
			if refused != nil {
				refused(r.Err)
			}
		case r.Kind == inbox.NoteDraft:
			t.remember(lastAct{events: []inbox.Event{r.Event}, act: inbox.AddNote{}})
			t.released()
		default:
			t.released()
			t.sent(r, next)
		}
		t.Refresh()
	})
}

func (t *Triage) released() {
	if t.OnReleased != nil {
		t.OnReleased()
	}
}

// sent tells that a reply waits to leave, and how long it can still be taken
// back.
func (t *Triage) sent(r Released, next inbox.ConversationID) {
	act := inbox.Reply{Then: r.How.Then}
	undo := t.remember(lastAct{events: []inbox.Event{r.Event}, act: act})
	t.goOn(r.On, act, next)
	t.done(Deed(act.Name()))
	t.sched.Go(func(ctx context.Context) {
		left := t.delay(ctx, r)
		t.sched.UI(func() {
			if left > 0 {
				t.tell(Toast{Text: t.Formats.Texts.T("act.sending", nil), Undo: undo, For: left})
			} else {
				t.tell(Toast{Text: t.Formats.Texts.T("act.sent", nil)})
			}
		})
	})
}

// delay is how long a reply that was just released waits. Not knowing is no
// reason not to send.
func (t *Triage) delay(ctx context.Context, r Released) time.Duration {
	d, err := t.Desk.Detail(ctx, r.On, 1)
	if err != nil {
		return inbox.DefaultRules().UndoDelay
	}
	for _, e := range d.Outbox {
		if e.ID == inbox.OutboxID(r.Event.ID) {
			return e.NotBefore.Sub(t.Desk.Now())
		}
	}
	return 0
}
