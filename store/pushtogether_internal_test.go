package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/store/wire"
)

// watched is an engine that says what it does. before is called with each commit
// and may refuse it; bound with the values of each statement.
type watched struct {
	dialect
	before func() error
	bound  func(args []any)
}

func (d watched) bind(text string, args []any) (string, []any) {
	d.bound(args)
	return d.dialect.bind(text, args)
}

func (d watched) commit(ctx context.Context, c *sql.Conn) error {
	if err := d.before(); err != nil {
		return err
	}
	return d.dialect.commit(ctx, c)
}

// crowd is a workspace with desktops that push.
type crowd struct {
	*Workspace
	t        *testing.T
	desks    []Caller
	commits  int
	onCommit func() error
	onValues func(args []any)
}

func newCrowd(t *testing.T, desks int) *crowd {
	t.Helper()
	ctx := context.Background()
	w, err := Open(ctx, t.TempDir(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	c := &crowd{Workspace: w, t: t, onCommit: func() error { return nil }, onValues: func([]any) {}}
	boss := team.Member{ID: "01HZZZZZZZZZZZZZZZZZZZZZC0", Name: "Cléo", Handle: "cleo", Profile: team.Coordinator}
	c.must(w.PutMember(ctx, boss, ""))
	for i := range desks {
		id := fmt.Sprintf("01HZZZZZZZZZZZZZZZZZZZZ%03d", i)
		_, err := w.Admit(ctx, Admission{Device: Device{ID: id, Member: boss.ID, Name: "poste", Key: id}, Token: id, Until: time.Now().Add(time.Hour), Way: "code"})
		c.must(err)
		c.desks = append(c.desks, Caller{Device: id, Member: boss.ID})
	}
	w.engine.dialect = watched{w.engine.dialect, func() error { c.commits++; return c.onCommit() }, func(args []any) { c.onValues(args) }}
	return c
}

func (c *crowd) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

// order is the nth order of a desktop: it names a setting after itself.
func (c *crowd) order(desk int, seq int64) wire.Order {
	name := fmt.Sprintf("of.%d.%d", desk, seq)
	return wire.Order{ID: fmt.Sprintf("01HZZZZZZZZZZZZ%03d%08d", desk, seq), Seq: seq, Name: orderSetting, V: 1, Args: []byte(`{"name":"` + name + `","value":"done"}`)}
}

// did reports whether an order took effect.
func (c *crowd) did(desk int, seq int64) bool {
	c.t.Helper()
	v, err := c.Setting(context.Background(), fmt.Sprintf("of.%d.%d", desk, seq))
	c.must(err)
	return v == "done"
}

// together pushes all at once, so that the first who gets the turn finds all
// the others in line.
func (c *crowd) together(pushes ...wire.Push) (answers []wire.Pushed, problems []error) {
	c.t.Helper()
	answers, problems = make([]wire.Pushed, len(pushes)), make([]error, len(pushes))
	c.turn <- struct{}{}
	var all sync.WaitGroup
	for i, p := range pushes {
		all.Go(func() { answers[i], problems[i] = c.Push(context.Background(), c.desks[i], p) })
	}
	for end := time.Now().Add(2 * time.Minute); c.inLine() < len(pushes); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			c.t.Fatal("they do not come into line")
		}
	}
	c.commits = 0
	<-c.turn
	all.Wait()
	return answers, problems
}

func (c *crowd) inLine() int {
	c.pushings.mu.Lock()
	defer c.pushings.mu.Unlock()
	return c.pushings.line.Len()
}

func (c *crowd) pushesOfOne(n int) (out []wire.Push) {
	for i := range n {
		out = append(out, wire.Push{Orders: []wire.Order{c.order(i, 1)}})
	}
	return out
}

// failed counts those who got an error, and checks that each was told what became
// of their first order.
func (c *crowd) failed(answers []wire.Pushed, problems []error) (n int) {
	c.t.Helper()
	for i, err := range problems {
		if err != nil {
			n++
		}
		if done := err == nil && answers[i].LastSeq == 1; done != c.did(i, 1) {
			c.t.Errorf("desktop %d was told %+v, %v; carried out: %v", i, answers[i], err, c.did(i, 1))
		}
	}
	return n
}

