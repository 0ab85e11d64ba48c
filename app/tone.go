package app

import (
	"context"

	"vigie/crisis/radar/tone"
	"vigie/inbox"
	"vigie/server/engine"
	"vigie/store"
	"vigie/ui/vm"
)

// Tones reads how the messages of a conversation sound.
func (d triageDesk) Tones(ctx context.Context, detail inbox.Detail) (map[inbox.MessageID]vm.ToneRead, error) {
	return inside(d.at, func(h *house) (map[inbox.MessageID]vm.ToneRead, error) {
		reader, err := d.toneReader(ctx, h)
		if err != nil {
			return nil, err
		}
		corrected, err := h.store.TonesCorrected(ctx, detail.Conversation.ID)
		if err != nil {
			return nil, err
		}
		out := map[inbox.MessageID]vm.ToneRead{}
		for _, m := range detail.Messages {
			if m.Direction == inbox.Inbound && m.Class == inbox.Person && m.Text != "" {
				out[m.ID] = vm.ToneRead{Reading: reader.Read(engine.Spoken(m))}
			}
		}
		for _, c := range corrected {
			if r, ok := out[c.Message]; ok {
				r.Tone, r.Corrected = c.Tone, true
				out[c.Message] = r
			}
		}
		return out, nil
	})
}

// CorrectTone keeps what a member says of a message's tone. Where the reading
// was another one, the words that decided it learn from that.
func (d triageDesk) CorrectTone(ctx context.Context, m inbox.Message, was vm.ToneRead, is tone.Tone) error {
	return d.withHouse(func(h *house) error {
		c := store.ToneCorrection{Message: m.ID, Correction: tone.Correction{Language: was.Language, Tone: is}}
		if !was.Corrected && was.Tone != is {
			c.Decided = was.Words
		}
		return h.store.CorrectTone(ctx, c, h.member())
	})
}

func (d triageDesk) withHouse(do func(*house) error) error { return watchDesk{d}.with(do) }

// toneReader is the reader with what this house was taught.
func (d triageDesk) toneReader(ctx context.Context, h *house) (*tone.Reader, error) {
	reader, err := d.tones()
	if err != nil {
		return nil, err
	}
	own, err := h.store.OwnTones(ctx)
	if err != nil {
		return nil, err
	}
	return reader.With(own), nil
}
