package replica_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/team"
	"vigie/store/replica"
	"vigie/store/wire"
)

// offlineBoth gives two desks that know the same and cannot reach the server.
func offlineBoth(t *testing.T) (c *crew, id inbox.ConversationID, a, b *desk) {
	t.Helper()
	c = newCrew(t)
	id = c.mail("m1", "claire@client.example", "Colis perdu", "Où est mon colis ?")
	a, b = c.join(sami), c.join(lea)
	for _, d := range []*desk{a, b} {
		d.settle()
		d.link.cut(true)
	}
	return c, id, a, b
}

// online has desks reach the server again, one after the other, and all learn
// of it.
func (c *crew) online(desks ...*desk) {
	c.t.Helper()
	for _, d := range desks {
		d.link.cut(false)
		c.clock.pass(2 * time.Minute)
		d.settle()
	}
	for _, d := range desks {
		d.settle()
		d.same()
	}
}

// review lists the keys of what a desk's member must look at.
func (d *desk) review() []string {
	d.c.t.Helper()
	list, err := d.Review(context.Background())
	d.c.must(err)
	var out []string
	for _, e := range list {
		out = append(out, e.Order.Name+" "+e.Fault.Key)
	}
	return out
}

func expect(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: got %q, want %q", what, got, want)
	}
}

func TestConflict_WhoTakesFirstHasIt(t *testing.T) {
	c, id, a, b := offlineBoth(t)
	a.act(id, inbox.Claim{})
	b.act(id, inbox.Claim{})
	b.act(id, inbox.AddNote{Text: "Je m’en occupe."})
	c.online(a, b)
	row, err := b.Workspace().Row(context.Background(), id)
	c.must(err)
	if row.Assignee != sami {
		t.Errorf("it is %q's", row.Assignee)
	}
	expect(t, "Léa's review", b.review(), "conversation.claim fault.conversation-taken")
	list, err := b.Review(context.Background())
	c.must(err)
	if list[0].Fault.Args["Name"] != "Sami" {
		t.Errorf("she is not told who: %v", list[0].Fault.Args)
	}
	expect(t, "Sami's review", a.review())
	d, err := a.Workspace().Detail(context.Background(), id, 9)
	c.must(err)
	if len(d.Notes) != 1 {
		t.Errorf("a refused claim took the note with it: %d", len(d.Notes))
	}
	c.must(b.Dismiss(context.Background(), list[0].Order.ID))
	expect(t, "after it", b.review())
}

func TestConflict_StatusNotesAndTagsAreAllKept(t *testing.T) {
	c, id, a, b := offlineBoth(t)
	a.act(id, inbox.Label{Add: []string{"colis", "vip"}})
	b.act(id, inbox.Label{Add: []string{"colis"}})
	a.act(id, inbox.AddNote{Text: "De Sami."})
	b.act(id, inbox.AddNote{Text: "De Léa."})
	a.act(id, inbox.Resolve{})
	b.act(id, inbox.Wait{})
	c.online(a, b)
	d, err := c.house.Detail(context.Background(), id, 9)
	c.must(err)
	if len(d.Notes) != 2 || !slices.Equal(d.Conversation.Tags, []string{"colis", "vip"}) {
		t.Errorf("notes %d, tags %v", len(d.Notes), d.Conversation.Tags)
	}
}

func TestConflict_TwoTextsOfOneMemberAreBothKept(t *testing.T) {
	c := newCrew(t)
	id := c.mail("m1", "claire@client.example", "Colis perdu", "Où est mon colis ?")
	a, b := c.join(sami), c.join(sami)
	draft := inbox.Draft{ID: "01HZZZZZZZZZZZZZZZZZZZDRFT", Kind: inbox.PublicReply, Text: "Bonjour"}
	a.settle()
	a.act(id, inbox.SaveDraft{Draft: draft})
	a.settle()
	b.settle()
	a.link.cut(true)
	b.link.cut(true)
	for _, text := range []string{"Bonjour Claire", "Bonjour Claire, au bureau"} {
		draft.Text = text
		a.act(id, inbox.SaveDraft{Draft: draft})
	}
	for _, text := range []string{"Bonjour Madame", "Bonjour Madame, en train", "Bonjour Madame, en train encore"} {
		draft.Text = text
		b.act(id, inbox.SaveDraft{Draft: draft})
	}
	c.online(a, b)
	drafts, err := a.Workspace().Drafts(context.Background(), sami)
	c.must(err)
	var texts []string
	for _, d := range drafts {
		texts = append(texts, d.Text)
	}
	slices.Sort(texts)
	expect(t, "texts", texts, "Bonjour Claire, au bureau", "Bonjour Madame, en train encore")
	expect(t, "review", b.review())
}

