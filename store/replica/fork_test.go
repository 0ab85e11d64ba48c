package replica_test

import (
	"context"
	"os"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/store/replica"
	"vigie/store/wire"
)

// copyOutbox gives a second computer the disk of a desk, with its number.
func (d *desk) copyOutbox() *desk {
	d.c.t.Helper()
	dir := d.c.t.TempDir()
	d.c.must(d.Close())
	d.c.must(os.CopyFS(dir, os.DirFS(d.dir)))
	twin := &desk{c: d.c, dir: dir, who: d.who, link: &link{w: d.c.house, by: d.link.by}}
	d.open()
	twin.open()
	return twin
}

// standings lists how the orders of a desk stand, by what they say.
func (d *desk) standings() map[string]replica.Standing {
	d.c.t.Helper()
	list, err := d.Entries(context.Background())
	d.c.must(err)
	out := map[string]replica.Standing{}
	for _, e := range list {
		out[string(e.Order.Args)] = e.Standing
	}
	return out
}

// copiedAndRestored is a desktop whose outbox was copied, of a server that was
// then restored from before the original's last note; the copy wrote another
// under its number.
func (c *crew) copiedAndRestored() (id inbox.ConversationID, a, twin *desk) {
	c.t.Helper()
	id = c.mail("m1", "claire@client.example", "Colis perdu", "Où est mon colis ?")
	a = c.join(sami)
	a.settle()
	a.act(id, inbox.AddNote{Text: "Des deux."})
	a.settle()
	twin = a.copyOutbox()
	dir := c.backup()
	a.act(id, inbox.AddNote{Text: "De l’original, oublié."})
	a.settle()
	c.restore(dir, a, twin)
	twin.act(id, inbox.AddNote{Text: "De la copie, sous le même numéro."})
	return id, a, twin
}

func TestDevice_ThatWasCopiedIsFoundOutAlsoByARestoredServer(t *testing.T) {
	c := newCrew(t)
	id, a, twin := c.copiedAndRestored()
	for range 4 {
		twin.settle()
		a.settle()
		c.clock.pass(2 * time.Minute)
	}
	d, err := c.house.Detail(context.Background(), id, 9)
	c.must(err)
	if len(d.Notes) != 2 {
		t.Fatalf("%d notes are on the server, want that of both and that of the copy", len(d.Notes))
	}
	if a.phase() != replica.Forked {
		t.Errorf("the original is %s: nobody noticed that its note is nowhere", a.phase())
	}
	s := a.standings()
	if s[`{"text":"De l’original, oublié."}`] != replica.Waiting || s[`{"text":"Des deux."}`] != replica.Taken {
		t.Errorf("it does not say what the server never heard of: %v", s)
	}
}

func TestDevice_ThatWasCopiedSaysAllThatARestoredServerNeverHeardOf(t *testing.T) {
	c := newCrew(t)
	id, a, twin := c.copiedAndRestored()
	twin.act(id, inbox.AddNote{Text: "De la copie, sous le suivant."})
	for range 3 {
		twin.settle()
		c.clock.pass(2 * time.Minute)
	}
	a.act(id, inbox.AddNote{Text: "De l’original, avant qu’il n’entende du nouveau serveur."})
	a.settle()
	if a.phase() != replica.Forked {
		t.Fatalf("the original is %s", a.phase())
	}
	s := a.standings()
	if s[`{"text":"De l’original, oublié."}`] != replica.Waiting || s[`{"text":"De l’original, avant qu’il n’entende du nouveau serveur."}`] != replica.Waiting {
		t.Errorf("it does not say all that the server never heard of: %v", s)
	}
	if s[`{"text":"Des deux."}`] != replica.Taken {
		t.Errorf("what the server has stands as unheard: %v", s)
	}
	d, err := c.house.Detail(context.Background(), id, 9)
	c.must(err)
	if len(d.Notes) != 3 {
		t.Errorf("%d notes are on the server, want that of both and the two of the copy", len(d.Notes))
	}
}

func TestDevice_ThatCannotTellAllSaysWhatTheServerNeverHeardOf(t *testing.T) {
	c := newCrew(t)
	id := c.mail("m1", "claire@client.example", "Colis perdu", "Où est mon colis ?")
	a := c.join(sami)
	a.settle()
	dir := c.backup()
	a.act(id, inbox.AddNote{Text: "Il y a huit jours."})
	a.settle()
	c.clock.pass(8 * 24 * time.Hour)
	a.act(id, inbox.AddNote{Text: "Hier."})
	a.settle()
	c.restore(dir, a)
	for range 3 {
		a.settle()
		c.clock.pass(2 * time.Minute)
	}
	if a.phase() != replica.Forked {
		t.Fatalf("it is %s", a.phase())
	}
	if s := a.standings(); s[`{"text":"Hier."}`] != replica.Waiting {
		t.Errorf("it stands as done, and is nowhere: %v", s)
	}
}

