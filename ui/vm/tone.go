package vm

import (
	"context"
	"slices"
	"strings"

	"vigie/crisis/radar/tone"
	"vigie/inbox"
)

// ToneReader is what a desk may offer besides: how messages sound, and what
// people say of it. Without it no tone is shown.
type ToneReader interface {
	// Tones reads the messages of a conversation that others wrote.
	Tones(ctx context.Context, d inbox.Detail) (map[inbox.MessageID]ToneRead, error)
	// CorrectTone keeps what a member says of a message's tone, and learns.
	CorrectTone(ctx context.Context, m inbox.Message, was ToneRead, is tone.Tone) error
}

// ToneRead is how a message sounds: read from its words, or said by a person.
type ToneRead struct {
	tone.Reading
	Corrected bool
}

// ToneFace is the tone of a message in words; the zero value shows nothing.
type ToneFace struct {
	Tone tone.Tone
	Text string // "Sounds negative: arnaque, remboursez"
}

// toneFace writes a tone with the words that decided. A neutral one and one
// that is not understood need no words, unless a person gave it.
func (t Timeline) toneFace(m inbox.Message) ToneFace {
	r, ok := t.Tones[m.ID]
	if !ok || !r.Corrected && r.Tone != tone.Negative && r.Tone != tone.Positive {
		return ToneFace{}
	}
	name := t.Texts.T("tone."+string(r.Tone), nil)
	if r.Corrected {
		return ToneFace{r.Tone, t.Texts.T("tone.corrected", map[string]any{"Tone": name})}
	}
	if len(r.Words) == 0 {
		return ToneFace{r.Tone, t.Texts.T("tone.sounds", map[string]any{"Tone": name})}
	}
	return ToneFace{r.Tone, t.Texts.T("tone.sounds-by", map[string]any{"Tone": name, "Words": strings.Join(r.Words, ", ")})}
}

// ToneTarget is the message whose tone is corrected: the one that is chosen,
// or else the last that came from outside.
func (o *Opened) ToneTarget() (inbox.Message, ToneRead, bool) {
	for _, m := range slices.Backward(o.detail.Messages) {
		if r, ok := o.tones[m.ID]; ok && (len(o.chosen) == 0 || o.chosen[m.ID]) {
			return m, r, true
		}
	}
	return inbox.Message{}, ToneRead{}, false
}

// ToneOf is the tone of a message that is in sight.
func (o *Opened) ToneOf(id inbox.MessageID) (inbox.Message, ToneRead, bool) {
	i := slices.IndexFunc(o.detail.Messages, func(m inbox.Message) bool { return m.ID == id })
	r, ok := o.tones[id]
	if i < 0 || !ok {
		return inbox.Message{}, ToneRead{}, false
	}
	return o.detail.Messages[i], r, true
}

// readTones reads how the messages sound. What cannot be read is not shown: a
// tone is a hint, and nothing waits for it.
func (o *Opened) readTones(ctx context.Context, d inbox.Detail) map[inbox.MessageID]ToneRead {
	reader, ok := o.desk.(ToneReader)
	if !ok {
		return nil
	}
	tones, err := reader.Tones(ctx, d)
	if err != nil {
		return nil
	}
	return tones
}

// CanCorrectTone says whether there is a tone to correct.
func (t *Triage) CanCorrectTone() Verdict {
	if _, _, ok := t.Opened.ToneTarget(); !ok {
		return Cannot("tone.none")
	}
	return Can()
}

// CorrectTone says how a message truly sounds. failed may be called with what
// went wrong, on the UI goroutine.
func (o *Opened) CorrectTone(id inbox.MessageID, is tone.Tone, failed func(error)) {
	m, was, ok := o.ToneOf(id)
	reader, can := o.desk.(ToneReader)
	if !ok || !can {
		return
	}
	o.sched.Go(func(ctx context.Context) {
		err := reader.CorrectTone(ctx, m, was, is)
		o.sched.UI(func() {
			if err != nil {
				failed(err)
			}
			o.Refresh()
		})
	})
}