func TestPush_ThoseWhoWaitShareATransaction(t *testing.T) {
	c := newCrowd(t, 10)
	answers, problems := c.together(c.pushesOfOne(10)...)
	if c.commits != 1 {
		t.Errorf("%d transactions were made", c.commits)
	}
	for i, a := range answers {
		if problems[i] != nil || len(a.Answers) != 1 || a.Answers[0].State != wire.Done || a.Answers[0].ID != c.order(i, 1).ID || a.LastSeq != 1 || !c.did(i, 1) {
			t.Errorf("desktop %d: %+v, %v", i, a, problems[i])
		}
	}
}

func TestPush_NoMoreShareATransactionThanOrdersFitInto(t *testing.T) {
	c := newCrowd(t, ordersAtOnce+8)
	_, problems := c.together(c.pushesOfOne(ordersAtOnce + 8)...)
	if c.commits != 2 {
		t.Errorf("%d transactions were made", c.commits)
	}
	for i, err := range problems {
		if err != nil || !c.did(i, 1) {
			t.Errorf("desktop %d: %v", i, err)
		}
	}
}

func TestPush_WhatOneDoesWrongTouchesNobodyElse(t *testing.T) {
	c := newCrowd(t, 4)
	pushes := c.pushesOfOne(4)
	pushes[1].Orders = []wire.Order{c.order(1, 1), c.order(1, 3)} // one is missing
	pushes[2].Orders[0].Args = []byte(`{"name":"`)                // it cannot be carried out
	answers, problems := c.together(pushes...)
	var gap *wire.Problem
	if !errors.As(problems[1], &gap) || gap.Code != wire.CodeGap || gap.Want != 2 || len(answers[1].Answers) != 0 {
		t.Errorf("the gap: %+v, %v", answers[1], problems[1])
	}
	if c.did(1, 1) {
		t.Error("of a push that was refused a part was carried out")
	}
	if problems[2] != nil || answers[2].Answers[0].State != wire.Refused || answers[2].LastSeq != 1 {
		t.Errorf("the bad order: %+v, %v", answers[2], problems[2])
	}
	for _, i := range []int{0, 3} {
		if problems[i] != nil || !c.did(i, 1) {
			t.Errorf("desktop %d: %+v, %v", i, answers[i], problems[i])
		}
	}
	if c.commits != 1 {
		t.Errorf("%d transactions were made", c.commits)
	}
	again, err := c.Push(context.Background(), c.desks[1], wire.Push{Orders: []wire.Order{c.order(1, 1), c.order(1, 2)}})
	if err != nil || again.LastSeq != 2 || !c.did(1, 1) || !c.did(1, 2) {
		t.Errorf("sent again: %+v, %v", again, err)
	}
}

func TestPush_ATransactionThatFailsIsMadeAgainForEachAlone(t *testing.T) {
	c := newCrowd(t, 5)
	c.onCommit = func() error {
		if c.commits == 1 || c.commits == 3 { // the common one, and that of the second
			return errors.New("no")
		}
		return nil
	}
	answers, problems := c.together(c.pushesOfOne(5)...)
	failed := c.failed(answers, problems)
	if failed != 1 || c.commits != 6 {
		t.Errorf("%d failed in %d transactions", failed, c.commits)
	}
}

func TestPush_APanicKeepsNeitherTheTurnNorThoseInLine(t *testing.T) {
	c := newCrowd(t, 3)
	c.onCommit = func() error {
		if c.commits == 1 || c.commits == 3 { // the common one, and that of the second
			panic("stumbled")
		}
		return nil
	}
	answers, problems := c.together(c.pushesOfOne(3)...)
	failed := c.failed(answers, problems)
	if failed != 1 || c.commits != 4 {
		t.Errorf("%d failed in %d transactions", failed, c.commits)
	}
	for i := range c.desks {
		got, err := c.Push(context.Background(), c.desks[i], wire.Push{Orders: []wire.Order{c.order(i, 1)}})
		if err != nil || got.LastSeq != 1 || !c.did(i, 1) {
			t.Errorf("desktop %d, sent again: %+v, %v", i, got, err)
		}
	}
}

