package sim

import (
	"container/heap"
	"fmt"
	"io"
	"math/rand/v2"
	"time"
)

// Plant names a bug that a run is to have, to see whether it is found.
type Plant string

// The bugs that can be planted. Sound is none.
const (
	Sound     Plant = ""
	NoLock    Plant = "counter lock removed"
	NoDedupe  Plant = "de-duplication removed"
	NoRestore Plant = "shadow restore removed"
	NoGuard   Plant = "reply guard removed"
	NoTurn    Plant = "who came first forgotten"
	NoBlank   Plant = "erasure passes the outbox by"
	TooEarly  Plant = "company answered before the common commit"
)

// Plants lists the bugs.
func Plants() []Plant {
	return []Plant{NoLock, NoDedupe, NoRestore, NoGuard, NoTurn, NoBlank, TooEarly}
}

// Report is what became of a run.
type Report struct {
	Found   string // the first invariant that did not hold, "" when all did
	Faults  []Fault
	Acts    int // what people did
	Steps   int // events of the run
	Refused int // orders that the server refused
	Shared  int // transactions that several pushes shared
}

// world is one run. Everything happens in one goroutine, in the order of the
// virtual clock.
type world struct {
	rnd      *rand.Rand
	plant    Plant
	now      time.Time
	queue    events
	n        int // ids and the order of events of one moment
	faults   map[Fault]bool
	calm     bool // faults have ended
	server   *server
	desks    []*desk
	report   Report
	acts     map[string]decoded // by the id of the order
	old      map[string]bool    // orders that some desk dropped with age
	acked    map[string]act     // what people were told is kept, by the id of its order
	erasures []erasure
	history  *history       // of who has what
	sent     map[string]int // what left the house, by key: seen from outside
	story    io.Writer      // nil: nobody listens
	// ordersAtOnce is how many orders a push has at most, ordersTogether how many
	// share a transaction.
	ordersAtOnce, ordersTogether int
}

// act is one thing that a person did, as the run remembers it.
type act struct {
	desk  *desk
	seen  []string // for a reply: the public messages that its writer saw
	blind bool     // its copy had lost a row
	epoch string   // of the server when it was done
}

type event struct {
	at time.Time
	n  int
	do func()
}

type events []event

func (e events) Len() int { return len(e) }
func (e events) Less(i, j int) bool {
	return e[i].at.Before(e[j].at) || e[i].at.Equal(e[j].at) && e[i].n < e[j].n
}
func (e events) Swap(i, j int) { e[i], e[j] = e[j], e[i] }

// Push is for the heap.
func (e *events) Push(x any) { *e = append(*e, x.(event)) }

// Pop is for the heap.
func (e *events) Pop() any {
	last := (*e)[len(*e)-1]
	*e = (*e)[:len(*e)-1]
	return last
}

const (
	lively    = 12 * time.Minute // people act and faults happen
	quiet     = 30 * time.Minute // faults have ended: all must be in step by then
	mostSteps = 30000
)

// Run runs a seed.
func Run(seed uint64, plant Plant) Report { return Tell(seed, plant, nil) }

// Tell runs a seed and tells what happens, a line each, in the words of the run:
// the same run as Run's.
func Tell(seed uint64, plant Plant, story io.Writer) Report {
	w := &world{
		rnd: rand.New(rand.NewPCG(seed, 0x5167)), plant: plant, now: noon(),
		faults: map[Fault]bool{}, acts: map[string]decoded{}, old: map[string]bool{}, acked: map[string]act{}, sent: map[string]int{}, story: story,
	}
	w.history = newHistory(w.now)
	w.swarm()
	w.ordersAtOnce, w.ordersTogether = 1+w.rnd.IntN(6), 2+w.rnd.IntN(12)
	w.server = newServer(w)
	w.people()
	w.live()
	if w.report.Found == "" {
		w.end()
	}
	return w.report
}

// live runs the time with faults, then the quiet time after it.
func (w *world) live() {
	start := w.now
	w.in(0, w.something)
	w.at(start.Add(lively), w.becomeCalm)
	end := start.Add(lively + quiet)
	for len(w.queue) > 0 && w.report.Found == "" {
		e := heap.Pop(&w.queue).(event)
		if e.at.After(end) || w.calm && w.settled() {
			return
		}
		w.now = e.at
		if w.report.Steps++; w.report.Steps > mostSteps {
			w.found("I13: it does not come to rest")
			return
		}
		e.do()
	}
}

func (w *world) at(t time.Time, do func()) {
	w.n++
	heap.Push(&w.queue, event{t, w.n, do})
}

func (w *world) in(d time.Duration, do func()) { w.at(w.now.Add(d), do) }

func (w *world) chance(percent int) bool { return w.rnd.IntN(100) < percent }

func (w *world) between(from, to time.Duration) time.Duration {
	return from + time.Duration(w.rnd.Int64N(int64(to-from)+1))
}

func (w *world) id(prefix string) string {
	w.n++
	return fmt.Sprintf("%s%06d", prefix, w.n)
}

// tell says what happens, to whoever listens.
func (w *world) tell(text string, args ...any) {
	if w.story != nil {
		fmt.Fprintf(w.story, "%-14s %s\n", w.now.Sub(noon()), fmt.Sprintf(text, args...))
	}
}

// noon is when a run begins.
func noon() time.Time { return time.Date(2026, 3, 9, 12, 0, 0, 0, time.UTC) }

// found notes the first invariant that does not hold.
func (w *world) found(text string, args ...any) {
	if w.report.Found == "" {
		w.report.Found = fmt.Sprintf(text, args...) + " after " + w.now.Sub(noon()).String()
	}
}

// one takes one of a list.
func one[T any](w *world, list []T) T { return list[w.rnd.IntN(len(list))] }
