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

// anew has the press's copy emptied and come anew, since what she may see was
// changed: of what happened before she is told nothing more.
func (l *lent) anew() {
	l.t.Helper()
	l.must(l.house.PutMember(context.Background(), team.Member{
		ID: lea, Name: "Léa", Handle: "lea", Profile: team.Senior, Departments: []team.DepartmentID{press, support}, Sees: team.Own,
	}, cleo))
	l.must(l.house.PutMember(context.Background(), team.Member{
		ID: lea, Name: "Léa", Handle: "lea", Profile: team.Senior, Departments: []team.DepartmentID{press}, Sees: team.Own,
	}, cleo))
}

func TestErasure_OutOfSightReachesACopyThatCameAnewAfterIt(t *testing.T) {
	l := newLent(t)
	ctx := context.Background()
	back := l.lend()
	l.b.act(l.id, inbox.AddNote{Text: "Elle parle d’un smaragdin."})
	l.step()
	l.b.link.cut(true)
	l.b.act(l.id, inbox.AddNote{Text: "Elle parle d’un perlmuttre."}) // is refused: she does not see it any more
	back()
	l.step()
	l.erase()
	l.anew()
	l.b.link.cut(false)
	for range 5 {
		l.step()
	}
	if s := l.b.State(); s.Phase != replica.Synced {
		t.Fatalf("%+v", s)
	}
	l.nowhere("smaragdin", "after the copy came anew")
	refused, err := l.b.Review(ctx)
	l.must(err)
	if found := holds(t, l.b.dir, "perlmuttre"); len(refused) != 1 || len(found) == 0 {
		t.Fatalf("%v is to review, what she has nowhere else is in %v", refused, found)
	}
	l.must(l.b.Dismiss(ctx, refused[0].Order.ID))
	l.nowhere("perlmuttre", "once she looked at it")
}

func TestBootstrap_AnswersForSoManyKeptConversationsAndNotMore(t *testing.T) {
	l := newLent(t)
	l.step()
	l.erase()
	ask := func(kept ...string) (words []string, err error) {
		err = l.b.link.Bootstrap(context.Background(), wire.Bootstrap{Kept: kept}, func(c wire.Chunk) error {
			words = append(words, c.Words...)
			return nil
		})
		return words, err
	}
	if words, err := ask("01HZZZZZZZZZZZZZZZZZZZZZZZ", string(l.id)); err != nil || !slices.Equal(words, []string{string(l.id)}) {
		t.Errorf("%v, %v", words, err)
	}
	if words, err := ask(slices.Repeat([]string{string(l.id)}, wire.MostKept)...); err != nil || len(words) == 0 {
		t.Errorf("as many as are answered for: %v, %v", words, err)
	}
	var p *wire.Problem
	if _, err := ask(make([]string, wire.MostKept+1)...); !errors.As(err, &p) || p.Code != wire.CodeInvalid {
		t.Errorf("one too many: %v", err)
	}
}
