package vm

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
)

// SaveDelay is how long after the last key a draft is saved; RetryDelay how
// long after a save that failed.
const (
	SaveDelay  = 400 * time.Millisecond
	RetryDelay = 3 * time.Second
)

// bufferKey names what is being written: one text of a kind, by a member, in a
// conversation.
type bufferKey struct {
	on   inbox.ConversationID
	by   team.MemberID
	kind inbox.DraftKind
}

// buffer is a text being written and what of it is saved.
type buffer struct {
	draft  inbox.Draft
	stored bool // the desk knows a draft by this id
	dirty  bool // something is not saved yet
	saving bool
	edits  int // grows with each change, to know whether one came while saving
	wait   func()
	then   func() // waits for a save under way, so that writes keep their order
	err    error
}

// empty reports whether nothing worth keeping was written.
func (b *buffer) empty() bool {
	return strings.TrimSpace(b.draft.Text) == "" && len(b.draft.Attachments) == 0
}

// Drafts saves what is typed, for every conversation that was written in.
// Nothing typed is lost: a text is dropped only when the desk has it.
type Drafts struct {
	desk    draftDesk
	sched   Scheduler
	newID   func() string
	buffers map[bufferKey]*buffer
	// OnState hears that something was saved, or could not be.
	OnState func()
}

// draftDesk is what drafts need of the desk.
type draftDesk interface {
	Actor
	Me() team.Member
}

// NewDrafts makes a keeper of drafts. newID makes fresh ULIDs.
func NewDrafts(desk draftDesk, sched Scheduler, newID func() string) *Drafts {
	return &Drafts{desk: desk, sched: sched, newID: newID, buffers: map[bufferKey]*buffer{}}
}

// at gives the text of a key, a new one when there is none.
func (d *Drafts) at(k bufferKey) *buffer {
	b, ok := d.buffers[k]
	if !ok {
		b = &buffer{draft: inbox.Draft{ID: inbox.DraftID(d.newID()), Conversation: k.on, Author: k.by, Kind: k.kind}}
		d.buffers[k] = b
	}
	return b
}

// adopt takes over a draft that the desk has. What was typed meanwhile stays,
// after the text that came back.
func (d *Drafts) adopt(k bufferKey, have inbox.Draft) {
	b := d.at(k)
	switch {
	case b.draft.ID == have.ID:
		if !b.dirty && !b.saving {
			b.draft, b.stored = have, true
		}
	case b.empty():
		d.buffers[k] = &buffer{draft: have, stored: true}
	case b.stored && have.SavedAt.Before(b.draft.SavedAt):
	default:
		typed := b.draft
		d.buffers[k] = &buffer{draft: have, stored: true}
		merged := d.buffers[k]
		if typed.Text != have.Text {
			merged.draft.Text = have.Text + "\n\n" + typed.Text
		}
		merged.draft.Attachments = append(slices.Clone(have.Attachments), typed.Attachments...)
		d.edited(k, merged)
		if b.stored {
			d.discard(k, typed.ID)
		}
	}
}

// gone forgets a text whose draft the desk no longer has, unless something in
// it is not saved.
func (d *Drafts) gone(k bufferKey) {
	if b, ok := d.buffers[k]; ok && b.stored && !b.dirty && !b.saving {
		delete(d.buffers, k)
	}
}

// edited notes a change and saves it soon.
func (d *Drafts) edited(k bufferKey, b *buffer) {
	b.dirty = true
	b.edits++
	d.later(k, b, SaveDelay)
}

func (d *Drafts) later(k bufferKey, b *buffer, delay time.Duration) {
	b.stop()
	b.wait = d.sched.After(delay, func() { d.save(k, b) })
}

func (b *buffer) stop() {
	if b.wait != nil {
		b.wait()
		b.wait = nil
	}
}

// Flush saves now whatever is not saved yet.
func (d *Drafts) Flush() {
	for k, b := range d.buffers {
		if b.dirty {
			d.save(k, b)
		}
	}
}

