package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"
)

// deviceMarks are what is noted of devices now and then: that they were heard of, and
// how far they are. After a change all devices ask at once; those whose mark
// waits for the turn to write share a transaction. A mark that is lost is made
// again.
type deviceMarks struct {
	mu      sync.Mutex
	waiting map[string]mark // by device
	acked   map[string]time.Time
	swept   time.Time // what is old was taken out of acked
}

type mark struct {
	seen, acks bool
	acked      int64 // a revision, with acks
}

// add puts a mark of a device with what waits already.
func (s *deviceMarks) add(device string, m mark) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.waiting == nil {
		s.waiting = map[string]mark{}
	}
	s.waiting[device] = s.waiting[device].then(m)
}

// then is both marks of a device, m being the later one.
func (had mark) then(m mark) mark {
	if had.acks && !m.acks {
		m.acks, m.acked = true, had.acked
	}
	m.seen = m.seen || had.seen
	return m
}

func (s *deviceMarks) take() map[string]mark {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := s.waiting
	s.waiting = nil
	return out
}

// back puts marks that could not be written among those that wait: the next who
// writes takes them along. Who waited with them was told nothing of it.
func (s *deviceMarks) back(list map[string]mark) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for device, m := range s.waiting {
		list[device] = list[device].then(m)
	}
	s.waiting = list
}

// due reports that it was long ago that it was noted how far a device is, and
// notes that it is now.
func (s *deviceMarks) due(device string, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if at, known := s.acked[device]; known && now.Sub(at) < ackedEvery && now.Sub(at) >= 0 {
		return false
	}
	if now.Sub(s.swept) >= ackedEvery || now.Before(s.swept) {
		maps.DeleteFunc(s.acked, func(_ string, at time.Time) bool { return now.Sub(at) >= ackedEvery || now.Before(at) })
		s.swept = now
	}
	if s.acked == nil {
		s.acked = map[string]time.Time{}
	}
	s.acked[device] = now
	return true
}

// mark notes something of a device. It is written when mark returns, by whoever
// had the turn first; where that failed, with the next mark of any device.
func (w *Workspace) mark(ctx context.Context, device string, m mark) error {
	w.marks.add(device, m)
	var list map[string]mark
	err := w.write(ctx, func(x *writing) error {
		list = w.marks.take()
		for _, id := range slices.Sorted(maps.Keys(list)) {
			if err := x.mark(id, list[id]); err != nil {
				return fmt.Errorf("note that a device is at work: %w", err)
			}
		}
		return nil
	})
	if err != nil && len(list) > 0 {
		w.marks.back(list)
	}
	return err
}

func (x *writing) mark(device string, m mark) error {
	now := millis(x.now)
	if m.acks {
		if _, err := x.exec(`UPDATE device SET acked_rev = ?, seen_at = ? WHERE id = ?`, m.acked, now, device); err != nil {
			return err
		}
	}
	if !m.seen {
		return nil
	}
	_, err := x.exec(`UPDATE device SET seen_at = ? WHERE id = ? AND seen_at < ?`, now, device, millis(x.now.Add(-time.Minute)))
	return err
}
