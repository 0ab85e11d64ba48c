package store_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/fault"
)

// toot is a comment of somebody with a name and followers.
func toot(native, root, handle, name string, followers int64, at time.Time) channel.Upsert {
	u := comment(native, root, handle, "Bonjour", at)
	u.Message.Author = inbox.Author{Handle: handle, Name: name, Followers: &followers}
	return u
}

// contacts lists the names of a view, read in pages of a size.
func (h *house) contacts(v inbox.ContactView, size int) string {
	h.t.Helper()
	var names []string
	var after inbox.ContactPlace
	for {
		list, err := h.Contacts(context.Background(), v, after, size)
		h.must(err)
		for _, c := range list {
			names = append(names, c.Name)
			after = c.Place
		}
		if len(list) < size {
			return strings.Join(names, " ")
		}
	}
}

// public has four people: two on the wall, two by mail.
func public(t *testing.T) *house {
	t.Helper()
	h := newHouse(t)
	h.clock.pass(200 * 24 * time.Hour)
	now := h.clock.now()
	ago := func(days int) time.Time { return now.AddDate(0, 0, -days) }
	h.take(
		mail("1", "zoe@poste.example", "Bonjour", "Bonjour", ago(1)),
		mail("2", "élise@poste.example", "Colis", "Où est-il ?", ago(40)), mail("3", "élise@poste.example", "Colis bis", "Alors ?", ago(35)),
		mail("4", "élise@poste.example", "Colis ter", "Alors ?", ago(34)),
	)
	h.takeFor(wall,
		toot("10", "r1", "ana@social.example", "Ana", 500, ago(3)), toot("11", "r1", "ana@social.example", "Ana", 500, ago(2)),
		toot("12", "r2", "bob@social.example", "Bob", 0, ago(100)),
	)
	return h
}

func TestContacts_AreListedInEveryOrderByPages(t *testing.T) {
	h := public(t)
	now := h.clock.now()
	for _, c := range []struct {
		name string
		view inbox.ContactView
		want string
	}{
		{"by the last message", inbox.ContactView{}, "zoe Ana élise Bob"},
		{"by followers: none is more than unknown", inbox.ContactView{Sort: inbox.ByFollowers}, "Ana Bob zoe élise"},
		{"by activity in 7 days", inbox.ContactView{Sort: inbox.ByActivity, Since: now.AddDate(0, 0, -7)}, "Ana zoe"},
		{"by activity in 90 days", inbox.ContactView{Sort: inbox.ByActivity, Since: now.AddDate(0, 0, -90)}, "élise Ana zoe"},
		{"found without accents", inbox.ContactView{Search: "ELISE"}, "élise"},
		{"found by handle in an order", inbox.ContactView{Search: "social", Sort: inbox.ByFollowers}, "Ana Bob"},
		{"found among the active", inbox.ContactView{Search: "poste", Sort: inbox.ByActivity, Since: now.AddDate(0, 0, -90)}, "élise zoe"},
		{"nobody", inbox.ContactView{Search: "personne"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, size := range []int{1, 2, 200} {
				equal(t, fmt.Sprintf("pages of %d", size), h.contacts(c.view, size), c.want)
			}
		})
	}
}

func TestContacts_ActivityCountsAndFollowersStayUnknown(t *testing.T) {
	h := public(t)
	list, err := h.Contacts(context.Background(), inbox.ContactView{Sort: inbox.ByActivity, Since: h.clock.now().AddDate(0, 0, -90)}, inbox.ContactPlace{}, 10)
	h.must(err)
	equal(t, "written by élise", list[0].Written, 3)
	if list[0].Followers() != nil {
		t.Error("a mail address has followers")
	}
	if f := list[1].Followers(); f == nil || *f != 500 {
		t.Errorf("Ana's followers are %v", f)
	}
}

func TestPutContact_MakesItFindableAndKeepsTheFlag(t *testing.T) {
	h := public(t)
	ctx := context.Background()
	list, err := h.Contacts(ctx, inbox.ContactView{Search: "zoe"}, inbox.ContactPlace{}, 10)
	h.must(err)
	c := list[0].Contact
	c.Tags, c.Role, c.NoContact = []string{"Journaliste"}, "Le Républicain", true
	h.must(h.PutContact(ctx, c, senior))
	equal(t, "by tag", h.contacts(inbox.ContactView{Search: "#journaliste"}, 10), "zoe")
	equal(t, "by role", h.contacts(inbox.ContactView{Search: "republicain"}, 10), "zoe")
	h.take(mail("5", "zoe@poste.example", "Encore", "Encore", h.clock.now()))
	now, err := h.Contact(ctx, c.ID)
	h.must(err)
	if !now.NoContact {
		t.Error("the flag was lost when the next mail came")
	}
	equal(t, "after the next mail", h.contacts(inbox.ContactView{Search: "#journaliste"}, 10), "zoe")
}

