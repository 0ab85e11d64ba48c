package main

import (
	"context"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// calm gives memory back to the system when a burst is over: what hundreds of
// desktops that come at once (or a change that all of them fetch) leave behind
// is as much again as what they keep, and would stay for minutes. It is one
// collection more in two minutes at most, and only while little happens.
type calm struct {
	last  uint64 // bytes allocated up to now, at the last look
	given uint64 // the same, when memory was last given back
	at    time.Time
}

const (
	calmLook  = 5 * time.Second
	calmFor   = 2 * time.Minute // between two times
	calmQuiet = 16 << 20        // bytes allocated in a look are little
	calmWorth = 32 << 20        // bytes allocated since the last time are worth it
)

// due reports whether it is time, and notes that it is done.
func (c *calm) due(now time.Time, allocated uint64) bool {
	quiet := allocated-c.last < calmQuiet
	c.last = allocated
	if !quiet || allocated-c.given < calmWorth || !c.at.IsZero() && now.Sub(c.at) < calmFor {
		return false
	}
	c.given, c.at = allocated, now
	return true
}

// giveBack looks now and then whether it is calm, until ctx ends.
func giveBack(ctx context.Context) error {
	var c calm
	tick := time.NewTicker(calmLook)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case now := <-tick.C:
			if c.due(now, allocated()) {
				debug.FreeOSMemory()
			}
		}
	}
}

// allocated is how many bytes the program ever took from its heap.
func allocated() uint64 {
	s := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(s)
	if s[0].Value.Kind() != metrics.KindUint64 {
		return 0
	}
	return s[0].Value.Uint64()
}
