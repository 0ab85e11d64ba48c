package replica_test

import (
	"context"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"vigie/store"
	"vigie/store/replica"
	"vigie/store/wire"
)

// tardy is a server whose first copy is long in coming.
type tardy struct {
	*link
	begin chan struct{} // the copy may come
	heard chan struct{} // somebody listens
	once  sync.Once
}

func (l *tardy) Bootstrap(ctx context.Context, b wire.Bootstrap, take func(wire.Chunk) error) error {
	select {
	case <-l.begin:
	case <-ctx.Done():
		return ctx.Err()
	}
	return l.link.Bootstrap(ctx, b, take)
}

func (l *tardy) Wait(ctx context.Context, _ int64, _ func(wire.Poke)) error {
	l.once.Do(func() { close(l.heard) })
	<-ctx.Done()
	return nil
}

func TestListen_BeginsSoonAfterALongFirstCopy(t *testing.T) {
	c := newCrew(t)
	_, err := c.house.Admit(t.Context(), store.Admission{
		Device: store.Device{ID: "01HZZZZZZZZZZZZZZZZZZZZDLI", Member: sami, Name: "desk", Key: "k"}, Token: "t", Until: c.clock.now().Add(time.Hour), Way: "test",
	})
	c.must(err)
	server := &tardy{link: &link{w: c.house, by: store.Caller{Device: "01HZZZZZZZZZZZZZZZZZZZZDLI", Member: sami}}, begin: make(chan struct{}), heard: make(chan struct{})}
	var looked atomic.Int64
	r, err := replica.Open(t.Context(), filepath.Join(t.TempDir(), "desk"), replica.Options{Server: server, Member: sami, Now: c.clock.now, Chance: func() float64 {
		if looked.Add(1) <= 12 {
			return 0.01
		}
		return 0.99
	}})
	c.must(err)
	ctx, stop := context.WithCancel(t.Context())
	var all sync.WaitGroup
	all.Go(func() { c.must(r.Run(ctx)) })
	defer func() {
		stop()
		all.Wait()
		c.must(r.Close())
	}()
	for end := time.Now().Add(2 * time.Minute); looked.Load() < 12 && time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
	}
	close(server.begin) // a dozen looks found no copy
	select {
	case <-server.heard:
	case <-time.After(2 * time.Minute):
		t.Fatal("nobody listens two minutes after the copy came")
	}
}
