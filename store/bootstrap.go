package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"vigie/inbox/team"
	"vigie/store/wire"
)

const (
	newestFirst   = 100 // conversations in the first chunk: the inbox is usable with it
	chunkFrom     = 250 // conversations in the second: each has twice as many as the one before
	chunkMost     = 1000
	houseEvents   = 500 // of the audit that belongs to no conversation
	tokenOfFollow = "after "
)

// Bootstrap emits everything that the caller sees: the house and the newest
// conversations, then the others, by the time they were made, the last first.
// The rows are those of the moment of their chunk; what changed meanwhile comes
// with the pulls from the revision of the last chunk. emit is called for one
// chunk after the other, in a goroutine of its own: while one is sent, the next
// is read.
func (w *Workspace) Bootstrap(ctx context.Context, by Caller, b wire.Bootstrap, emit func(wire.Chunk) error) error {
	if len(b.Kept) > wire.MostKept {
		return &wire.Problem{Code: wire.CodeInvalid}
	}
	s := &strewing{w: w, ctx: ctx, by: by, horizon: b.Horizon, kept: b.Kept, packed: b.Packed, size: chunkFrom, people: map[string]bool{}}
	out := startEmitting(emit)
	err := errors.Join(s.run(b.Token, out.put), out.end())
	if p := asProblem(err); p != nil {
		return p
	}
	return err
}

// emitting hands chunks on while the next is read.
type emitting struct {
	chunks chan wire.Chunk
	failed chan error // of the first chunk that was not taken; one at most
	done   chan struct{}
}

func startEmitting(emit func(wire.Chunk) error) *emitting {
	e := &emitting{chunks: make(chan wire.Chunk), failed: make(chan error, 1), done: make(chan struct{})}
	go func() {
		defer close(e.done)
		for c := range e.chunks {
			if err := emit(c); err != nil {
				e.failed <- err
				return
			}
		}
	}()
	return e
}

// errDeaf ends the reading when nobody takes what is read; why is told by end.
var errDeaf = errors.New("store: the chunk is not taken")

func (e *emitting) put(c wire.Chunk) error {
	select {
	case e.chunks <- c:
		return nil
	case <-e.done:
		return errDeaf
	}
}

// end waits until all is taken.
func (e *emitting) end() error {
	close(e.chunks)
	<-e.done
	select {
	case err := <-e.failed:
		return err
	default:
		return nil
	}
}

// strewing is one bootstrap under way.
type strewing struct {
	w       *Workspace
	ctx     context.Context
	by      Caller
	horizon int64
	kept    []string // conversations of which its outbox keeps words
	packed  bool
	size    int             // conversations in the next chunk
	people  map[string]bool // contacts that were sent
}

func (s *strewing) run(token string, emit func(wire.Chunk) error) error {
	last, from, err := s.begin(token)
	if err != nil {
		return err
	}
	if token == "" {
		if err := s.chunk(emit, s.opening); err != nil {
			return err
		}
	}
	for {
		more := false
		err := s.chunk(emit, func(r reading, m team.Member) (c wire.Chunk, err error) {
			ids, err := s.older(r, m, last)
			if err != nil || len(ids) == 0 {
				return c, err
			}
			more, last = true, ids[len(ids)-1]
			s.size = min(2*s.size, chunkMost)
			c.Token = tokenOf(from, last)
			rows, err := wholeConversations(r, ids, s.people)
			s.lay(&c, rows)
			return c, err
		})
		if err != nil {
			return err
		}
		if !more {
			if from.Words, err = s.w.ErasedAmong(s.ctx, s.kept); err != nil {
				return err
			}
			return emit(from)
		}
	}
}

// begin reads where the pulls will go on from: before anything is read, so that
// no change falls between.
func (s *strewing) begin(token string) (last string, done wire.Chunk, err error) {
	err = s.w.snapshot(s.ctx, func(r reading) error {
		if _, err := callerOf(r, s.by); err != nil {
			return err
		}
		now, err := standingOf(r, s.by.Device)
		if err != nil {
			return err
		}
		done = wire.Chunk{Done: true, From: now.rev, Epoch: now.epoch, ScopeEpoch: now.scopeEpoch}
		if token == "" {
			return nil
		}
		return resume(token, &last, &done, now)
	})
	return last, done, err
}

// tokenOf says where a bootstrap stands: it goes on with the revision that it
// began with.
func tokenOf(from wire.Chunk, last string) string {
	return fmt.Sprintf("%s %d %d %s%s", from.Epoch, from.ScopeEpoch, from.From, tokenOfFollow, last)
}

