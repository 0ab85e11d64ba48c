package store_test

import (
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
)

func TestPlace_PutsAnAnswerWithWhatItAnswers(t *testing.T) {
	question := mail("m1", "lea@client.example", "Colis perdu", "question", noon())
	answer := answering(mail("m2", "lea@client.example", "Re: Colis perdu", "relance", noon().Add(time.Hour)), "m1@mail.example")
	third := answering(mail("m3", "lea@client.example", "Re: Colis perdu", "encore", noon().Add(2*time.Hour)), "m1@mail.example", "m2@mail.example")
	for name, order := range map[string][]channel.Event{
		"oldest first":             {question, answer, third},
		"newest first":             {third, answer, question},
		"the middle one last":      {question, third, answer},
		"children of a lost start": {third, answer},
	} {
		for _, batches := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				h := newHouse(t)
				if batches {
					for _, e := range order {
						h.take(e)
					}
				} else {
					h.take(order...)
				}
				r := h.only(inbox.View{})
				equal(t, "messages", r.Messages, len(order))
				equal(t, "last", r.Snippet, "encore")
				h.sound()
			})
		}
	}
}

func TestPlace_JoinsConversationsThatNobodyTouched(t *testing.T) {
	h := newHouse(t)
	h.take(answering(mail("a", "lea@client.example", "Re: Colis perdu", "a", noon().Add(time.Hour)), "x@mail.example"))
	h.take(answering(mail("b", "lea@client.example", "Re: Facture", "b", noon().Add(2*time.Hour)), "y@mail.example"))
	equal(t, "conversations", len(h.rows(inbox.View{})), 2)
	both := answering(mail("c", "lea@client.example", "Re: Colis perdu", "c", noon().Add(3*time.Hour)), "x@mail.example", "y@mail.example")
	h.take(both)
	// The people agree, and the mail is an answer: both are the same talk.
	r := h.only(inbox.View{})
	equal(t, "messages", r.Messages, 3)
	equal(t, "texts", h.texts(r.ID), "a|b|c")
	h.sound()
}

func TestPlace_LinksConversationsThatSomebodyTouched(t *testing.T) {
	h := newHouse(t)
	h.take(answering(mail("a", "lea@client.example", "Re: Colis perdu", "a", noon().Add(time.Hour)), "x@mail.example"))
	a := h.only(inbox.View{})
	h.act(a.ID, inbox.Claim{}, senior)
	h.take(answering(mail("b", "lea@client.example", "Re: Facture", "b", noon().Add(2*time.Hour)), "y@mail.example"))
	h.take(answering(mail("c", "lea@client.example", "Re: Facture", "c", noon().Add(3*time.Hour)), "x@mail.example", "y@mail.example"))
	rows := h.rows(inbox.View{})
	equal(t, "conversations", len(rows), 2)
	equal(t, "follows", rows[0].Follows, a.ID)
	h.sound()
}

func TestPlace_KeepsUnrelatedMailsWithOneMessageIDApart(t *testing.T) {
	h := newHouse(t)
	one := mail("m1", "lea@client.example", "Colis perdu", "un", noon())
	two := mail("m2", "max@autre.example", "Offre du mois", "deux", noon().Add(time.Hour))
	two.Message.MailID = one.Message.MailID
	h.take(one, two)
	equal(t, "conversations", len(h.rows(inbox.View{})), 2)
}

func TestPlace_FindsTheSubjectWhenReferencesAreLost(t *testing.T) {
	question := mail("m1", "lea@client.example", "Colis perdu", "question", noon())
	answer := mail("m2", "lea@client.example", "Re: Colis perdu", "relance", noon().Add(time.Hour))
	stranger := mail("m3", "max@autre.example", "Re: Colis perdu", "moi aussi", noon().Add(time.Hour))
	for name, together := range map[string]bool{"in one batch": true, "in two": false} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			if together {
				h.take(question, answer, stranger)
			} else {
				h.take(question)
				h.take(answer, stranger)
			}
			rows := h.rows(inbox.View{Sort: inbox.OldestFirst})
			equal(t, "conversations", len(rows), 2)
			h.sound()
		})
	}
}

func TestPlace_FollowsTheRootOfANetwork(t *testing.T) {
	h := newHouse(t)
	h.takeFor(wall, comment("c1", "p1", "@lea@s.example", "un", noon()))
	h.takeFor(wall, comment("c2", "p1", "@max@s.example", "deux", noon().Add(time.Minute)), comment("c3", "p2", "@max@s.example", "trois", noon()))
	rows := h.rows(inbox.View{Account: wall})
	equal(t, "conversations", len(rows), 2)
	equal(t, "texts", h.texts(rows[0].ID), "un|deux")
	child := comment("c4", "", "@zoe@s.example", "quatre", noon().Add(time.Hour))
	child.Message.Parent = "c3"
	h.takeFor(wall, child)
	equal(t, "texts", h.texts(rows[1].ID), "trois|quatre")
}

func TestPlace_FollowsAMergeAndASplit(t *testing.T) {
	h := newHouse(t)
	h.take(mail("m1", "lea@client.example", "Un", "un", noon()), mail("m2", "max@client.example", "Deux", "deux", noon().Add(time.Minute)))
	rows := h.rows(inbox.View{Sort: inbox.OldestFirst})
	h.act(rows[0].ID, inbox.Merge{Into: rows[1].ID}, senior)
	h.take(answering(mail("m3", "lea@client.example", "Re: Un", "trois", noon().Add(time.Hour)), "m1@mail.example"))
	equal(t, "after the merge", h.texts(rows[1].ID), "un|deux|trois")
	d := h.detail(rows[1].ID)
	h.act(rows[1].ID, inbox.Split{Messages: []inbox.MessageID{d.Messages[0].ID, d.Messages[2].ID}}, senior)
	h.take(answering(mail("m4", "lea@client.example", "Re: Un", "quatre", noon().Add(2*time.Hour)), "m3@mail.example"))
	equal(t, "kept", h.texts(rows[1].ID), "deux")
	rest := h.rows(inbox.View{})
	equal(t, "conversations", len(rest), 2)
	equal(t, "split off", h.texts(rest[0].ID), "un|trois|quatre")
	h.sound()
}

func TestPlace_ReopensWithTheHolderTold(t *testing.T) {
	h := newHouse(t)
	h.take(mail("m1", "lea@client.example", "Un", "un", noon()))
	r := h.only(inbox.View{})
	h.act(r.ID, inbox.Claim{}, senior)
	h.act(r.ID, inbox.Resolve{}, senior)
	told := make(chan inbox.Notice, 10)
	defer h.Subscribe(func(n inbox.Notice) { told <- n })()
	h.take(answering(mail("m2", "lea@client.example", "Re: Un", "encore", noon().Add(time.Hour)), "m1@mail.example"))
	equal(t, "status", h.only(inbox.View{}).Status, inbox.Open)
	n := h.hears(told)
	equal(t, "arrived", n.Arrived, 1)
	equal(t, "conversation", n.Conversations[0], r.ID)
	if len(n.Tell) != 1 || n.Tell[0].Member != senior || n.Tell[0].Event.Name != "message.reopened" {
		t.Errorf("told %+v", n.Tell)
	}
}
