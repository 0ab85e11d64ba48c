package store_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/store"
)

// soonEnough bounds the waiting for another program.
const soonEnough = 2 * time.Minute

func TestOverhear_HearsOfEachCommitAlsoAfterItsConnectionWasKilled(t *testing.T) {
	h, other := nodes(t)
	c := h.question()
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	begun, moved, ended := make(chan bool, 100), make(chan int64, 100), make(chan error, 1)
	go func() {
		ended <- other.Overhear(ctx, store.Ears{
			Begun: func() { begun <- true }, Heard: func(string) {}, Moved: func(rev int64) { moved <- rev },
		})
	}()
	late := time.NewTimer(soonEnough)
	defer late.Stop()
	for i, kill := range []bool{false, true, true} {
		if kill {
			h.must(stand.Server(t).ExecAt(ctx, h.url, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'`))
		}
		select {
		case <-begun:
		case <-late.C:
			t.Fatalf("after %d kills it does not listen", i)
		}
		for range 3 {
			h.act(c, inbox.AddNote{Text: fmt.Sprint("note ", i)}, senior)
			rev, err := h.Revision(ctx)
			h.must(err)
			for told := int64(0); told < rev; {
				select {
				case told = <-moved:
				case <-late.C:
					t.Fatalf("after %d kills revision %d was not told", i, rev)
				}
				if told > rev {
					t.Errorf("told %d, it is %d", told, rev)
				}
			}
		}
	}
	stop()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("listening ended with %v", err)
	}
}
