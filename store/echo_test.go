package store_test

import (
	"context"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/store"
)

// answered is a comment with an answer of ours, sent, and how the network shows
// that answer: without the handle that it begins with.
func answered(t *testing.T) (h *house, c inbox.ConversationID, echo channel.Upsert) {
	h = newHouse(t)
	h.takeFor(wall, comment("p1", "p1", "@camille@client.example", "Alors ?", noon()))
	c = h.only(inbox.View{}).ID
	e := h.release(c, "@camille@client.example Voilà, c’est parti.")
	ctx := context.Background()
	_, err := h.BeginSending(ctx, e.ID)
	h.must(err)
	h.must(h.EndSending(ctx, e.ID, store.SendResult{State: inbox.Sent, Receipt: channel.Receipt{Native: "p2", At: h.clock.now()}}))
	echo = comment("p2", "p1", "@maison@social.example", "Voilà, c’est parti.", h.clock.now())
	echo.Message.Direction, echo.Message.Permalink = inbox.Outbound, "https://social.example/p2"
	return h, c, echo
}

func TestEcho_OfOurOwnReplyIsNoEdit(t *testing.T) {
	h, c, echo := answered(t)
	for range 2 {
		equal(t, "edited", h.takeFor(wall, echo).Edited, 0)
	}
	echo.Message.Metrics = map[string]int64{"likes": 3}
	equal(t, "edited with its likes", h.takeFor(wall, echo).Edited, 0)
	m := h.detail(c).Messages[1]
	equal(t, "text", m.Text, "@camille@client.example Voilà, c’est parti.")
	equal(t, "revision", m.Revision, 0)
	equal(t, "link", m.Permalink, "https://social.example/p2")
	equal(t, "likes", m.Metrics["likes"], 3)
	equal(t, "by", m.SentBy, string(senior))
	h.sound()
}

func TestEcho_OfAReplyThatWasEditedInTheAppIsAnEdit(t *testing.T) {
	t.Run("after it was seen", func(t *testing.T) {
		h, c, echo := answered(t)
		h.takeFor(wall, echo)
		echo.Message.Text = "Voilà, c’est reparti."
		equal(t, "edited", h.takeFor(wall, echo).Edited, 1)
		equal(t, "edited again", h.takeFor(wall, echo).Edited, 0)
		m := h.detail(c).Messages[1]
		equal(t, "text", m.Text, "Voilà, c’est reparti.")
		equal(t, "revision", m.Revision, 1)
		h.sound()
	})
	t.Run("before it was seen, as the network says", func(t *testing.T) {
		h, c, echo := answered(t)
		echo.Message.Text, echo.Message.Revision = "Voilà, c’est reparti.", 1
		equal(t, "edited", h.takeFor(wall, echo).Edited, 1)
		equal(t, "edited again", h.takeFor(wall, echo).Edited, 0)
		equal(t, "text", h.detail(c).Messages[1].Text, "Voilà, c’est reparti.")
	})
}

func TestRevisions_KeepWhatAMessageSaidBefore(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	h.takeFor(wall, comment("p1", "p1", "@camille@client.example", "Votre mixeur est nul", noon()))
	h.clock.pass(time.Hour)
	for _, text := range []string{"Votre mixeur est moyen", "Votre mixeur est bien"} {
		h.takeFor(wall, comment("p1", "p1", "@camille@client.example", text, noon()))
		h.clock.pass(time.Hour)
	}
	m := h.detail(h.only(inbox.View{}).ID).Messages[0]
	equal(t, "text", m.Text, "Votre mixeur est bien")
	equal(t, "revision", m.Revision, 2)
	earlier, err := h.Revisions(ctx, m.ID)
	h.must(err)
	equal(t, "earlier texts", len(earlier), 2)
	equal(t, "the first", earlier[0].Message.Text, "Votre mixeur est nul")
	equal(t, "replaced", earlier[0].At, noon().Add(time.Hour))
	equal(t, "the second", earlier[1].Message.Text, "Votre mixeur est moyen")
	none, err := h.Revisions(ctx, "01HZZZZZZZZZZZZZZZZZZZZZNO")
	h.must(err)
	equal(t, "of no message", len(none), 0)
}
