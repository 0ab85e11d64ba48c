package engine

import (
	"context"
	"time"
)

// forgetEvery is how often what is older than it is kept is dropped. It is kept
// for weeks: an hour more or less is nothing.
const forgetEvery = time.Hour

// forget drops stored answers and the change log's tail when their time is
// over, until ctx ends. A failure is tried again an hour later: what is still
// there does no harm. Several nodes may do it: a second time finds nothing.
func (e *Engine) forget(ctx context.Context) error {
	tick := time.NewTicker(forgetEvery)
	defer tick.Stop()
	for {
		if err := e.o.Workspace.Forget(ctx); err != nil && ctx.Err() == nil {
			e.o.Log.Warn("what is old was not dropped", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}
