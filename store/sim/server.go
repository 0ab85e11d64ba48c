package sim

import (
	"maps"
	"slices"
	"sort"
	"time"

	"vigie/inbox"
	"vigie/inbox/team"
	"vigie/store/together"
	"vigie/store/wire"
)

// line is one line of the change log. before is who saw the row, where the
// change moved it from somebody's sight.
type line struct {
	rev    int64
	key    key
	op     wire.Op
	moved  bool
	before team.Audience
}

type device struct {
	member     team.MemberID
	lastSeq    int64
	scopeEpoch int64
	revoked    bool
}

type numbered struct {
	device string
	seq    int64
}

type stored struct {
	print  string
	answer wire.Answer
}

// state is what the server has on its disk: what a backup holds.
type state struct {
	rows       table
	log        []line
	everything []line // the log without a floor: for the invariants
	rev, floor int64
	epoch      string
	devices    map[string]device
	answers    map[numbered]stored
	ran        map[string]bool // ids of commands
	answered   map[string]bool // ids of all orders that were answered: for the invariants
	effects    map[string]int  // how often each took effect: for the invariants
	order      map[string][]int64
	roster     []team.Member
}

func (s state) clone() state {
	s.rows, s.log, s.devices, s.answers = maps.Clone(s.rows), slices.Clone(s.log), maps.Clone(s.devices), maps.Clone(s.answers)
	s.answered, s.everything = maps.Clone(s.answered), slices.Clone(s.everything)
	s.ran, s.effects, s.order, s.roster = maps.Clone(s.ran), maps.Clone(s.effects), maps.Clone(s.order), slices.Clone(s.roster)
	return s
}

// server is one database with two nodes before it.
type server struct {
	w      *world
	house  house
	state  state
	skew   time.Duration // of its clock
	up     [2]bool
	life   [2]int // grows when a node dies
	busy   bool   // a transaction holds the workspace's row
	holder int    // the node whose it is
	line   []func()
	// waiting are the pushes that came to each node and have no transaction yet.
	waiting [2]together.Line[*pushing]
	next    int64 // of the sequence that a server without the row would take from
	backup  *state
	// sending are entries that this life of the server is sending.
	sending map[string]bool
}

func (s *server) now() time.Time { return s.w.now.Add(s.skew) }

// tx is one transaction of the server: what it writes shows at its commit.
type tx struct {
	s       *server
	writes  map[key]*row // nil is removed
	order   []key
	ops     map[key]line
	device  map[string]device
	answers map[numbered]stored
	ran     []string
	seqs    []numbered
	began   time.Time
	first   int64
	foreign bool            // what comes was said in an epoch that is over
	held    map[string]held // what was ruled on who has what, by order
	set     []held          // what changed it besides
	dealing bool            // an order on who has what is carried out
}

// transact runs work in a transaction of a node, which lasts a while. done is
// told that it was committed; a node that dies says nothing.
func (s *server) transact(node int, work func(*tx), done func()) {
	s.queue(s.turn(node, func(t *tx) (bool, error) { work(t); return true, nil }, func(t *tx) { t.commit(); done() }))
}

// turn is a transaction of a node, to be begun when it has the workspace's row.
// What work writes is undone where it fails or finds that there is nothing to
// do; end commits it, a while later.
func (s *server) turn(node int, work func(*tx) (there bool, err error), end func(*tx)) func() {
	return func() {
		if !s.up[node] {
			s.release()
			return
		}
		life := s.life[node]
		s.holder = node
		t := &tx{s: s, began: s.w.now, writes: map[key]*row{}, ops: map[key]line{}, device: map[string]device{}, answers: map[numbered]stored{}, held: map[string]held{}}
		if there, err := work(t); !there || err != nil {
			s.release()
			return
		}
		t.first = s.state.rev + 1
		if s.w.plant == NoLock {
			s.next = max(s.next, s.state.rev)
			t.first = s.next + 1
			s.next += int64(len(t.order))
		}
		took := s.w.between(time.Millisecond, 40*time.Millisecond)
		if s.w.hit(SlowCommit, 5) {
			took = s.w.between(time.Second, 4*time.Second)
		}
		s.w.in(took, func() {
			if s.life[node] == life {
				end(t)
			}
			if s.life[node] == life { // it did not die over it
				s.release()
			}
		})
	}
}

// queue has transactions wait for the workspace's row.
func (s *server) queue(start func()) {
	if s.w.plant == NoLock {
		start()
		return
	}
	s.line = append(s.line, start)
	if !s.busy {
		s.release()
	}
}