func TestReply_IsHeldWhenTheConversationMoved(t *testing.T) {
	c, id, a, b := offlineBoth(t)
	row, err := a.Workspace().Row(context.Background(), id)
	c.must(err)
	draft := inbox.Draft{ID: "01HZZZZZZZZZZZZZZZZZZZDRFT", Kind: inbox.PublicReply, Text: "Votre colis arrive."}
	a.act(id, inbox.SaveDraft{Draft: draft})
	a.act(id, inbox.Reply{Draft: draft.ID, Seen: row.Heard})
	c.mail("m2", "claire@client.example", "Colis perdu", "Je l’ai reçu, merci.", "m1@mail.example")
	c.online(a, b)
	expect(t, "review", a.review(), "reply.send fault.conversation-moved")
	queued, err := c.house.Replies(context.Background(), inbox.Queued)
	c.must(err)
	if len(queued) != 0 {
		t.Error("it would have been sent")
	}
	drafts, err := a.Workspace().Drafts(context.Background(), sami)
	c.must(err)
	if len(drafts) != 1 || drafts[0].Text != draft.Text {
		t.Errorf("the text is lost: %+v", drafts)
	}
}

func TestReply_IsHeldWhenAColleaguesIsAboutToLeave(t *testing.T) {
	c, id, a, b := offlineBoth(t)
	row, err := a.Workspace().Row(context.Background(), id)
	c.must(err)
	for n, d := range []*desk{a, b} {
		draft := inbox.Draft{ID: inbox.DraftID("01HZZZZZZZZZZZZZZZZZZZDRF" + string(rune('0'+n))), Kind: inbox.PublicReply, Text: "De " + string(d.who)}
		d.act(id, inbox.SaveDraft{Draft: draft})
		d.act(id, inbox.Reply{Draft: draft.ID, Seen: row.Heard})
	}
	c.clock.pass(time.Second)
	a.link.cut(false)
	b.link.cut(false)
	a.settle()
	b.settle()
	expect(t, "the first", a.review())
	expect(t, "the second", b.review(), "reply.send fault.reply-under-way")
	seen, err := b.Workspace().Detail(context.Background(), id, 9)
	c.must(err)
	if len(seen.Outbox) != 1 || seen.Outbox[0].Text != "De "+string(a.who) {
		t.Errorf("she is not shown what is about to leave: %+v", seen.Outbox)
	}
	a.act(id, inbox.CancelReply{Outbox: seen.Outbox[0].ID})
	a.settle()
	b.settle()
	list, err := b.Review(context.Background())
	c.must(err)
	c.must(b.Again(context.Background(), list[0].Order.ID))
	b.settle()
	queued, err := c.house.Replies(context.Background(), inbox.Queued)
	c.must(err)
	if len(queued) != 1 || queued[0].Text != "De "+string(b.who) {
		t.Errorf("taken back, the first one still holds the second: %+v", queued)
	}
}

func TestReply_OfAnHourAgoWaitsForAPerson(t *testing.T) {
	c, id, a, b := offlineBoth(t)
	row, err := a.Workspace().Row(context.Background(), id)
	c.must(err)
	draft := inbox.Draft{ID: "01HZZZZZZZZZZZZZZZZZZZDRFT", Kind: inbox.PublicReply, Text: "Votre colis arrive."}
	a.act(id, inbox.SaveDraft{Draft: draft})
	a.act(id, inbox.Reply{Draft: draft.ID, Seen: row.Heard})
	c.clock.pass(time.Hour)
	c.online(a, b)
	expect(t, "review", a.review(), "reply.send fault.reply-late")
	list, err := a.Review(context.Background())
	c.must(err)
	if !list[0].ToConfirm() {
		t.Error("it is not one to confirm")
	}
	queued, err := c.house.Replies(context.Background(), inbox.Queued)
	c.must(err)
	if len(queued) != 0 {
		t.Fatal("it left by itself")
	}
	c.must(a.Again(context.Background(), list[0].Order.ID))
	a.settle()
	a.same()
	queued, err = c.house.Replies(context.Background(), inbox.Queued)
	c.must(err)
	if len(queued) != 1 || queued[0].Text != draft.Text {
		t.Errorf("after a person said so: %+v", queued)
	}
	expect(t, "review", a.review())
}

// errDead is the end of the program.
var errDead = errors.New("killed here")

