package place

import (
	"context"
	"time"

	"vigie/ui/kit"
)

// Do runs work off the UI goroutine, says how it went, and goes on with then:
// done is said when all went well, unless it is empty.
func Do(h Host, done string, work func(ctx context.Context) error, then func()) {
	h.Scheduler().Go(func(ctx context.Context) {
		err := work(ctx)
		h.Scheduler().UI(func() {
			if err != nil {
				h.Fault(err)
			} else if done != "" {
				h.Toast(done)
			}
			then()
		})
	})
}

// Gather joins changes over a moment, so that a screen reads once for many. The
// zero value is ready; it is used on the UI goroutine.
type Gather struct{ waits bool }

// After runs f once after a moment, however often it is asked for meanwhile.
func (g *Gather) After(s kit.Scheduler, moment time.Duration, f func()) {
	if g.waits {
		return
	}
	g.waits = true
	s.After(moment, func() {
		g.waits = false
		f()
	})
}
