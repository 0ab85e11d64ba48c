package desktest

import (
	"context"
	"fmt"
	"strings"

	"vigie/crisis/radar/tone"
	"vigie/inbox"
	"vigie/ui/vm"
)

// Toned is an office whose desk reads tones as well.
type Toned struct {
	*Desk
	Said  map[inbox.MessageID]tone.Tone
	Asked []string
}

// Tones finds negative whoever speaks of the X200.
func (d *Toned) Tones(_ context.Context, detail inbox.Detail) (map[inbox.MessageID]vm.ToneRead, error) {
	out := map[inbox.MessageID]vm.ToneRead{}
	for _, m := range detail.Messages {
		if m.Direction == inbox.Outbound {
			continue
		}
		r := vm.ToneRead{Reading: tone.Reading{Language: "fr", Tone: tone.Neutral}}
		if strings.Contains(m.Text, "X200") {
			r.Tone, r.Words = tone.Negative, []string{"fumée"}
		}
		if t, ok := d.Said[m.ID]; ok {
			r.Tone, r.Corrected = t, true
		}
		out[m.ID] = r
	}
	return out, nil
}

// CorrectTone records it.
func (d *Toned) CorrectTone(_ context.Context, m inbox.Message, was vm.ToneRead, is tone.Tone) error {
	d.Said[m.ID] = is
	d.Asked = append(d.Asked, fmt.Sprint(was.Tone, " ", is, " ", was.Words))
	return nil
}
