package replica_test

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/store"
	"vigie/store/replica"
	"vigie/store/wire"
)

// backup keeps the server's database as it is now.
func (c *crew) backup() string {
	c.t.Helper()
	dir := c.t.TempDir()
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(filepath.Join(c.dir, "vigie.db")))
	c.must(err)
	_, err = db.Exec(`VACUUM INTO ?`, filepath.Join(dir, "vigie.db"))
	c.must(errors.Join(err, db.Close()))
	return dir
}

// restore puts a backup in the server's place: it has another epoch.
func (c *crew) restore(dir string, desks ...*desk) {
	c.t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(filepath.Join(dir, "vigie.db")))
	c.must(err)
	_, err = db.Exec(`UPDATE workspace SET log_epoch = 'restored'`)
	c.must(errors.Join(err, db.Close()))
	w, err := store.Open(context.Background(), dir, store.Options{Now: c.clock.now})
	c.must(err)
	old := c.house
	c.house, c.dir = w, dir
	c.must(old.Close())
	c.t.Cleanup(func() { c.must(old.Close()) })
	for _, d := range desks {
		d.link.w = w
	}
}

func TestServer_FromABackupGetsBackWhatItForgot(t *testing.T) {
	c := newCrew(t)
	id := c.mail("m1", "claire@client.example", "Colis perdu", "Où est mon colis ?")
	a := c.join(sami)
	a.settle()
	a.act(id, inbox.AddNote{Text: "Avant la sauvegarde."})
	a.settle()
	dir := c.backup()
	a.act(id, inbox.AddNote{Text: "Après la sauvegarde."})
	a.settle()
	if n := a.State().Waiting; n != 0 {
		t.Fatalf("%d wait", n)
	}
	c.restore(dir, a)
	a.act(id, inbox.AddNote{Text: "Sur le serveur restauré."})
	for range 4 {
		a.settle()
		c.clock.pass(2 * time.Minute)
	}
	if a.phase() != replica.Synced {
		t.Fatalf("it is %s", a.phase())
	}
	a.same()
	d, err := c.house.Detail(context.Background(), id, 9)
	c.must(err)
	if len(d.Notes) != 3 {
		t.Errorf("%d notes came back, want 3", len(d.Notes))
	}
}

func TestCopy_IsEmptiedAfterItsLease(t *testing.T) {
	c := newCrew(t)
	id := c.mail("m1", "claire@client.example", "Colis perdu", "Où est mon colis ?")
	a := c.join(sami)
	a.settle()
	a.link.cut(true)
	a.act(id, inbox.AddNote{Text: "Jamais perdu."})
	c.clock.pass(31 * 24 * time.Hour)
	a.reopen()
	rows, err := a.Workspace().Everything(context.Background())
	c.must(err)
	if len(rows) != 0 {
		t.Errorf("%d rows are shown", len(rows))
	}
	a.link.cut(false)
	for range 3 {
		a.settle()
		c.clock.pass(2 * time.Minute)
	}
	a.same()
	d, err := c.house.Detail(context.Background(), id, 9)
	c.must(err)
	if len(d.Notes) != 1 {
		t.Error("what was written is lost")
	}
}

