package sim

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"sort"
	"strconv"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/store/wire"
)

func (t *tx) deviceOf(dev string) device {
	if d, ok := t.device[dev]; ok {
		return d
	}
	return t.s.state.devices[dev]
}

func (t *tx) storedOf(n numbered) stored {
	if a, ok := t.answers[n]; ok {
		return a
	}
	return t.s.state.answers[n]
}

func printOf(o wire.Order) string {
	sum := sha256.Sum256([]byte(o.Name + "\n" + o.ID + "\n" + o.Conversation + "\n" + string(o.Args)))
	return hex.EncodeToString(sum[:16])
}

// take takes one order by its number.
func (t *tx) take(dev string, o wire.Order, out *wire.Pushed) error {
	d := t.deviceOf(dev)
	had := t.storedOf(numbered{dev, o.Seq})
	known := wire.Had{ID: had.answer.ID, Print: had.print, Ran: t.s.state.ran[o.ID] || slices.Contains(t.ran, o.ID)}
	admission := wire.Admit(d.lastSeq, o, printOf(o), known)
	if t.s.w.plant == NoDedupe && (admission == wire.Answered || admission == wire.AlreadyIn) {
		admission = wire.Run
	}
	switch admission {
	case wire.Answered:
		out.Answers = append(out.Answers, had.answer)
	case wire.AlreadyIn:
		out.Answers = append(out.Answers, wire.Answer{ID: o.ID, Seq: o.Seq, State: wire.Already})
	case wire.Missing:
		return &wire.Problem{Code: wire.CodeGap, Want: d.lastSeq + 1}
	case wire.Forked:
		return &wire.Problem{Code: wire.CodeForked, Want: o.Seq}
	case wire.Run:
		a := t.run(d.member, o)
		n := numbered{dev, o.Seq}
		t.answers[n], d.lastSeq = stored{printOf(o), a}, max(d.lastSeq, o.Seq)
		t.device[dev], t.seqs = d, append(t.seqs, n)
		out.Answers = append(out.Answers, a)
	default:
		return &wire.Problem{Code: wire.CodeInvalid}
	}
	return nil
}

// run carries out an order: a refusal is an answer.
func (t *tx) run(by team.MemberID, o wire.Order) wire.Answer {
	a := wire.Answer{ID: o.ID, Seq: o.Seq, State: wire.Done}
	what, deals := t.s.w.dealOf(by, o)
	t.dealing = deals
	err := t.decide(by, o)
	t.dealing = false
	if deals {
		if what.outcome = ""; err != nil {
			what.outcome = keyOf(err)
		}
		t.held[o.ID] = what
	}
	if err != nil {
		a.State, a.Fault = wire.Refused, &wire.Fault{Kind: "conflict", Key: keyOf(err)}
		t.s.w.report.Refused++
	}
	return a
}

// dealOf reads an order as one on who has a conversation.
func (w *world) dealOf(by team.MemberID, o wire.Order) (held, bool) {
	act, err := w.read(o)
	if err != nil {
		return held{}, false
	}
	switch a := act.(type) {
	case inbox.Claim:
		return held{conv: o.Conversation, by: by, what: "claim", takeOver: a.TakeOver}, true
	case inbox.Release:
		return held{conv: o.Conversation, by: by, what: "release"}, true
	default:
		return held{}, false
	}
}

func keyOf(err error) string {
	var f *fault.Error
	if errors.As(err, &f) {
		return f.Key
	}
	return "fault.internal"
}

func (t *tx) decide(by team.MemberID, o wire.Order) error {
	s := t.s
	if o.Until > 0 && (t.foreign || s.now().UnixMilli() > o.Until) {
		return fault.New(fault.Conflict, "fault.reply-late")
	}
	if (s.state.ran[o.ID] || slices.Contains(t.ran, o.ID)) && s.w.plant != NoDedupe {
		return nil
	}
	act, err := s.w.read(o)
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "fault.command-incomplete")
	}
	cmd := inbox.Command{ID: inbox.CommandID(o.ID), Conversation: inbox.ConversationID(o.Conversation), Act: act}
	m := s.member(by)
	if !m.MaySee(audience(t, o.Conversation)) {
		return fault.New(fault.NotFound, "fault.conversation-gone")
	}
	if r, ok := act.(inbox.Reply); ok && s.w.plant == NoGuard {
		r.Seen, r.Known = bodyOf[inbox.Conversation](t, "conversation", o.Conversation).Heard, nil
		for _, e := range underWay(t, o.Conversation) {
			r.Known = append(r.Known, e.ID)
		}
		cmd.Act = r
	}
	if c, ok := act.(inbox.Claim); ok && s.w.plant == NoTurn {
		c.TakeOver = true
		cmd.Act = c
	}
	h := s.house
	h.roster.Members = s.state.roster
	changes, err := inbox.Decide(h.stateOf(t, cmd), cmd, m, s.now())
	if err != nil {
		return err
	}
	s.w.released(t, o, act)
	apply(t, changes)
	t.ran = append(t.ran, o.ID)
	return nil
}

func (s *server) member(id team.MemberID) team.Member {
	for _, m := range s.state.roster {
		if m.ID == id {
			return m
		}
	}
	return team.Member{}
}

// decoded is an order's act, with what it was read from.
type decoded struct {
	args string
	act  inbox.Act
}

// read decodes an order's act; one that was read before is known by its id, as
// long as its words are there.
func (w *world) read(o wire.Order) (inbox.Act, error) {
	if had, ok := w.acts[o.ID]; ok && had.args == string(o.Args) {
		return had.act, nil
	}
	act, err := inbox.DecodeAct(o.Name, o.Args)
	if err == nil {
		w.acts[o.ID] = decoded{string(o.Args), act}
	}
	return act, err
}