func resume(token string, last *string, done *wire.Chunk, now standing) error {
	var epoch string
	var scope, from int64
	if _, err := fmt.Sscanf(token, "%s %d %d "+tokenOfFollow+"%s", &epoch, &scope, &from, last); err != nil {
		return &wire.Problem{Code: wire.CodeInvalid}
	}
	if epoch != now.epoch || scope != now.scopeEpoch || from < now.floor || from > now.rev {
		return &wire.Problem{Code: wire.CodeResync}
	}
	done.From = from
	return nil
}

// chunk reads one chunk in a snapshot of its own and emits it outside.
func (s *strewing) chunk(emit func(wire.Chunk) error, read func(reading, team.Member) (wire.Chunk, error)) error {
	var c wire.Chunk
	err := s.w.snapshot(s.ctx, func(r reading) error {
		m, err := callerOf(r, s.by)
		if err != nil {
			return err
		}
		c, err = read(r, m)
		return err
	})
	if err != nil || len(c.Puts)+len(c.Packs) == 0 && c.Token == "" {
		return err
	}
	return emit(c)
}

// opening is the house with the newest conversations.
func (s *strewing) opening(r reading, m team.Member) (wire.Chunk, error) {
	var c wire.Chunk
	var all []drawn
	for _, k := range kinds() {
		if k.reach == byContact || k.reach == byConversation && k.name != "event" || k.reach == byMessage {
			continue
		}
		rows, err := s.house(r, m, k)
		if err != nil {
			return c, fmt.Errorf("read %s: %w", k.name, err)
		}
		all = append(all, rows...)
	}
	ids, err := s.conversations(r, m, "", nil, "c.last_at DESC, c.id DESC", newestFirst)
	if err != nil {
		return c, err
	}
	rows, err := wholeConversations(r, ids, s.people)
	if err != nil {
		return c, err
	}
	s.lay(&c, append(all, rows...))
	c.Total, err = s.messages(r, m)
	return c, err
}

// lay puts rows into a chunk, in the way that was asked for.
func (s *strewing) lay(c *wire.Chunk, rows []drawn) {
	if s.packed {
		c.Packs = packsOf(rows)
		return
	}
	c.Puts = rowsFrom(rows)
}

// house reads the rows of a kind that hang on no conversation.
func (s *strewing) house(r reading, m team.Member, k kind) ([]drawn, error) {
	condition, values := k.seen(m)
	tail := ""
	if k.name == "event" {
		if !m.SeesAll() {
			return nil, nil
		}
		condition, values, tail = `t.conversation = ''`, nil, fmt.Sprintf(` ORDER BY t.id DESC LIMIT %d`, houseEvents)
	}
	if condition == "" {
		condition = "1 = 1"
	}
	rows, err := all(r, k.draw(), k.query()+` WHERE `+condition+tail, values...)
	return slices.DeleteFunc(rows, func(row drawn) bool { return k.local(row.id) }), err
}

// older gives the conversations that were made before the last one.
func (s *strewing) older(r reading, m team.Member, last string) ([]string, error) {
	if last == "" {
		return s.conversations(r, m, "", nil, "c.id DESC", s.size)
	}
	return s.conversations(r, m, " AND c.id < ?", []any{last}, "c.id DESC", s.size)
}

// withinHorizon is the condition that a conversation c is not left out.
const withinHorizon = `(c.status IN ('new', 'open', 'waiting', 'snoozed') OR c.last_at >= ?)`

func (s *strewing) conversations(r reading, m team.Member, and string, values []any, order string, most int) ([]string, error) {
	where, seen := seenAs(m, "c")
	list, err := all(r, plain[string], `SELECT c.id FROM conversation c WHERE `+withinHorizon+where+and+` ORDER BY `+order+fmt.Sprintf(` LIMIT %d`, most),
		slices.Concat([]any{s.horizon}, seen, values)...)
	if err != nil {
		return nil, fmt.Errorf("list conversations: %w", err)
	}
	return list, nil
}

// messages counts what will come.
func (s *strewing) messages(r reading, m team.Member) (int64, error) {
	where, seen := seenAs(m, "c")
	n, err := first(r, plain[int64], `SELECT COALESCE(SUM(c.messages), 0) FROM conversation c WHERE `+withinHorizon+where,
		slices.Concat([]any{s.horizon}, seen)...)
	if err != nil {
		return 0, fmt.Errorf("count messages: %w", err)
	}
	return n, nil
}

// seenAs is the condition, to be added, that a member sees a conversation
// under another name than t.
func seenAs(m team.Member, name string) (string, []any) {
	k, _ := kindNamed("conversation")
	condition, values := k.seen(m)
	if condition == "" {
		return "", nil
	}
	return " AND " + strings.ReplaceAll(condition, "t.", name+"."), values
}
