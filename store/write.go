package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
)

// writing is one transaction of the one writer. What it gathers (whole
// conversations, counters, keys of the change log) is written once, at the
// end. Its statements are not cancelled half-way: a transaction ends whole.
type writing struct {
	w   *Workspace
	ctx context.Context
	now time.Time

	conversations map[inbox.ConversationID]*held
	contacts      map[inbox.ContactID]*heldContact
	identities    map[string]inbox.Identity // of the intake's channel, by handle; the zero one is not there
	accounts      map[inbox.AccountID]inbox.Account
	rules         *inbox.Rules
	roster        *team.Roster
	counters      map[inbox.Counter]int
	keys          []logged
	keyed         map[rowKey]int // where in keys
	refs          []mailRef
	queued        []queued
	found         []foundHit
	notice        inbox.Notice
	// order is the id of the order that is being carried out; its event bears
	// it too. caller is whose device sent it; nil decides here.
	order  inbox.CommandID
	caller *team.Member
	handed bool // orders were handed to the relay
	// What taking in rows from a server gathers: contacts whose words are to be
	// made anew, and how many messages are news and are to be indexed.
	refind           []inbox.ContactID
	arrived, toIndex int
	known            map[rowKey]int64 // revisions of the rows that are taken
	shadowed         map[rowKey]bool
	texts, stamps    [][]any
	fresh            map[string]*fresh // rows that were never here, by kind, not written yet
	freshKinds       []string          // in the order in which they came
	gathered         map[rowKey]bool
	named            map[string]kind // nil is not looked at yet
	own              span            // the revisions that this transaction made
	opened           bool            // a server was asked to begin it
	begunAt          int64           // the revision that it found; 0 is not looked at yet
	epoch            string          // with begunAt
	indexes          bool            // what it writes is searchable with it, and does not wait in line
	hasty            bool            // attempts are not undone by themselves
	wrote            int             // grows with each write
	ahead            foresight
	foreign          bool        // the orders come from before a restore
	lined            int         // messages that attempts put in line for the full text
	line             []statement // for the server, not sent yet
	underway         chan error  // what becomes of what was sent meanwhile; nil is nothing
	lastNum          int64       // the highest number of a message; 0 is not looked at yet
}

// rowKey names a row in the change log.
type rowKey struct{ kind, id string }

// logged is a line of the change log: a row, what became of it, and who saw it
// before where the change moved it from their sight.
type logged struct {
	rowKey
	op     string
	before string
}

// write runs f in one transaction. What f returns as an error rolls everything
// back. Listeners are told after the commit.
func (w *Workspace) write(ctx context.Context, f func(*writing) error) error {
	if w.opts.ReadOnly {
		return fault.New(fault.ReadOnly, keyReadOnly)
	}
	if err := w.await(ctx); err != nil {
		return explain(err)
	}
	defer func() { <-w.turn }()
	return w.writeInTurn(ctx, f)
}

// writeInTurn is write of who has the turn already.
func (w *Workspace) writeInTurn(ctx context.Context, f func(*writing) error) error {
	x, err := w.transactInTurn(ctx, f)
	if err != nil {
		return explain(err)
	}
	if len(x.keys) > 0 || x.notice.Outbox || x.notice.Team || x.notice.All || len(x.notice.Accounts) > 0 {
		w.notices.publish(x.news())
	}
	return nil
}

func (w *Workspace) transact(ctx context.Context, f func(*writing) error) (*writing, error) {
	if err := w.await(ctx); err != nil {
		return nil, err
	}
	defer func() { <-w.turn }()
	return w.transactInTurn(ctx, f)
}

func (w *Workspace) transactInTurn(ctx context.Context, f func(*writing) error) (*writing, error) {
	x := w.begin(ctx)
	if err := w.openTurn(x.ctx); err != nil {
		return nil, fmt.Errorf("begin: %w", err)
	}
	committed := false
	defer func() {
		if committed {
			return
		}
		w.others.disown(x.own)
		if err := x.landed(); err != nil {
			w.opts.Log.Debug("what was sent meanwhile", "error", err)
		}
		if x.opening() {
			return
		}
		// After some faults SQLite has rolled back by itself and says so.
		if _, undo := x.w.conn.ExecContext(x.ctx, `ROLLBACK`); undo != nil {
			w.opts.Log.Debug("roll back", "error", undo)
		}
	}()
	if err := x.fenced(); err != nil {
		return nil, err
	}
	if err := f(x); err != nil {
		return nil, err
	}
	if err := x.finish(); err != nil {
		return x, x.keptAnyway(err)
	}
	if err := x.commit(); err != nil {
		return x, x.keptAnyway(fmt.Errorf("commit: %w", err))
	}
	committed = true
	x.keepHousehold()
	w.waiting.Add(int64(x.lined))
	return x, nil
}