// order makes an order of an act, as the store does.
func order(id, conv string, act inbox.Act, at int64) wire.Order {
	raw, err := json.Marshal(act)
	if err != nil {
		raw = []byte("{}")
	}
	return wire.Order{ID: id, Name: act.Name(), V: 1, Conversation: conv, Args: raw, At: at}
}

// pull gives a page, as the store does.
func (s *server) pull(dev string, p wire.Pull) (page, error) {
	st, d := &s.state, s.state.devices[dev]
	if reached := s.w.history.reached[dev]; d.lastSeq < reached {
		s.w.found("I2: the server knows of order %d of %s no more, which it answered", reached, dev)
	}
	if p.Epoch != st.epoch || p.Cursor < st.floor || p.Cursor > st.rev || p.ScopeEpoch != d.scopeEpoch {
		return page{}, &wire.Problem{Code: wire.CodeResync}
	}
	return s.page(d, st.log, p), nil
}

// page gives the changes that a log has after a cursor, as a device may see them.
func (s *server) page(d device, log []line, p wire.Pull) page {
	out := page{to: s.state.rev, lastSeq: d.lastSeq, puts: table{}, gone: map[key]wire.Op{}}
	from := sort.Search(len(log), func(i int) bool { return log[i].rev > p.Cursor })
	lines := log[from:]
	if len(lines) > p.Limit {
		lines = lines[:p.Limit]
		out.to, out.more = lines[p.Limit-1].rev, true
	}
	s.gapFree(p.Cursor, out.to, lines)
	m := s.member(d.member)
	saw := map[key]bool{}
	for _, l := range lines {
		if l.moved && m.MaySee(l.before) {
			saw[l.key] = true
		}
		s.gather(m, l, saw[l.key], &out)
	}
	if p.Sums && !out.more {
		out.whole = s.visible(m)
		out.sums = sumsOf(out.whole)
	}
	return out
}

// sumsOf are the checksums of rows, by kind, as docs/sync.md has them.
func sumsOf(rows table) map[string]uint64 {
	out := map[string]uint64{}
	for k, r := range rows {
		sum := sha256.Sum256([]byte(k.kind + "/" + k.id + "/" + strconv.FormatInt(r.rev, 10)))
		out[k.kind] ^= binary.BigEndian.Uint64(sum[:8])
	}
	maps.DeleteFunc(out, func(_ string, sum uint64) bool { return sum == 0 })
	return out
}

// gapFree checks that the log has every revision that a cursor passes.
func (s *server) gapFree(from, to int64, lines []line) {
	if int64(len(lines)) != to-from && s.w.plant != NoLock {
		s.w.found("I4: %d lines between revisions %d and %d", len(lines), from, to)
	}
}

// gather adds what became of one row.
func (s *server) gather(m team.Member, l line, saw bool, out *page) {
	r, there := s.state.rows[l.key]
	switch {
	case there && m.MaySee(audience(liveView{s}, r.conv)):
		delete(out.gone, l.key)
		if l.key.kind == "conversation" && l.moved && !m.MaySee(l.before) {
			s.whole(l.key.id, out.puts)
		} else if r.rev <= out.to { // what changed once more comes with a later page
			out.puts[l.key] = r
		}
	case l.op == wire.OpErase:
		out.gone[l.key] = wire.OpErase
	case saw:
		out.gone[l.key] = wire.OpLeave
	}
}

// whole adds all that hangs on a conversation.
func (s *server) whole(conv string, into table) {
	for k, r := range s.state.rows {
		if r.conv == conv {
			into[k] = r
		}
	}
}

// visible lists what a member sees.
func (s *server) visible(m team.Member) table {
	sees := map[string]bool{}
	for k := range s.state.rows {
		if k.kind == "conversation" {
			sees[k.id] = m.MaySee(audience(liveView{s}, k.id))
		}
	}
	out := maps.Clone(s.state.rows)
	maps.DeleteFunc(out, func(_ key, r row) bool { return !sees[r.conv] })
	return out
}

// liveView reads what is committed.
type liveView struct{ s *server }

func (v liveView) get(k key) (row, bool)      { r, ok := v.s.state.rows[k]; return r, ok }
func (v liveView) of(kind, conv string) []row { return v.s.state.rows.of(kind, conv) }
func (v liveView) put(key, row)               {}

// page is a page of a pull.
type page struct {
	to      int64
	more    bool
	puts    table
	gone    map[key]wire.Op
	lastSeq int64
	sums    map[string]uint64
	whole   table // what the sums are of: for the invariants
}

// chunk is a part of a bootstrap.
type chunk struct {
	puts       table
	token      string // the last conversation that came
	done       bool
	from       int64
	epoch      string
	scopeEpoch int64
}

// bootstrap gives the chunk after a token; from is where the pulls go on, as of
// the first one.
func (s *server) bootstrap(dev, token string, from int64, epoch string, scope int64) (chunk, error) {
	d, st := s.state.devices[dev], &s.state
	if token == "" {
		from, epoch, scope = st.rev, st.epoch, d.scopeEpoch
	}
	if epoch != st.epoch || scope != d.scopeEpoch || from < st.floor || from > st.rev {
		return chunk{}, &wire.Problem{Code: wire.CodeResync}
	}
	out := chunk{puts: table{}, from: from, epoch: epoch, scopeEpoch: d.scopeEpoch}
	for _, k := range slices.Backward(st.rows.named("conversation")) {
		if token != "" && k.id >= token || !s.member(d.member).MaySee(audience(liveView{s}, k.id)) {
			continue
		}
		s.whole(k.id, out.puts)
		out.token = k.id
		return out, nil
	}
	out.done = true
	return out, nil
}