// release lets the next transaction begin.
func (s *server) release() {
	s.busy = len(s.line) > 0
	if s.busy {
		start := s.line[0]
		s.line = s.line[1:]
		s.w.in(0, start)
	}
}

func (t *tx) get(k key) (row, bool) {
	if r, ok := t.writes[k]; ok {
		if r == nil {
			return row{}, false
		}
		return *r, true
	}
	r, ok := t.s.state.rows[k]
	return r, ok
}

func (t *tx) of(kind, conv string) []row {
	merged := table{}
	for k, r := range t.s.state.rows {
		if k.kind == kind && r.conv == conv {
			merged[k] = r
		}
	}
	for k, r := range t.writes {
		if r == nil {
			delete(merged, k)
		} else if k.kind == kind && r.conv == conv {
			merged[k] = *r
		}
	}
	return merged.of(kind, conv)
}

func (t *tx) put(k key, r row) {
	l := line{key: k, op: wire.OpPut}
	var before team.Audience
	if k.kind == "conversation" {
		from, to := bodyOf[inbox.Conversation](t, k.kind, k.id).Assignee, r.body.(inbox.Conversation).Assignee
		if from != to && !t.dealing {
			t.set = append(t.set, held{conv: k.id, what: "set", from: from, to: to})
		}
		before = audience(t, k.id)
	}
	t.write(k, &r)
	if k.kind == "conversation" && !slices.Equal(before.Names(), audience(t, k.id).Names()) {
		l.moved, l.before = true, before
	}
	t.note(l)
}

// erase removes a row whose bytes must go everywhere.
func (t *tx) erase(k key) {
	t.write(k, nil)
	t.note(line{key: k, op: wire.OpErase})
}

func (t *tx) write(k key, r *row) {
	if _, known := t.writes[k]; !known {
		t.order = append(t.order, k)
	}
	t.writes[k] = r
}

func (t *tx) note(l line) {
	if had, ok := t.ops[l.key]; ok && had.moved {
		l.moved, l.before = true, had.before
	}
	t.ops[l.key] = l
}

func (t *tx) commit() {
	st := &t.s.state
	for i, k := range t.order {
		l := t.ops[k]
		l.rev = t.first + int64(i)
		if r := t.writes[k]; r == nil {
			delete(st.rows, k)
		} else {
			t.s.w.n++
			st.rows[k] = row{rev: l.rev, print: t.s.w.n, conv: r.conv, body: r.body}
		}
		st.log, st.everything = inserted(st.log, l), inserted(st.everything, l)
		st.rev = max(st.rev, l.rev)
	}
	for dev, d := range t.device { // its sight, or that it is revoked, may be new
		now := st.devices[dev]
		now.lastSeq = d.lastSeq
		st.devices[dev] = now
	}
	maps.Copy(st.answers, t.answers)
	for id, what := range t.held {
		t.s.w.history.ruled(id, what, t.began)
	}
	for _, what := range t.set {
		t.s.w.history.others = append(t.s.w.history.others, dealing{what, t.began, t.s.w.now})
	}
	for _, a := range t.answers {
		st.answered[a.answer.ID] = true
	}
	for _, id := range t.ran {
		st.ran[id] = true
		if st.effects[id]++; st.effects[id] > 1 {
			t.s.w.found("I2: %s took effect twice", id)
		}
	}
	for _, n := range t.seqs {
		st.order[n.device] = append(st.order[n.device], n.seq)
	}
	t.s.w.tell("commit of %d to %d in %s, orders %v: %v", t.first, st.rev, st.epoch, t.seqs, t.order)
	if len(t.order) > 0 {
		t.s.poke()
	}
}

// forget drops the answers of orders that took effect, as with age.
func (s *server) forget() {
	maps.DeleteFunc(s.state.answers, func(_ numbered, a stored) bool { return a.answer.State == wire.Done })
}

// inserted puts a line in its place, which is the last one as long as the
// transactions take turns.
func inserted(log []line, l line) []line {
	at := sort.Search(len(log), func(i int) bool { return log[i].rev > l.rev })
	return slices.Insert(log, at, l)
}

// poke has every desk told, sooner or later, that there is news.
func (s *server) poke() {
	rev := s.state.rev
	for _, d := range s.w.desks {
		if s.w.hit(PokeLost, 40) || d.cut {
			continue
		}
		d := d
		s.w.in(s.w.between(0, 250*time.Millisecond), func() { d.poked(rev) })
	}
}