// await takes the turn to write.
func (w *Workspace) await(ctx context.Context) error {
	select {
	case <-w.closed:
		return fault.New(fault.Unavailable, keyClosed)
	case <-ctx.Done():
		return ctx.Err()
	default:
	}
	select {
	case w.turn <- struct{}{}:
		return nil
	case <-w.closed:
		return fault.New(fault.Unavailable, keyClosed)
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (w *Workspace) begin(ctx context.Context) *writing {
	return &writing{
		w: w, ctx: context.WithoutCancel(ctx), now: w.now(),
		conversations: map[inbox.ConversationID]*held{},
		contacts:      map[inbox.ContactID]*heldContact{},
		identities:    map[string]inbox.Identity{},
		accounts:      map[inbox.AccountID]inbox.Account{},
		counters:      map[inbox.Counter]int{},
		keyed:         map[rowKey]int{},
	}
}

// finish writes what was gathered; the revision is the last.
func (x *writing) finish() error {
	for _, f := range []func() error{x.flushContacts, x.flushConversations, x.flushRefs, x.flushQueue, x.flushHits, x.flushCounters, x.bump} {
		if err := f(); err != nil {
			return err
		}
	}
	return nil
}

// prepared gives the statement of a text, made once for the connection.
func (x *writing) prepared(text string) (*sql.Stmt, error) {
	if s, ok := x.w.stmts[text]; ok {
		return s, nil
	}
	s, err := x.w.conn.PrepareContext(x.ctx, text)
	if err != nil {
		return nil, fmt.Errorf("prepare %.60q: %w", text, err)
	}
	x.w.stmts[text] = s
	return s, nil
}

func (x *writing) exec(text string, args ...any) (sql.Result, error) {
	x.wrote++
	text, args = x.w.engine.bind(text, args)
	if x.w.engine.served {
		return x.later(text, args)
	}
	s, err := x.prepared(text)
	if err != nil {
		return nil, err
	}
	return s.ExecContext(x.ctx, args...)
}

func (x *writing) query(text string, args ...any) (*sql.Rows, error) {
	text, args = x.w.engine.bind(text, args)
	if x.w.engine.served {
		return x.ask(text, args)
	}
	s, err := x.prepared(text)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(x.ctx, args...)
}

// put notes that a row changed, for the change log.
func (x *writing) put(kind, id string) { x.log(rowKey{kind, id}, opPut, "") }

// del notes that a row is no more.
func (x *writing) del(kind, id string) { x.log(rowKey{kind, id}, opDel, "") }

// log takes a line for the change log, one for each row of a transaction: what
// became of it last, and who saw it before the first move. before is "" where
// the change did not move who sees the row.
func (x *writing) log(k rowKey, op, before string) {
	if k.settingOfDesk() {
		return
	}
	x.wrote++
	i, known := x.keyed[k]
	if !known {
		i = len(x.keys)
		x.keyed[k] = i
		x.keys = append(x.keys, logged{rowKey: k, before: before})
	}
	x.keys[i].op = op
	if x.keys[i].before == "" {
		x.keys[i].before = before
	}
}

// one reads a single row.
func (x *writing) one(text string, args []any, into ...any) error {
	_, err := first(x, func(s scanner) (any, error) { return nil, s.Scan(into...) }, text, args...)
	return err
}

// insertMany writes rows of equal length, many in a statement: one statement a
// row costs several times the work.
func (x *writing) insertMany(head string, rows [][]any) error { return x.insertOr(head, rows, "") }

// insertOr is insertMany with what is done about rows that are there already.
func (x *writing) insertOr(head string, rows [][]any, tail string) error {
	if x.w.engine.served && len(rows) > 1 {
		return x.insertLists(head, rows, tail)
	}
	// Few sizes: each leaves a prepared statement behind.
	for _, size := range []int{100, 25, 5, 1} {
		for ; len(rows) >= size; rows = rows[size:] {
			if _, err := x.exec(head+marks(size, len(rows[0]))+tail, slices.Concat(rows[:size]...)...); err != nil {
				return fmt.Errorf("%.40q: %w", head, err)
			}
		}
	}
	return nil
}

// marks makes the placeholders of rows of columns: "(?, ?), (?, ?)".
func marks(rows, columns int) string {
	row := "(" + strings.TrimSuffix(strings.Repeat("?, ", columns), ", ") + ")"
	return strings.TrimSuffix(strings.Repeat(row+", ", rows), ", ")
}

// written lists the conversations that the transaction changed, in order.
func (x *writing) written() []inbox.ConversationID {
	var out []inbox.ConversationID
	for id, h := range x.conversations {
		if h.dirty {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}

// news is what listeners are told.
func (x *writing) news() inbox.Notice {
	n := x.notice
	n.Conversations = union(n.Conversations, x.written())
	if len(n.Conversations) > mostNamed {
		n.All, n.Conversations = true, nil
	}
	return n
}