// save writes a text to the desk off the window's goroutine. The window may
// close meanwhile: that must not stop it.
func (d *Drafts) save(k bufferKey, b *buffer) {
	b.stop()
	if b.saving || !b.dirty {
		return
	}
	act := b.act()
	if act == nil {
		b.dirty = false
		return
	}
	b.saving = true
	edits := b.edits
	d.sched.Go(func(ctx context.Context) {
		err := d.do(context.WithoutCancel(ctx), k, act)
		d.sched.UI(func() { d.saved(k, b, edits, err) })
	})
}

// do acts as who typed, also when another sits at the desk by now.
func (d *Drafts) do(ctx context.Context, k bufferKey, act inbox.Act) error {
	if as, ok := d.desk.(AsMember); ok {
		_, err := as.DoAs(ctx, k.by, k.on, act)
		return err
	}
	if me := d.desk.Me(); me.ID != k.by {
		return fault.New(fault.Busy, "triage.author-away", "Name", me.Name)
	}
	_, err := d.desk.Do(ctx, k.on, act)
	return err
}

// act is what has to be done to keep the text: save it, or throw the draft of
// an emptied one away. Nil is nothing.
func (b *buffer) act() inbox.Act {
	switch {
	case !b.empty():
		return inbox.SaveDraft{Draft: b.draft}
	case b.stored:
		return inbox.DiscardDraft{Draft: b.draft.ID}
	default:
		return nil
	}
}

func (d *Drafts) saved(k bufferKey, b *buffer, edits int, err error) {
	b.saving, b.err = false, err
	switch {
	case errors.Is(err, fault.New(fault.Conflict, "fault.draft-gone")), errors.Is(err, fault.New(fault.NotFound, "fault.draft-gone")):
		b.err, b.stored = nil, false // it was sent or thrown away elsewhere: what is here is a new one
		b.draft.ID = inbox.DraftID(d.newID())
		d.later(k, b, SaveDelay)
	case err != nil:
		d.later(k, b, RetryDelay)
	case b.empty() && b.edits == edits:
		*b = buffer{draft: inbox.Draft{ID: inbox.DraftID(d.newID()), Conversation: k.on, Author: k.by, Kind: k.kind}}
	default:
		b.stored = true
		b.dirty = b.edits != edits
		if b.dirty {
			d.later(k, b, SaveDelay)
		}
	}
	if then := b.then; then != nil {
		b.then = nil
		then()
	}
	d.told()
}

func (d *Drafts) discard(k bufferKey, id inbox.DraftID) {
	d.sched.Go(func(ctx context.Context) {
		err := d.do(context.WithoutCancel(ctx), k, inbox.DiscardDraft{Draft: id})
		if err != nil && fault.KindOf(err) != fault.NotFound {
			d.sched.UI(d.told) // it stays beside the other: nothing is lost by that
		}
	})
}

func (d *Drafts) told() {
	if d.OnState != nil {
		d.OnState()
	}
}

// Close saves, on this goroutine and within the limit, whatever is not saved
// yet, and gives why something could not be.
func (d *Drafts) Close(limit time.Duration) error {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	var troubles []error
	for k, b := range d.buffers {
		b.stop()
		act := b.act()
		if !b.dirty || act == nil {
			continue
		}
		if err := d.do(ctx, k, act); err != nil {
			troubles = append(troubles, err)
			continue
		}
		b.dirty, b.stored = false, true
	}
	return errors.Join(troubles...)
}

// stop cancels every save that waits.
func (d *Drafts) stop() {
	for _, b := range d.buffers {
		b.stop()
	}
}

// Unsaved lists the texts that the desk does not have yet, to be carried over
// when a screen is built again.
func (d *Drafts) Unsaved() []inbox.Draft {
	var out []inbox.Draft
	for _, k := range slices.SortedFunc(maps.Keys(d.buffers), func(a, b bufferKey) int {
		return strings.Compare(string(a.on)+string(a.kind), string(b.on)+string(b.kind))
	}) {
		if b := d.buffers[k]; b.dirty && !b.empty() {
			out = append(out, b.draft)
		}
	}
	return out
}

// Restore takes texts of Unsaved back and saves them.
func (d *Drafts) Restore(texts []inbox.Draft) {
	for _, t := range texts {
		k := bufferKey{t.Conversation, t.Author, t.Kind}
		b := &buffer{draft: t}
		d.buffers[k] = b
		d.edited(k, b)
	}
}
