package replica_test

import (
	"context"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/team"
)

// lent is a conversation of the service that the press sees for a while: Léa
// writes on it, and it goes out of her sight.
type lent struct {
	*crew
	id   inbox.ConversationID
	a, b *desk // of the service, and of the press
	test *testing.T
}

func newLent(t *testing.T) *lent {
	t.Helper()
	l := &lent{crew: newCrew(t), test: t}
	l.must(l.house.PutMember(context.Background(), team.Member{
		ID: lea, Name: "Léa", Handle: "lea", Profile: team.Senior, Departments: []team.DepartmentID{press}, Sees: team.Own,
	}, cleo))
	l.id = l.mail("m1", "claire@client.example", "Colis perdu", "Où est mon colis ?")
	l.a, l.b = l.join(sami), l.join(lea)
	return l
}

// step has time pass until both are in step.
func (l *lent) step() {
	l.t.Helper()
	l.clock.pass(2 * time.Minute)
	l.a.settle()
	l.b.settle()
}

// lend has the press see it, until back is called.
func (l *lent) lend() (back func()) {
	l.t.Helper()
	l.step()
	e := l.a.act(l.id, inbox.Propose{To: press, Asked: inbox.AskAnswer, Reason: "presse", DueAt: l.clock.now().Add(time.Hour)})
	l.step()
	return func() { l.a.act(l.id, inbox.Withdraw{Handover: inbox.HandoverID(e.ID)}); l.a.settle() }
}

func (l *lent) erase() {
	l.t.Helper()
	d, err := l.house.Detail(context.Background(), l.id, 9)
	l.must(err)
	l.must(l.house.Erase(context.Background(), d.Contact.ID, cleo))
}

// nowhere fails where a word is in a file of the press's desk.
func (l *lent) nowhere(word, when string) {
	l.t.Helper()
	if found := holds(l.test, l.b.dir, word); len(found) > 0 {
		l.t.Errorf("%s her words are left in %v", when, found)
	}
}

func TestErasure_OutOfSightReachesWhatTheServerTookAtOnce(t *testing.T) {
	l := newLent(t)
	back := l.lend()
	l.b.act(l.id, inbox.AddNote{Text: "Elle parle d’un smaragdin."})
	l.step()
	back()
	l.step()
	if found := holds(t, l.b.dir, "smaragdin"); len(found) == 0 {
		t.Fatal("the outbox does not keep what was taken: the test shows nothing")
	}
	l.erase()
	l.step()
	l.nowhere("smaragdin", "out of sight")
	l.step() // the server hears of it
	if passed, of, err := l.house.Erased(context.Background()); err != nil || passed != of {
		t.Errorf("%d of %d devices have passed the erasure: %v", passed, of, err)
	}
	l.lend()
	if _, err := l.b.Workspace().Row(context.Background(), l.id); err != nil {
		t.Fatalf("she does not see it again: %v", err)
	}
	l.nowhere("smaragdin", "seen again")
}

func TestErasure_OutOfSightLeavesWhatAPersonHasNowhereElse(t *testing.T) {
	l := newLent(t)
	ctx := context.Background()
	back := l.lend()
	l.b.link.cut(true)
	l.b.act(l.id, inbox.AddNote{Text: "Elle parle d’un smaragdin."})
	back()
	l.b.link.cut(false)
	l.step() // it is refused: she does not see it any more
	l.erase()
	l.step()
	refused, err := l.b.Review(ctx)
	l.must(err)
	if found := holds(t, l.b.dir, "smaragdin"); len(refused) != 1 || len(found) == 0 {
		t.Fatalf("%v is to review, her words are in %v", refused, found)
	}
	l.b.reopen()
	l.must(l.b.Dismiss(ctx, refused[0].Order.ID))
	l.nowhere("smaragdin", "once she looked at it")
}
