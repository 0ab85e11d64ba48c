package store_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/store"
	protocol "vigie/store/wire"
)

func TestSnapshot_IsAWorkspaceOfOneMoment(t *testing.T) {
	fileOnly(t)
	h := newHouse(t)
	ctx := context.Background()
	c := h.question()
	h.release(c, "Il arrive demain.")
	dir := t.TempDir()
	database, _ := store.Files()
	look, err := store.Open(ctx, h.dir, store.Options{ReadOnly: true})
	h.must(err)
	h.must(look.Snapshot(ctx, filepath.Join(dir, database))) // while the other one is open to write
	h.must(look.Close())
	_, err = h.Do(ctx, h.command(c, inbox.Label{Add: []string{"later"}}), senior)
	h.must(err)

	w, err := store.Open(ctx, dir, store.Options{})
	h.must(err)
	defer w.Close()
	row, err := w.Row(ctx, c)
	h.must(err)
	equal(t, "subject", row.Subject, "Colis perdu")
	equal(t, "tags", len(row.Tags), 0)
	h.must(w.Restored(ctx))
	// The reply that waited may have left after the backup was made.
	doubted, err := w.Replies(ctx, inbox.Unknown)
	h.must(err)
	equal(t, "doubted replies", len(doubted), 1)
	due, err := w.DueReplies(ctx, h.clock.now().Add(time.Hour))
	h.must(err)
	equal(t, "replies that would leave", len(due), 0)
	report, err := w.Check(ctx)
	h.must(err)
	equal(t, "faults", len(report.Faults), 0)
	h.fails(store.Fresh(dir), fault.Conflict, "fault.directory-not-empty")
	h.must(store.Fresh(filepath.Join(dir, "new")))
}

// What the backup still had to do on a network may have been done after it was
// made: it is doubted, as replies are, and never done again by itself.
func TestRestored_DoubtsModerationThatWasUnderWay(t *testing.T) {
	ctx := context.Background()
	c := newCell(t)
	c.question()
	conversation, message := c.trolled(ctx)
	_, err := c.Do(ctx, c.moderate(conversation, message, inbox.Block), senior)
	c.must(err)
	c.clock.pass(time.Hour)
	due, err := c.DueModerations(ctx, c.clock.now())
	c.must(err)
	equal(t, "due before", len(due), 1)
	c.must(c.Restored(ctx))
	due, err = c.DueModerations(ctx, c.clock.now())
	c.must(err)
	equal(t, "due after", len(due), 0)
	equal(t, "state", c.house.moderation(conversation, 0).State, inbox.ModerationUnknown)
	c.sound()
}

// An order must not reach the keys of the server among its settings.
func TestPush_TouchesNoSettingOfOneDesk(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	const device = "01HZZZZZZZZZZZZZZZZZZZZD01"
	_, err := h.Admit(ctx, store.Admission{
		Device: store.Device{ID: device, Member: coordinator, Name: "desk", Key: device}, Token: device, Until: h.clock.now().Add(time.Hour), Way: "test",
	})
	h.must(err)
	by := store.Caller{Device: device, Member: coordinator}
	for i, value := range []string{"", "0000"} {
		pushed, err := h.Push(ctx, by, protocol.Push{Orders: []protocol.Order{{
			ID: h.id(), Seq: int64(i + 1), Name: "setting.put", V: 1, Args: []byte(`{"name":"desk.erasure","value":"` + value + `"}`),
		}}})
		h.must(err)
		if a := pushed.Answers[0]; a.State != protocol.Refused || a.Fault.Key != "fault.setting-of-one-desk" {
			t.Errorf("it was %+v", a)
		}
	}
}