func TestPush_NobodyIsAnsweredBeforeTheCommit(t *testing.T) {
	c := newCrowd(t, 3)
	c.onCommit = func() error { return fault.New(fault.Unavailable, keyUnknown) }
	answers, problems := c.together(c.pushesOfOne(3)...)
	for i, err := range problems {
		if !Transient(err) || len(answers[i].Answers) != 0 || c.did(i, 1) {
			t.Errorf("desktop %d: %+v, %v", i, answers[i], err)
		}
	}
	if c.commits != 1 {
		t.Errorf("%d transactions were made", c.commits)
	}
}

func TestPush_WhoGivesUpInLineIsNotCarriedOut(t *testing.T) {
	c := newCrowd(t, 1)
	ctx, cancel := context.WithCancel(context.Background())
	c.turn <- struct{}{}
	ended := make(chan error)
	go func() {
		_, err := c.Push(ctx, c.desks[0], wire.Push{Orders: []wire.Order{c.order(0, 1)}})
		ended <- err
	}()
	for c.inLine() == 0 {
		time.Sleep(time.Millisecond)
	}
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("it ended with %v", err)
	}
	<-c.turn
	if c.inLine() != 0 || c.did(0, 1) {
		t.Error("it is still in line, or was carried out")
	}
}

func TestPush_WhatIsWrongWithOneIsToldOnlyAfterTheCommit(t *testing.T) {
	c := newCrowd(t, 2)
	c.desks[1] = c.desks[0] // a copied computer, which uses the same number
	c.onCommit = func() error { return fault.New(fault.Unavailable, keyUnknown) }
	answers, problems := c.together(c.pushesOfOne(2)...)
	for i, err := range problems {
		if !Transient(err) || asProblem(err) != nil || c.did(i, 1) {
			t.Errorf("computer %d was told %+v, %v of what was not stored", i, answers[i], err)
		}
	}
	c.onCommit = func() error { return nil }
	_, problems = c.together(c.pushesOfOne(2)...)
	forked := 0
	for i, err := range problems {
		if p := asProblem(err); p != nil && p.Code == wire.CodeForked && !c.did(i, 1) {
			forked++
		} else if err != nil || !c.did(i, 1) {
			t.Errorf("computer %d was told %v", i, err)
		}
	}
	if forked != 1 {
		t.Errorf("%d were told that their number is another's", forked)
	}
}

func TestPush_AnOrderThatPanicsIsRefusedAndHoldsUpNobody(t *testing.T) {
	c := newCrowd(t, 3)
	pushes := c.pushesOfOne(3)
	pushes[1].Orders = append(pushes[1].Orders, c.order(1, 2), c.order(1, 3))
	c.onValues = func(args []any) {
		if slices.Contains(args, any("ui.of.1.2")) {
			panic("stumbled")
		}
	}
	answers, problems := c.together(pushes...)
	for i, err := range problems {
		if err != nil || !c.did(i, 1) || answers[i].Answers[0].State != wire.Done {
			t.Errorf("desktop %d: %+v, %v", i, answers[i], err)
		}
	}
	if a := answers[1]; len(a.Answers) != 3 || a.LastSeq != 3 || a.Answers[1].State != wire.Refused || a.Answers[1].Fault.Kind != string(fault.Internal) || a.Answers[2].State != wire.Done {
		t.Fatalf("the order that panics and that behind it: %+v", a)
	}
	c.onValues = func([]any) {}
	if c.did(1, 2) || !c.did(1, 3) || c.commits != 1 {
		t.Errorf("carried out %v, %v in %d transactions", c.did(1, 2), c.did(1, 3), c.commits)
	}
}

func TestAttempt_ThatCannotBeUndoneEndsTheTransaction(t *testing.T) {
	c := newCrowd(t, 1)
	for name, why := range map[string]error{"a refusal": fault.New(fault.Conflict, "fault.nothing-changed"), "a gap": &wire.Problem{Code: wire.CodeGap}} {
		t.Run(name, func(t *testing.T) {
			err := c.write(context.Background(), func(x *writing) error {
				err := x.attempt(func() error {
					_, err := x.w.conn.ExecContext(x.ctx, `ROLLBACK`) // as SQLite does by itself where the disk is full
					return errors.Join(err, why)
				})
				if !transient(err) || asProblem(err) != nil || errors.Is(err, why) {
					t.Errorf("of the order is said %v", err)
				}
				return err
			})
			if fault.KindOf(err) != fault.Internal {
				t.Errorf("the transaction ended with %v", err)
			}
		})
	}
}
