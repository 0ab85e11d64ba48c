package store

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"vigie/inbox/fault"
	"vigie/store/wire"
)

func TestMarks_ThatCouldNotBeWrittenGoWithTheNext(t *testing.T) {
	c, ctx := newCrowd(t, 2), context.Background()
	c.onCommit = func() error { return errors.New("no") }
	if err := c.mark(ctx, c.desks[0].Device, mark{acks: true, acked: 7}); err == nil {
		t.Fatal("a mark that was not written is taken for written")
	}
	c.onCommit = func() error { return nil }
	c.must(c.mark(ctx, c.desks[1].Device, mark{acks: true, acked: 9}))
	for i, want := range []int64{7, 9} {
		s, err := c.Seat(ctx, c.desks[i].Device)
		c.must(err)
		if s.Device.AckedRev != want {
			t.Errorf("device %d is noted at %d, not %d", i, s.Device.AckedRev, want)
		}
	}
	if len(c.marks.waiting) != 0 {
		t.Errorf("%d marks still wait", len(c.marks.waiting))
	}
}

func TestMarks_AnOlderOneThatComesBackDoesNotHideTheNewer(t *testing.T) {
	var s deviceMarks
	s.add("a", mark{acks: true, acked: 5})
	s.add("b", mark{seen: true})
	taken := s.take()
	s.add("a", mark{acks: true, acked: 8})
	s.add("b", mark{acks: true, acked: 3})
	s.back(taken)
	if a, b := s.waiting["a"], s.waiting["b"]; a != (mark{acks: true, acked: 8}) || b != (mark{seen: true, acks: true, acked: 3}) {
		t.Errorf("what waits is %+v and %+v", a, b)
	}
}

func TestMarks_KeepNothingOfDevicesThatAreGone(t *testing.T) {
	var s deviceMarks
	now := time.UnixMilli(1_773_057_600_000)
	for i := range 1000 {
		if now = now.Add(time.Second); !s.due(fmt.Sprint(i), now) {
			t.Fatal("the first time it is not due")
		}
	}
	if most := int(2 * ackedEvery / time.Second); len(s.acked) > most {
		t.Errorf("%d devices are remembered", len(s.acked))
	}
	if s.due("999", now.Add(ackedEvery-1)) || !s.due("999", now.Add(ackedEvery)) {
		t.Error("it is not due once in a while")
	}
}

func TestPull_GivesAPageThoughTheDiskIsFull(t *testing.T) {
	c, ctx := newCrowd(t, 1), context.Background()
	hello, err := c.Hello(ctx)
	c.must(err)
	c.onCommit = func() error { return fault.New(fault.Full, keyFull) }
	c.commits = 0
	page, err := c.Pull(ctx, c.desks[0], wire.Pull{Epoch: hello.Epoch, Cursor: 1, Schema: RowsVersion})
	if err != nil || page.To < 2 || len(page.Puts) == 0 {
		t.Errorf("the page is %+v, %v", page, err)
	}
	if c.commits != 1 {
		t.Errorf("%d times it was to be noted how far the device is", c.commits)
	}
}
