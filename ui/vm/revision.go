package vm

import (
	"context"
	"slices"
	"time"

	"vigie/inbox"
)

// Reviser is what a desk may offer besides: what messages said before their
// authors changed them.
type Reviser interface {
	// Revisions gives the earlier texts of a message, oldest first.
	Revisions(ctx context.Context, id inbox.MessageID) ([]inbox.Revision, error)
}

// EarlierText is what a message said until a time.
type EarlierText struct {
	When string // "until 09:41"
	Text string
}

// Edited is the message whose earlier texts are meant: the one that is chosen,
// or else the last that was edited.
func (t *Triage) Edited() (inbox.Message, bool) {
	d, _ := t.Opened.Detail()
	chosen := t.Opened.Chosen()
	for _, m := range slices.Backward(d.Messages) {
		if m.Revision > 0 && (len(chosen) == 0 || slices.Contains(chosen, m.ID)) {
			return m, true
		}
	}
	return inbox.Message{}, false
}

// CanSeeEarlier says whether something here was edited.
func (t *Triage) CanSeeEarlier() Verdict {
	if _, ok := t.Edited(); !ok {
		return Cannot("triage.nothing-edited")
	}
	return Can()
}

// EarlierTexts reads what a message said before, newest first, and hands it to
// show on the window's goroutine.
func (t *Triage) EarlierTexts(id inbox.MessageID, show func([]EarlierText)) {
	desk, ok := t.Desk.(Reviser)
	if !ok {
		show(nil)
		return
	}
	t.sched.Go(func(ctx context.Context) {
		list, err := desk.Revisions(ctx, id)
		t.sched.UI(func() {
			if err != nil {
				t.refused(err)
				return
			}
			show(t.earlier(list, t.Desk.Now()))
		})
	})
}

func (t *Triage) earlier(list []inbox.Revision, now time.Time) []EarlierText {
	var out []EarlierText
	for _, r := range slices.Backward(list) {
		text := r.Message.Text
		if s := r.Message.Subject; s != "" {
			text = s + "\n\n" + text
		}
		out = append(out, EarlierText{When: t.Formats.Texts.T("triage.said-until", map[string]any{"When": t.Formats.Amid(r.At, now)}), Text: text})
	}
	return out
}