func TestMachine_GoesThroughItsSteps(t *testing.T) {
	m := replica.Machine{Chance: func() float64 { return 0.5 }}
	now := time.Date(2026, 3, 9, 12, 0, 0, 0, time.UTC)
	next := func(want replica.Step, s replica.Situation) time.Duration {
		t.Helper()
		s.Now = now
		got, wait := m.Next(s)
		if got != want {
			t.Fatalf("got %s, want %s", got, want)
		}
		return wait
	}
	next(replica.Greet, replica.Situation{})
	m.Did(replica.Greet, now, false, nil)
	next(replica.Refill, replica.Situation{})
	m.Did(replica.Refill, now, false, nil)
	next(replica.Push, replica.Situation{Ready: true, Waiting: 2}) // orders first
	m.Did(replica.Push, now, false, &wire.Problem{Code: wire.CodeGap, Want: 1})
	next(replica.Push, replica.Situation{Ready: true, Waiting: 2})
	if m.Want() != 1 {
		t.Errorf("it wants %d", m.Want())
	}
	m.Did(replica.Push, now, false, nil)
	next(replica.Pull, replica.Situation{Ready: true})
	m.Did(replica.Pull, now, true, nil)
	next(replica.Pull, replica.Situation{Ready: true})
	m.Did(replica.Pull, now, false, nil)
	if wait := next(replica.Rest, replica.Situation{Ready: true}); wait < time.Minute {
		t.Errorf("it rests %v", wait)
	}
	m.Poked(now)
	if wait := next(replica.Rest, replica.Situation{Ready: true}); wait != 125*time.Millisecond {
		t.Errorf("after a poke it waits %v", wait)
	}
	now = now.Add(time.Second)
	next(replica.Pull, replica.Situation{Ready: true})
	m.Did(replica.Pull, now, false, &replica.Pause{For: 40 * time.Second, Cause: errors.New("busy")})
	if wait := next(replica.Rest, replica.Situation{Ready: true}); wait != 40*time.Second {
		t.Errorf("asked for 40 s it waits %v", wait)
	}
	now = now.Add(time.Minute)
	next(replica.Greet, replica.Situation{Ready: true})
	for range 20 {
		m.Did(replica.Greet, now, false, errCut)
	}
	if phase, _ := m.Phase(); phase != replica.Offline {
		t.Errorf("it is %s", phase)
	}
	if wait := next(replica.Rest, replica.Situation{Ready: true}); wait > time.Minute+time.Second {
		t.Errorf("it backs off for %v", wait)
	}
	lost := m
	lost.Lost() // while the push in which it was seen is still under way
	lost.Did(replica.Push, now, false, nil)
	if phase, _ := lost.Phase(); phase != replica.Forked {
		t.Errorf("what the server wants is not kept any more, and it is %s", phase)
	}
	m.Did(replica.Pull, now, false, &wire.Problem{Code: wire.CodeRevoked})
	next(replica.Stop, replica.Situation{Ready: true})
	if !m.TakeReset() || m.TakeReset() {
		t.Error("a revoked copy is wiped, once")
	}
}

func TestServer_FromABackupGetsBackWhatAnIdleDesktopDid(t *testing.T) {
	c := newCrew(t)
	id := c.mail("m1", "claire@client.example", "Colis perdu", "Où est mon colis ?")
	a, b := c.join(sami), c.join(lea)
	a.settle()
	b.settle()
	dir := c.backup()
	a.act(id, inbox.AddNote{Text: "Après la sauvegarde."})
	a.settle()
	c.restore(dir, a, b)
	for range 4 { // nobody does anything more
		a.settle()
		b.settle()
		c.clock.pass(2 * time.Minute)
	}
	d, err := c.house.Detail(context.Background(), id, 9)
	c.must(err)
	if len(d.Notes) != 1 {
		t.Error("the note is only on the desktop that wrote it")
	}
	a.same()
	b.same()
}

func TestOrders_ThatGoOutAreNotGivenTwiceToARestoredServer(t *testing.T) {
	reply := replica.Entry{Order: wire.Order{ID: "r", Seq: 1, Name: "reply.send", Until: 1 << 50}, Standing: replica.Taken}
	note := replica.Entry{Order: wire.Order{ID: "n", Seq: 2, Name: "note.add"}, Standing: replica.Taken}
	fresh := replica.Entry{Order: wire.Order{ID: "f", Seq: 3, Name: "reply.send", Until: 1 << 50}, Standing: replica.Waiting}
	post := replica.Entry{Order: wire.Order{ID: "p", Seq: 4, Name: "publication.permitted", Until: 1 << 50}, Standing: replica.Taken}
	orders, whole := replica.ToPush([]replica.Entry{reply, note, fresh, post}, 1, 9)
	if !whole || len(orders) != 4 {
		t.Fatalf("%d orders, whole %v", len(orders), whole)
	}
	if orders[0].Until != 1 || orders[1].Until != 0 || orders[2].Until != 1<<50 || orders[3].Until != 1 {
		t.Errorf("good until %d, %d, %d and %d: the first and the last went out before the restore", orders[0].Until, orders[1].Until, orders[2].Until, orders[3].Until)
	}
}
