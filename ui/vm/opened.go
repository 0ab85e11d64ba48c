package vm

import (
	"context"

	"vigie/inbox"
)

// FirstMessages is how many messages of a conversation are read at first;
// MoreMessages how many more each time.
const (
	FirstMessages = 50
	MoreMessages  = 200
)

// Opened is the conversation that is read, with what of it is unfolded.
type Opened struct {
	desk     Reader
	sched    Scheduler
	id       inbox.ConversationID
	detail   inbox.Detail
	there    bool // detail is that of id
	tones    map[inbox.MessageID]ToneRead
	max      int
	busy     bool
	again    bool
	turn     int
	err      error
	unfolded map[string]bool
	shown    map[string]int
	chosen   map[inbox.MessageID]bool
	once     func() // to be done when it was read
	// OnChanged hears that the conversation was read, or what is shown of it
	// changed.
	OnChanged func()
}

// NewOpened makes one that reads nothing yet.
func NewOpened(desk Reader, sched Scheduler) *Opened {
	o := &Opened{desk: desk, sched: sched}
	o.reset("")
	return o
}

func (o *Opened) reset(id inbox.ConversationID) {
	o.turn++
	o.id, o.detail, o.there, o.busy, o.again, o.err, o.max = id, inbox.Detail{}, false, false, false, nil, FirstMessages
	o.tones, o.once = nil, nil
	o.unfolded, o.shown, o.chosen = map[string]bool{}, map[string]int{}, map[inbox.MessageID]bool{}
}

// Open reads a conversation; "" closes it.
func (o *Opened) Open(id inbox.ConversationID) {
	if id == o.id {
		return
	}
	o.reset(id)
	o.changed()
	o.Refresh()
}

// ID is the conversation that is open; "" is none.
func (o *Opened) ID() inbox.ConversationID { return o.id }

// Detail is what was read; ok is false until then.
func (o *Opened) Detail() (d inbox.Detail, ok bool) { return o.detail, o.there }

// Fault is why it could not be read.
func (o *Opened) Fault() error { return o.err }

// Refresh reads it again, because something changed.
func (o *Opened) Refresh() {
	if o.id == "" {
		return
	}
	if o.busy {
		o.again = true
		return
	}
	o.busy = true
	turn, id, most := o.turn, o.id, o.max
	o.sched.Go(func(ctx context.Context) {
		d, err := o.desk.Detail(ctx, id, most)
		tones := map[inbox.MessageID]ToneRead(nil)
		if err == nil {
			tones = o.readTones(ctx, d)
		}
		o.sched.UI(func() {
			if turn == o.turn {
				o.tones = tones
				o.read(d, err)
			}
		})
	})
}

func (o *Opened) read(d inbox.Detail, err error) {
	o.busy, o.err = false, err
	if err == nil {
		o.detail, o.there = d, true
	}
	do := o.once
	o.once = nil
	o.changed()
	if do != nil && o.there {
		do()
	}
	if o.again {
		o.again = false
		o.Refresh()
	}
}

// Once does something when the open conversation is there: at once, or as soon as
// it was read, so that a key pressed a moment too early is not lost. It is
// forgotten when another is opened first, or when reading failed.
func (o *Opened) Once(do func()) {
	if o.there {
		do()
		return
	}
	o.once = do
}

func (o *Opened) changed() {
	if o.OnChanged != nil {
		o.OnChanged()
	}
}

// Earlier reads older messages too.
func (o *Opened) Earlier() {
	o.max += MoreMessages
	o.Refresh()
}

// Fold opens or closes a folded part of a card.
func (o *Opened) Fold(card, name string) {
	o.unfolded[card+"/"+name] = !o.unfolded[card+"/"+name]
	o.changed()
}

// ShowMore shows more of a long body.
func (o *Opened) ShowMore(card string) {
	o.shown[card] = max(ShownBytes, o.shown[card]) + 4*ShownBytes
	o.changed()
}

// Choose marks a message to be split off, or takes the mark away.
func (o *Opened) Choose(m inbox.MessageID) {
	if o.chosen[m] {
		delete(o.chosen, m)
	} else {
		o.chosen[m] = true
	}
	o.changed()
}

// Chosen lists the marked messages in their order.
func (o *Opened) Chosen() []inbox.MessageID {
	var out []inbox.MessageID
	for _, m := range o.detail.Messages {
		if o.chosen[m.ID] {
			out = append(out, m.ID)
		}
	}
	return out
}

// Timeline writes the conversation's course.
func (o *Opened) Timeline(f Faces) Timeline {
	return Timeline{Faces: f, Detail: o.detail, Unfolded: o.unfolded, Shown: o.shown, Chosen: o.chosen, Tones: o.tones}
}
