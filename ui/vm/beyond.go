package vm

import (
	"context"
	"slices"
	"time"

	"vigie/inbox"
)

// Beyond is what the desk of a team offers besides: a desktop keeps the recent
// conversations, and the server has the older ones.
type Beyond interface {
	// Older gives up to limit conversations that the server finds for a view and
	// that are not here, newest first, and whether there may be more: a broad
	// search is not followed to its end. Without a server it finds none, and
	// asked is false.
	Older(ctx context.Context, v inbox.View, limit int) (found []inbox.Row, more, asked bool, err error)
	// Bring has conversations come here whole.
	Bring(ctx context.Context, on []inbox.ConversationID) error
}

// BeyondState is how the search on the server stands.
type BeyondState string

// The states of a search on the server.
const (
	BeyondNone    BeyondState = "" // there is nothing to say
	BeyondAsking  BeyondState = "asking"
	BeyondFound   BeyondState = "found"   // some are there, or none
	BeyondFailed  BeyondState = "failed"  // the server was not reached
	BeyondBrought BeyondState = "brought" // what was found is in the list
	BeyondFetches BeyondState = "fetches"
)

const (
	// mostBeyond is how many older conversations are shown at once.
	mostBeyond = 50
	// beyondLull is how long a search stands before the server is asked.
	beyondLull = 800 * time.Millisecond
)

// beyond is the search on the server for what is shown.
type beyond struct {
	state BeyondState
	found []inbox.ConversationID
	more  bool
	err   error
	turn  int
	lull  func()
	stop  func() // ends the search that is under way; nil is none
	// brought are the conversations that came from the server since the window
	// was opened.
	brought map[inbox.ConversationID]bool
}

// Older says how the search on the server stands: how many it found that are
// not here, whether there may be more, and why it failed.
func (t *Triage) Older() (state BeyondState, found int, more bool, err error) {
	return t.beyond.state, len(t.beyond.found), t.beyond.more, t.beyond.err
}

// seek asks the server about a view, a while after it was last changed.
func (t *Triage) seek(v inbox.View) {
	b := &t.beyond
	b.turn++
	if b.lull != nil {
		b.lull()
		b.lull = nil
	}
	b.end()
	b.state, b.found, b.more, b.err = BeyondNone, nil, false, nil
	if _, can := t.Desk.(Beyond); can && v.Search != "" {
		b.lull = t.sched.After(beyondLull, t.SeekOlder)
	}
}

// end stops asking the server for a search that nobody waits for any more.
func (b *beyond) end() {
	if b.stop != nil {
		b.stop()
		b.stop = nil
	}
}

// SeekOlder asks the server now what it finds for the search that is shown.
func (t *Triage) SeekOlder() {
	b := &t.beyond
	desk, can := t.Desk.(Beyond)
	v := t.List.View()
	if !can || v.Search == "" {
		return
	}
	b.turn++
	turn, before := b.turn, b.state
	b.state, b.err = BeyondAsking, nil
	if before != BeyondNone { // of a search that just began nothing is said yet: without a server there is nothing
		t.changed()
	}
	b.end()
	own, stop := context.WithCancel(context.Background())
	b.stop = stop
	t.sched.Go(func(ctx context.Context) {
		ctx, done := context.WithCancel(ctx)
		defer done()
		defer context.AfterFunc(own, done)()
		rows, more, asked, err := desk.Older(ctx, v, mostBeyond)
		t.sched.UI(func() {
			if turn != b.turn {
				return
			}
			b.end()
			b.state, b.found, b.more, b.err = BeyondFound, nil, more, err
			for _, r := range rows {
				b.found = append(b.found, r.ID)
			}
			switch {
			case err != nil:
				b.state = BeyondFailed
			case !asked:
				b.state = BeyondNone
			}
			t.changed()
		})
	})
}

// BringOlder has the conversations that the server found come here. The list
// shows them where they belong, and each says where it came from.
func (t *Triage) BringOlder() {
	b := &t.beyond
	desk, can := t.Desk.(Beyond)
	if !can || b.state != BeyondFound || len(b.found) == 0 {
		return
	}
	b.turn++
	turn, on := b.turn, slices.Clone(b.found)
	b.state = BeyondFetches
	t.changed()
	t.sched.Go(func(ctx context.Context) {
		err := desk.Bring(ctx, on)
		t.sched.UI(func() { t.brought(turn, on, err) })
	})
}

func (t *Triage) brought(turn int, on []inbox.ConversationID, err error) {
	b := &t.beyond
	if err == nil {
		if b.brought == nil {
			b.brought = map[inbox.ConversationID]bool{}
		}
		for _, id := range on {
			b.brought[id] = true
		}
		t.List.Refresh()
	}
	if turn == b.turn {
		b.state, b.err = BeyondBrought, err
		if err != nil {
			b.state = BeyondFailed
		}
	}
	t.changed()
}

// Brought reports whether a conversation came from the server on demand.
func (t *Triage) Brought(on inbox.ConversationID) bool { return t.beyond.brought[on] }

// BroughtChip says of a row that it came from the server on demand.
func (f Faces) BroughtChip(on inbox.ConversationID) []Chip {
	if f.Brought == nil || !f.Brought(on) {
		return nil
	}
	return []Chip{{Text: f.Texts.T("beyond.chip", nil), Icon: "cloud", Tone: Plain}}
}
