package gate

import (
	"fmt"
	"log/slog"
	"runtime"
	"runtime/debug"
	"sync"
	"time"
)

// board says what there is to say on all lines, by a few workers: a goroutine
// for each line would keep its stack. One that is held up by a slow reader holds
// up nobody: others take its place.
type board struct {
	log  *slog.Logger
	most int           // workers, while all get on
	held time.Duration // after which workers that took nothing are held up

	mu    sync.Mutex
	ready []*line
	busy  int // workers
	taken int // lines, so far
	alert bool
}

// standing is how a line stands with the board.
type standing int

const (
	closed  standing = iota // not begun, or over
	resting                 // nothing is to be said
	waits                   // for a worker
	spoken                  // a worker is at it
	rung                    // and it was rung again meanwhile
)

func newBoard(log *slog.Logger) *board {
	return &board{log: log, most: max(4, 2*runtime.GOMAXPROCS(0)), held: 50 * time.Millisecond}
}

// open begins a line.
func (b *board) open(s *line) {
	b.mu.Lock()
	defer b.mu.Unlock()
	s.stands = resting
	b.call(s)
}

// ring has a line do soon what there is to do.
func (b *board) ring(s *line) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.call(s)
}

// call puts a line in the queue. The caller holds mu.
func (b *board) call(s *line) {
	switch s.stands {
	case spoken:
		s.stands = rung
	case resting:
		s.stands = waits
		b.ready = append(b.ready, s)
		if b.busy < b.most {
			b.hire(1)
		} else {
			b.watch()
		}
	}
}

func (b *board) hire(n int) {
	b.busy += n
	for range n {
		go b.work()
	}
}

// watch looks in a moment whether the queue moved on. The caller holds mu.
func (b *board) watch() {
	if !b.alert {
		taken := b.taken
		b.alert = true
		time.AfterFunc(b.held, func() { b.relieve(taken) })
	}
}

// relieve hires as many again where all workers are held up.
func (b *board) relieve(taken int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.alert = false
	if len(b.ready) == 0 {
		return
	}
	if b.taken == taken {
		b.hire(min(b.busy, len(b.ready)))
	}
	b.watch()
}

// work serves lines until none waits.
func (b *board) work() {
	for s := b.next(nil, false); s != nil; {
		end, err := b.step(s)
		if end {
			b.finish(s, err)
		}
		s = b.next(s, end)
	}
}

// next puts a line back, unless it is over, and takes the one that waits
// longest; nil is that none does.
func (b *board) next(done *line, over bool) *line {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case done == nil:
	case over:
		done.stands = closed
	default:
		again := done.stands == rung
		done.stands = resting
		if again {
			b.call(done)
		}
	}
	if len(b.ready) == 0 {
		b.busy--
		b.ready = nil
		return nil
	}
	s := b.ready[0]
	b.ready[0] = nil
	b.ready = b.ready[1:]
	b.taken++
	s.stands = spoken
	return s
}

// step is the line's own. One that stumbles takes nobody along.
func (b *board) step(s *line) (end bool, err error) {
	defer func() {
		if failed := recover(); failed != nil {
			end, err = true, fmt.Errorf("a stream stumbled: %v", failed)
			b.log.Error("a stream stumbled", "error", failed, "stack", string(debug.Stack()))
		}
	}()
	return s.step()
}

func (b *board) finish(s *line, err error) {
	defer func() {
		if failed := recover(); failed != nil {
			b.log.Error("a stream stumbled at its end", "error", failed, "stack", string(debug.Stack()))
		}
	}()
	s.finish(err)
}
