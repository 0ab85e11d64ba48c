package bench

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"vigie/store"
	"vigie/store/replica"
	"vigie/store/wire"
)

// BenchmarkTeamNodes has three servers on one PostgreSQL and 45 people at work
// on them, each by one server and by the next one when it does not answer, as a
// balancer has it. Halfway one is killed. No order that was acknowledged may be
// missing at the end, and none may be there twice.
func BenchmarkTeamNodes(b *testing.B) {
	once(b, func() {
		h := newHouse(b, onServer, b.TempDir(), 2000)
		on := h.conversations(500)
		seats := h.seats(46)
		nodes := []*node{h.serve(), h.serve(), h.serve()}
		watcher := h.dial(seats[45], nodes[2].address)
		defer watcher.Close()
		hello, err := watcher.Hello(b.Context())
		h.check(err)
		start, err := watcher.Push(b.Context(), wire.Push{Epoch: hello.Epoch})
		h.check(err)
		run := &shift{h: h, nodes: nodes, on: on, began: time.Now(), lasts: 12 * time.Second}
		killed := time.AfterFunc(run.lasts/2, func() {
			run.setKilled(time.Now())
			nodes[0].kill()
		})
		defer killed.Stop()
		var all sync.WaitGroup
		for i, c := range seats[:45] {
			all.Go(func() { run.work(b.Context(), i, c) })
		}
		all.Wait()
		run.report(b)
		run.compare(b, watcher, wire.Pull{Cursor: start.Rev, Epoch: hello.Epoch, Schema: store.RowsVersion})
	})
}

// shift is people at work for a while.
type shift struct {
	h     *house
	nodes []*node
	on    []string
	began time.Time
	lasts time.Duration

	mu     sync.Mutex
	killed time.Time
	acked  []ack
}

// ack is an order that a server said it has.
type ack struct {
	id         string
	sent, done time.Time
	home       bool // of somebody who was at work on the server that was killed
}

func (s *shift) setKilled(at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.killed = at
}

// work is one person: an order after the other, the same again by the next
// server where there was no answer.
func (s *shift) work(ctx context.Context, i int, c store.Caller) {
	lines := make([]*replica.HTTP, len(s.nodes))
	for k, n := range s.nodes {
		lines[k] = s.h.dial(c, n.address)
		defer lines[k].Close()
	}
	at := i % len(lines)
	for seq := int64(1); time.Since(s.began) < s.lasts; seq++ {
		o := wire.Order{
			ID: newID(), Seq: seq, Name: "note.add", V: 1, Conversation: s.on[(int(seq)*7+i)%len(s.on)], Args: []byte(`{"text":"vu"}`), At: time.Now().UnixMilli(),
		}
		sent := time.Now()
		for {
			done, err := lines[at].Push(ctx, wire.Push{Orders: []wire.Order{o}})
			if err == nil && len(done.Answers) == 1 && done.Answers[0].State == wire.Done {
				break
			}
			if time.Since(sent) > patience {
				s.h.b.Errorf("order %d of %d is not taken: %+v %v", seq, i, done, err)
				return
			}
			at = (at + 1) % len(lines)
			time.Sleep(20 * time.Millisecond)
		}
		s.mu.Lock()
		s.acked = append(s.acked, ack{o.ID, sent, time.Now(), i%len(lines) == 0})
		s.mu.Unlock()
	}
}

// report says how much was done, how long the kill was felt by those who waited
// for the dead node, and for how long nobody was answered.
func (s *shift) report(b *testing.B) {
	var before, after int
	var took, felt, later []time.Duration
	for _, a := range s.acked {
		switch {
		case a.done.Before(s.killed):
			before++
			took = append(took, a.done.Sub(a.sent))
		case a.sent.Before(s.killed) && a.home: // under way there when it happened
			felt = append(felt, a.done.Sub(s.killed))
		default:
			after++
			later = append(later, a.done.Sub(a.sent))
		}
	}
	half := s.lasts.Seconds() / 2
	b.ReportMetric(float64(before)/half, "orders/s-three")
	b.ReportMetric(float64(after)/half, "orders/s-two")
	spreadOf(b, "order", took)
	spreadOf(b, "order-of-two", later)
	spreadOf(b, "recovered", felt)
	usual, atKill := s.silences()
	b.ReportMetric(float64(usual.Microseconds())/1000, "longest-silence-before-ms")
	b.ReportMetric(float64(atKill.Microseconds())/1000, "silence-at-kill-ms")
}

// silences gives the longest time in which no order of anybody was acknowledged:
// one that ended before the kill, and one that ended after it.
func (s *shift) silences() (before, after time.Duration) {
	list := slices.SortedFunc(slices.Values(s.acked), func(a, b ack) int { return a.done.Compare(b.done) })
	for i := 1; i < len(list); i++ {
		lasted := list[i].done.Sub(list[i-1].done)
		if list[i].done.Before(s.killed) {
			before = max(before, lasted)
		} else {
			after = max(after, lasted)
		}
	}
	return before, after
}

// compare reads what the house has and holds it against what was acknowledged.
func (s *shift) compare(b *testing.B, line *replica.HTTP, q wire.Pull) {
	there := map[string]int{}
	for more := true; more; {
		page, err := line.Pull(b.Context(), q)
		s.h.check(err)
		for _, row := range page.Puts {
			if row.Kind == "event" {
				there[row.ID]++
			}
		}
		q.Cursor, more = page.To, page.More
	}
	lost := 0
	for _, a := range s.acked {
		if there[a.id] == 0 {
			lost++
		}
	}
	if lost > 0 {
		b.Errorf("%d of %d acknowledged orders are not there", lost, len(s.acked))
	}
	b.ReportMetric(float64(len(s.acked)), "acked")
	b.ReportMetric(float64(lost), "lost")
}
