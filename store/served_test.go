package store_test

import (
	"context"
	"testing"

	"vigie/inbox"
)

func TestScrub_WorksOnBothEngines(t *testing.T) {
	h := newHouse(t)
	h.question()
	h.must(h.Scrub(context.Background()))
	equal(t, "found after it", len(h.rows(inbox.View{Search: "colis"})), 1)
	h.sound()
}

func TestErase_TakesAPersonOutOfTheFullTextOfBothEngines(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	c := h.question()
	h.take(mail("m9", "max@client.example", "Autre colis", "texte", noon()))
	equal(t, "found before", len(h.rows(inbox.View{Search: "colis"})), 2)
	h.tampered = true // a handle leaves the change log too, so that no log names who was erased
	h.must(h.Erase(ctx, h.detail(c).Contact.ID, coordinator))
	left := h.rows(inbox.View{Search: "colis"})
	equal(t, "found after it", len(left), 1)
	equal(t, "who is left", left[0].Subject, "Autre colis")
	h.sound()
}
