package store_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/store"
)

func TestEraseAgain_ForgetsInARestoreWhoWasErasedAfterTheBackup(t *testing.T) {
	eachEngine(t, func(t *testing.T, url string) {
		h := newHouseAt(t, url)
		h.tampered = true // an erasure hides the names in the log
		h.take(mail("m1", "lea@client.example", "Colis", "où est-il ?", noon()), mail("m2", "max@client.example", "Merci", "bien reçu", noon()))
		ctx, home := context.Background(), t.TempDir()
		h.must(h.Snapshot(ctx, filepath.Join(home, "vigie.db")))
		h.clock.at = h.clock.at.Add(24 * time.Hour)
		list, err := h.Contacts(ctx, inbox.ContactView{Search: "lea"}, inbox.ContactPlace{}, 9)
		h.must(err)
		h.must(h.Erase(ctx, list[0].ID, coordinator))
		erased, err := h.Erasures(ctx)
		h.must(err)
		if len(erased.Prints) != 1 || strings.Contains(erased.Prints[0].Print, "lea") {
			t.Fatalf("the list is %+v", erased)
		}

		old := &house{t: t, dir: home, clock: h.clock, ids: h.ids}
		old.tampered = true
		old.open()
		equal(t, "in the backup", strings.Contains(strings.Join(subjects(old.rows(inbox.View{})), " "), "Colis"), true)
		_, err = old.EraseAgain(ctx, store.Erasures{Prints: erased.Prints})
		old.fails(err, fault.Invalid, "fault.erasures-foreign")
		n, err := old.EraseAgain(ctx, erased)
		old.must(err)
		equal(t, "forgotten again", n, 1)
		left, err := old.Contacts(ctx, inbox.ContactView{}, inbox.ContactPlace{}, 9)
		old.must(err)
		equal(t, "contacts left", len(left), 1)
		equal(t, "and not taken in again", old.take(mail("m1", "lea@client.example", "Colis", "où est-il ?", noon())).Inserted, 0)
		back := mail("m3", "lea@client.example", "Bonjour", "me revoilà", h.clock.at.Add(time.Hour))
		equal(t, "who writes again is heard", old.take(back).Inserted, 1)
		n, err = old.EraseAgain(ctx, erased)
		old.must(err)
		equal(t, "the same list again", n, 0)
		_, err = old.EraseAgain(ctx, store.Erasures{Key: strings.Repeat("0", 64), Prints: erased.Prints})
		old.fails(err, fault.Invalid, "fault.erasures-foreign")
		old.sound()
	})
}
