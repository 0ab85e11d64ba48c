package vm_test

import (
	"context"
	"testing"

	"vigie/crisis/radar/tone"
	"vigie/inbox"
	"vigie/ui/vm"
	"vigie/ui/vm/desktest"
)

// now runs what it is given at once.
type atOnce struct{ vm.Scheduler }

func (atOnce) UI(f func())                { f() }
func (atOnce) Go(f func(context.Context)) { f(context.Background()) }

func TestTone_IsShownWithItsWordsAndCorrected(t *testing.T) {
	d := &desktest.Toned{Desk: desktest.Office(), Said: map[inbox.MessageID]tone.Tone{}}
	b := sit(t, d.Desk).open("claire")
	open, _ := b.Opened.Detail()
	o := vm.NewOpened(d, atOnce{})
	o.Open(open.Conversation.ID)
	said := func() (out []string) {
		for _, c := range o.Timeline(b.Faces()).Cards(d.Now()) {
			if c.Tone.Text != "" {
				out = append(out, c.Tone.Text)
			}
		}
		return out
	}
	if got := said(); len(got) == 0 || got[0] != "Sounds negative: fumée" {
		t.Fatalf("said %q", got)
	}
	m, was, ok := o.ToneTarget()
	if !ok {
		t.Fatal("there is nothing to correct")
	}
	o.CorrectTone(m.ID, tone.Positive, func(err error) { t.Error(err) })
	got := said()
	if len(d.Asked) != 1 || got[len(got)-1] != "Is positive, a colleague says" || was.Corrected {
		t.Errorf("asked %q, said %q", d.Asked, got)
	}
	t.Run("a desk that reads no tones shows none", func(t *testing.T) {
		if b.CanCorrectTone().OK {
			t.Error("a tone is corrected where none is read")
		}
	})
}