func TestDossier_TellsWhatIsKnownAndWhatIsNot(t *testing.T) {
	h := public(t)
	ctx, now := context.Background(), h.clock.now()
	h.takeFor(wall, toot("13", "r1", "bob@social.example", "Bob", 0, now.AddDate(0, 0, -1)))
	of := func(name string) inbox.Dossier {
		list, err := h.Contacts(ctx, inbox.ContactView{Search: name}, inbox.ContactPlace{}, 10)
		h.must(err)
		d, err := h.Dossier(ctx, list[0].ID, now)
		h.must(err)
		return d
	}
	ana := of("ana")
	equal(t, "messages", *ana.Parts.Messages, 2)
	equal(t, "answers by others", *ana.Parts.Answers, 1)
	equal(t, "followers", *ana.Parts.Followers, 500)
	equal(t, "this week", ana.Activity[inbox.Weeks-1], 2)
	equal(t, "conversations", ana.Conversations, 1)
	elise := of("elise")
	if elise.Parts.Answers != nil || elise.Parts.Followers != nil {
		t.Errorf("mail tells %+v", elise.Parts)
	}
	equal(t, "history", len(elise.History), elise.Conversations)
	if _, err := h.Dossier(ctx, "nobody", now); err == nil {
		t.Error("nobody has a dossier")
	} else {
		h.fails(err, fault.NotFound, "fault.contact-gone")
	}
}

func TestLinks_AreProposedConfirmedRefusedAndTakenBack(t *testing.T) {
	h := newHouse(t)
	ctx, at := context.Background(), noon()
	u := mail("1", "claire@piaille.example", "Bonjour", "Bonjour", at.Add(-48*time.Hour))
	u.Message.Author.Name = "Claire Dubois"
	h.take(u)
	h.takeFor(wall, toot("10", "r1", "claire@piaille.example", "Claire D.", 10, at))
	find := func(words string) inbox.Dossier {
		list, err := h.Contacts(ctx, inbox.ContactView{Search: words}, inbox.ContactPlace{}, 10)
		h.must(err)
		d, err := h.Dossier(ctx, list[0].ID, at)
		h.must(err)
		return d
	}
	d := find("dubois")
	if len(d.Proposed) != 1 || d.Proposed[0].Ground != inbox.SameAddress || d.Proposed[0].OtherName != "Claire D." {
		t.Fatalf("proposed %+v", d.Proposed)
	}
	p := d.Proposed[0]
	t.Run("a refusal is kept, seen from both, across a restart", func(t *testing.T) {
		h.must(h.RefuseLink(ctx, p.Mine, p.Other, senior))
		h.reopen()
		for _, words := range []string{"dubois", "claire d."} {
			if d := find(words); len(d.Proposed) != 0 || len(d.Refused) != 1 {
				t.Errorf("%s: proposed %+v, refused %+v", words, d.Proposed, d.Refused)
			}
		}
	})
	t.Run("a refusal is taken back", func(t *testing.T) {
		h.must(h.AllowLink(ctx, p.Other, p.Mine, senior))
		if d := find("dubois"); len(d.Proposed) != 1 || len(d.Refused) != 0 {
			t.Errorf("proposed %+v, refused %+v", d.Proposed, d.Refused)
		}
	})
	t.Run("a confirmed link makes one person, heard of last when either was", func(t *testing.T) {
		h.must(h.LinkIdentity(ctx, p.Other.Channel, p.Other.Handle, d.Contact.ID, senior))
		equal(t, "contacts", h.contacts(inbox.ContactView{}, 10), "Claire Dubois")
		if now := find("dubois"); len(now.Identities) != 2 || !now.Contact.LastAt.Equal(at) || len(now.Proposed) != 0 || now.Conversations != 2 {
			t.Errorf("got %+v", now.Contact)
		}
	})
	t.Run("and is taken back", func(t *testing.T) {
		h.must(h.UnlinkIdentity(ctx, p.Other.Channel, p.Other.Handle, senior))
		equal(t, "contacts", h.contacts(inbox.ContactView{}, 10), "Claire D. Claire Dubois")
		if now := find("dubois"); len(now.Identities) != 1 || !now.Contact.LastAt.Equal(at.Add(-48*time.Hour)) {
			t.Errorf("got %+v", now.Contact)
		}
	})
	h.sound()
}

func TestArrivals_AreThePeoplesOfOneAccount(t *testing.T) {
	h := public(t)
	now := h.clock.now()
	at, err := h.Arrivals(context.Background(), mailbox, now.AddDate(0, 0, -38))
	h.must(err)
	want := []time.Time{now.AddDate(0, 0, -1), now.AddDate(0, 0, -34), now.AddDate(0, 0, -35)}
	if !slices.EqualFunc(at, want, time.Time.Equal) {
		t.Errorf("got %v", at)
	}
}

// BenchmarkContacts reads the first page of 50,000 contacts in each order.
func BenchmarkContacts(b *testing.B) {
	h := newHouse(b)
	at := noon()
	for i := range 50 {
		var events []channel.Event
		for j := range 1000 {
			n := i*1000 + j
			events = append(events, toot(fmt.Sprint("n", n), fmt.Sprint("r", n), fmt.Sprintf("h%d@social.example", n), fmt.Sprint("Personne ", n), int64(n), at.Add(-time.Duration(n)*time.Minute)))
		}
		h.takeFor(wall, events...)
	}
	for name, v := range map[string]inbox.ContactView{
		"last": {}, "followers": {Sort: inbox.ByFollowers}, "activity": {Sort: inbox.ByActivity, Since: at.AddDate(0, 0, -90)},
		"rare word": {Search: "h49999@"}, "frequent word": {Search: "personne"},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := h.Contacts(context.Background(), v, inbox.ContactPlace{}, 200); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