func TestServer_OfAnotherEpochIsToldAllThatIsKept(t *testing.T) {
	c := newCrew(t)
	id := c.mail("m1", "claire@client.example", "Colis perdu", "Où est mon colis ?")
	a := c.join(sami)
	a.settle()
	const many = wire.MostOrders + 30
	for range many {
		a.act(id, inbox.AddNote{Text: "Noté."})
	}
	a.settle()
	c.restore(c.backup(), a)
	a.link.pushed = nil
	for range 3 {
		a.settle()
		c.clock.pass(2 * time.Minute)
	}
	if n := len(a.link.pushed); n != many || a.link.pushed[0] != 1 || a.link.pushed[many-1] != many {
		t.Errorf("%d orders were told, want each of %d once", n, many)
	}
	a.same()
	a.link.pushed = nil
	a.reopen()
	a.settle()
	if n := len(a.link.pushed); n != 0 {
		t.Errorf("%d were told once more", n)
	}
}

func TestDevice_ThatWasCopiedAndSilentForLongIsNotToldThatItsWorkIsDone(t *testing.T) {
	c := newCrew(t)
	id := c.mail("m1", "claire@client.example", "Colis perdu", "Où est mon colis ?")
	a := c.join(sami)
	a.settle()
	a.act(id, inbox.AddNote{Text: "Des deux."})
	a.settle()
	twin := a.copyOutbox()
	twin.link.cut(true)
	twin.act(id, inbox.AddNote{Text: "De la copie, restée sans réseau."})
	for range 3 {
		a.act(id, inbox.AddNote{Text: "De l’original."})
	}
	a.settle()
	c.clock.pass(31 * 24 * time.Hour)
	c.must(c.house.Forget(context.Background()))
	twin.link.cut(false)
	twin.settle()
	if twin.phase() != replica.Forked {
		t.Errorf("the copy is %s", twin.phase())
	}
	if s := twin.standings(); s[`{"text":"De la copie, restée sans réseau."}`] != replica.Waiting {
		t.Errorf("what it wrote stands as done: %v", s)
	}
}

func TestDevice_ThatWasSilentForLongIsToldWhatBecameOfItsOrders(t *testing.T) {
	c := newCrew(t)
	ctx := context.Background()
	id := c.mail("m1", "claire@client.example", "Colis perdu", "Où est mon colis ?")
	a := c.join(sami)
	a.settle()
	a.act(id, inbox.Claim{})
	a.act(id, inbox.AddNote{Text: "Noté."})
	_, err := c.house.Do(ctx, inbox.Command{ID: "01HZZZZZZZZZZZZZZZZZZZCLE0", Conversation: id, Act: inbox.Assign{To: cleo}}, cleo)
	c.must(err)
	a.link.lose = 1
	a.settle() // it was taken, and the answers were lost
	a.link.cut(true)
	c.clock.pass(31 * 24 * time.Hour)
	c.must(c.house.Forget(ctx))
	a.link.cut(false)
	a.settle()
	if a.phase() == replica.Forked {
		t.Fatal("it is taken for a copy")
	}
	expect(t, "review", a.review(), "conversation.claim fault.conversation-taken")
	if n := a.State().Waiting; n != 0 {
		t.Errorf("%d wait", n)
	}
}

func TestDevice_WhoseWordsWereErasedIsNoCopy(t *testing.T) {
	c := newCrew(t)
	ctx := context.Background()
	id := c.mail("m1", "claire@client.example", "Colis perdu", "Où est mon colis ?")
	a := c.join(sami)
	a.settle()
	a.act(id, inbox.AddNote{Text: "Elle est furieuse."})
	a.settle()
	d, err := c.house.Detail(ctx, id, 9)
	c.must(err)
	c.must(c.house.Erase(ctx, d.Contact.ID, cleo))
	c.clock.pass(2 * time.Minute)
	a.settle()
	if s := a.standings(); s[wire.Erased] != replica.Taken {
		t.Fatalf("its words are still in the outbox: %v", s)
	}
	c.restore(c.backup(), a)
	for range 3 {
		a.settle()
		c.clock.pass(2 * time.Minute)
	}
	if a.phase() != replica.Synced {
		t.Errorf("told all again, it is %s", a.phase())
	}
}