func TestDesk_IsKilledAnywhereAndLosesNothing(t *testing.T) {
	for _, point := range []string{replica.AfterOutbox, replica.BeforePage, replica.AfterPage, replica.BeforeAnswers, replica.MidRefill} {
		t.Run(point, func(t *testing.T) {
			c := newCrew(t)
			id := c.mail("m1", "claire@client.example", "Colis perdu", "Où est mon colis ?")
			a := c.join(sami)
			if point != replica.MidRefill {
				a.settle()
			}
			died := 0
			a.hook = func(at string) error {
				if at != point || died > 0 {
					return nil
				}
				died++
				return errDead
			}
			if point != replica.MidRefill {
				_, err := a.try(id, inbox.AddNote{Text: "Noté."})
				if (err != nil) != (point == replica.AfterOutbox) {
					t.Fatal(err)
				}
			}
			if err := a.Settle(context.Background()); point != replica.AfterOutbox && !errors.Is(err, errDead) {
				t.Fatalf("it lived: %v", err)
			}
			if died != 1 {
				t.Fatal("the point was not passed")
			}
			a.reopen()
			if point != replica.MidRefill {
				d, err := a.Workspace().Detail(context.Background(), id, 9)
				c.must(err)
				if len(d.Notes) != 1 {
					t.Errorf("after the start %d notes are shown", len(d.Notes))
				}
			}
			a.settle()
			a.same()
			d, err := c.house.Detail(context.Background(), id, 9)
			c.must(err)
			if want := bit(point != replica.MidRefill); len(d.Notes) != want {
				t.Errorf("%d notes, want %d", len(d.Notes), want)
			}
		})
	}
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

func TestDevice_ThatWasCopiedMustEnrolAgain(t *testing.T) {
	c, id, a, _ := offlineBoth(t)
	a.act(id, inbox.AddNote{Text: "De l’original."})
	twin := &desk{c: c, dir: t.TempDir(), who: sami, link: a.link}
	twin.open()
	a.link.cut(false)
	twin.settle()
	twin.act(id, inbox.AddNote{Text: "De la copie."})
	twin.settle()
	c.clock.pass(time.Minute)
	a.settle()
	if a.phase() != replica.Forked && twin.phase() != replica.Forked {
		t.Errorf("nobody noticed: %s, %s", a.phase(), twin.phase())
	}
	if a.State().Waiting == 0 {
		t.Error("what was written is not kept")
	}
}

func TestDevice_ThatWasRevokedKeepsOnlyItsOutbox(t *testing.T) {
	c, id, a, _ := offlineBoth(t)
	a.act(id, inbox.AddNote{Text: "Pas encore parti."})
	c.must(c.house.RevokeDevice(context.Background(), a.link.by.Device, cleo))
	a.link.cut(false)
	c.clock.pass(time.Minute)
	a.settle()
	if a.phase() != replica.Revoked {
		t.Errorf("it is %s", a.phase())
	}
	rows, err := a.Workspace().Everything(context.Background())
	c.must(err)
	if len(rows) != 0 {
		t.Errorf("%d rows are left", len(rows))
	}
	list, err := a.Entries(context.Background())
	c.must(err)
	if len(list) != 1 || list[0].Standing != replica.Waiting {
		t.Errorf("the outbox: %+v", list)
	}
}

func TestMember_SeesOnlyTheirOwnAndLosesWhatMoves(t *testing.T) {
	c := newCrew(t)
	ctx := context.Background()
	c.must(c.house.PutMember(ctx, team.Member{
		ID: lea, Name: "Léa", Handle: "lea", Profile: team.Senior, Departments: []team.DepartmentID{press}, Sees: team.Own,
	}, cleo))
	id := c.mail("m1", "claire@client.example", "Colis perdu", "Où est mon colis ?")
	a, b := c.join(sami), c.join(lea)
	a.settle()
	b.settle()
	rows := func() []inbox.Row {
		list, err := b.Workspace().Rows(ctx, inbox.View{}, inbox.Place{}, 9)
		c.must(err)
		return list
	}
	if n := len(rows()); n != 0 {
		t.Fatalf("she sees %d of another department", n)
	}
	a.act(id, inbox.AddNote{Text: "Avant."})
	e := a.act(id, inbox.Propose{To: press, Asked: inbox.AskAnswer, Reason: "presse", DueAt: c.clock.now().Add(time.Hour)})
	a.settle()
	b.settle()
	if n := len(rows()); n != 1 {
		t.Fatalf("handed to her department, she sees %d", n)
	}
	d, err := b.Workspace().Detail(ctx, id, 9)
	c.must(err)
	if len(d.Messages) != 1 || len(d.Notes) != 1 || d.Contact.Name == "" {
		t.Errorf("not whole: %d messages, %d notes, contact %q", len(d.Messages), len(d.Notes), d.Contact.Name)
	}
	a.act(id, inbox.Withdraw{Handover: inbox.HandoverID(e.ID)})
	a.settle()
	b.settle()
	left, err := b.Workspace().Everything(ctx)
	c.must(err)
	for key := range left {
		for _, kind := range []string{"conversation ", "message ", "note ", "contact ", "identity ", "event ", "handover "} {
			if len(key) > len(kind) && key[:len(kind)] == kind {
				t.Errorf("she still has %s", key)
			}
		}
	}
	_, err = c.house.Push(ctx, b.link.by, wire.Push{Orders: []wire.Order{{
		ID: "01HZZZZZZZZZZZZZZZZZZZZXXX", Seq: 1, Name: "note.add", V: 1, Conversation: string(id), Args: []byte(`{"text":"je devine"}`),
	}}})
	c.must(err)
	d, err = c.house.Detail(ctx, id, 9)
	c.must(err)
	if len(d.Notes) != 1 {
		t.Error("she wrote where she does not see")
	}
}
