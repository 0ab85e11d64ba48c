package store_test

import (
	"context"
	"crypto/ed25519"
	"testing"

	"vigie/crisis"
	"vigie/crisis/minutes"
)

func TestSeal_TellsALogThatWasMadeAnew(t *testing.T) {
	c := newCell(t)
	ctx := context.Background()
	c.begin()
	c.act(senior, "", crisis.Note{Text: "one"})
	c.must(c.SealRuns(ctx))
	n := c.run().Seq
	c.must(c.SealRuns(ctx))
	equal(t, "events after a second sealing", c.run().Seq, n)
	c.act(senior, "", crisis.Note{Text: "two"})
	c.reopen()
	c.act(lead, "", crisis.Watch{}, crisis.Close{})
	log, plan, err := c.RunLog(ctx, c.id)
	c.must(err)
	log.Header.Events, log.Header.Head = len(log.Events), log.Events[len(log.Events)-1].Hash
	if b := minutes.Verify(log); b != nil {
		t.Fatalf("line %d: %s", b.Line, b.Why)
	}
	seals, broken := crisis.CheckSeals(log.Events)
	if broken != nil || seals.Count != 2 || seals.Last != int64(len(log.Events))-1 || seals.Key == "" {
		t.Fatalf("%+v, %v", seals, broken)
	}
	t.Run("a chain that was made anew from its start", func(t *testing.T) {
		forged, head := []crisis.Event{}, ""
		for _, e := range log.Events {
			if e.Kind == crisis.KindNote {
				e.Payload = []byte(`{"text":"something else"}`)
			}
			e = e.Sealed(head)
			head = e.Hash
			forged = append(forged, e)
		}
		if b := crisis.Verify(forged); b != nil {
			t.Fatal(b)
		}
		if _, b := crisis.CheckSeals(forged); b == nil || b.Why != "seal" {
			t.Errorf("it passes for the one that was signed: %v", b)
		}
	})
	t.Run("and signed with another key", func(t *testing.T) {
		_, other, err := ed25519.GenerateKey(nil)
		c.must(err)
		run := crisis.Fold(plan, log.Events)
		e, err := run.System("other", run.SealWith(other), noon())
		c.must(err)
		if _, b := crisis.CheckSeals(append(log.Events, e)); b == nil || b.Event.ID != "other" {
			t.Errorf("two keys pass for one: %v", b)
		}
	})
	c.sound()
}
