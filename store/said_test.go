package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"vigie/crisis/radar/tone"
	"vigie/inbox"
	"vigie/inbox/watch"
	"vigie/store"
)

// heardAs writes what matters of a message for an early warning.
func heardAs(s store.Said) string {
	m, followers := s.Message, int64(-1)
	if m.Author.Followers != nil {
		followers = *m.Author.Followers
	}
	return fmt.Sprint(m.Native, m.Author.Handle, " ", m.Author.Name, " ", followers, " ", m.Permalink, " ", m.Subject, " ", m.Text, " ", m.SentAt.Equal(noon()),
		" ", s.Channel, " ", s.AccountName, " ", s.Tags, " ", s.ContactTags, " ", s.Tone)
}

func TestSaidBetween_HasWhatAnEarlyWarningLooksAt(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	h.watches("brand", `colis`, watch.WatchOnly)
	followers := int64(1200)
	known := mail("m1", "lea@client.example", "Avis", "Mon colis", noon())
	known.Message.Author.Followers, known.Message.Permalink = &followers, "https://social.example/1"
	h.take(known, mail("m2", "max@client.example", "Colis", "autre", noon().Add(time.Hour)))
	between := func(tagged bool) (out []store.Said) {
		h.t.Helper()
		h.must(h.SaidBetween(ctx, noon(), noon().Add(2*time.Hour), tagged, func(s store.Said) error {
			out = append(out, s)
			return nil
		}))
		return out
	}
	list := between(false)
	if len(list) != 2 {
		t.Fatalf("%d messages", len(list))
	}
	m := list[0].Message
	c := h.detail(m.Conversation).Contact
	c.Tags = []string{"journaliste"}
	h.must(h.PutContact(ctx, c, senior))
	_, err := h.Do(ctx, h.command(m.Conversation, inbox.Label{Add: []string{"retard"}}), senior)
	h.must(err)
	h.must(h.CorrectTone(ctx, store.ToneCorrection{Message: m.ID, Correction: tone.Correction{Language: "fr", Tone: tone.Negative}}, senior))

	name := list[0].AccountName
	want := func(tags string) string {
		return "lea@client.example lea 1200 https://social.example/1 Avis Mon colis true email " + name + " " + tags + " [journaliste] negative"
	}
	list = between(true)
	equal(t, "with the tags of conversations", heardAs(list[0]), want("[retard]"))
	equal(t, "of whom nothing is known", heardAs(list[1]), "max@client.example max -1  Colis autre false email "+name+" [] [] ")
	equal(t, "without them", heardAs(between(false)[0]), want("[]"))
	page, err := h.SaidOn(ctx, "brand", noon(), noon().Add(2*time.Hour), watch.HitPlace{}, 10)
	h.must(err)
	equal(t, "on a watch", heardAs(page[0]), want("[]"))
	h.sound()
}
