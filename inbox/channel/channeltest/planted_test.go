package channeltest_test

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/channel/channeltest"
	"vigie/inbox/channel/fake"
)

// A suite that cannot fail proves nothing: each defect below is one that a
// connector could have, and the named promise must notice it.
func TestSuite_NoticesAPlantedDefect(t *testing.T) {
	defects := []struct {
		name, promise string
		plant         func(*defective)
	}{
		{"stream misses the gap", "what arrives between the poll and the stream", func(d *defective) { d.skipGap = true }},
		{"ids change with each reading", "the same cursor read twice", func(d *defective) { d.freshIDs = true }},
		{"cursor runs ahead of its batch", "small batches lose nothing", func(d *defective) { d.cursorAhead = true }},
		{"position is kept in the session", "a crash between fetching and storing", func(d *defective) { d.remembers = true }},
		{"a lost answer is sent again", "after a lost answer the sending is found", func(d *defective) { d.resends = true }},
		{"a lost answer is a passing fault", "after a lost answer the sending is found", func(d *defective) { d.hidesAmbiguity = true }},
		{"poison stops the account", "one poisonous message", func(d *defective) { d.choke = true }},
		{"poison is swallowed", "one poisonous message", func(d *defective) { d.swallow = true }},
		{"own replies look like the customer's", "a reply arrives once", func(d *defective) { d.blindToOwn = true }},
		{"refusal is a passing fault", "refused credentials", func(d *defective) { d.blursReasons = true }},
		{"no delay with a rate limit", "a network that says slow down", func(d *defective) { d.blursReasons = true }},
		{"context is ignored", "a cancelled call ends", func(d *defective) { d.deaf = true }},
		{"threads are lost", "an answer says what it answers", func(d *defective) { d.unthreads = true }},
		{"text is cut to ASCII", "every script and symbol", func(d *defective) { d.ascii = true }},
		{"raw payload is thrown away", "a first reading brings everything", func(d *defective) { d.noRaw = true }},
		{"sheet claims too much", "the capability sheet claims", func(d *defective) { d.boasts = true }},
		{"edits are ignored", "an edit brings the new text", func(d *defective) { d.noEdits = true }},
		{"deletions are ignored", "a deletion is told", func(d *defective) { d.noRemovals = true }},
		{"headers stay pending", "small batches lose nothing", func(d *defective) { d.neverComplete = true }},
		{"store faults are ignored", "a failing store ends the stream", func(d *defective) { d.ignoresStore = true }},
	}
	for _, d := range defects {
		t.Run(d.name, func(t *testing.T) {
			complaint := failureOf(t, d.promise, func() channeltest.Harness {
				h, n := onFake(fake.Options{HeadersFirst: true})
				c := &defective{Connector: n.Connector()}
				d.plant(c)
				h.Connector, h.Patience = c, 300*time.Millisecond
				return h
			})
			if complaint == "" {
				t.Errorf("no case beginning with %q noticed it", d.promise)
			}
			t.Logf("noticed: %s", complaint)
		})
	}
}

// failureOf runs the cases whose name begins so and gives the first complaint.
func failureOf(t *testing.T, promise string, open func() channeltest.Harness) string {
	for _, c := range channeltest.Cases() {
		if !strings.HasPrefix(c.Name, promise) {
			continue
		}
		r := &recorder{ctx: t.Context()}
		r.run(func() { c.Test(r, open()) })
		if r.first != "" {
			return c.Name + ": " + r.first
		}
	}
	return ""
}

// recorder is a T that notes failures instead of failing.
type recorder struct {
	ctx      context.Context
	mu       sync.Mutex
	first    string
	cleanups []func()
}

func (r *recorder) run(test func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() {
			for _, f := range r.cleanups {
				f()
			}
		}()
		test()
	}()
	<-done
}

func (r *recorder) Helper()                  {}
func (r *recorder) Logf(string, ...any)      {}
func (r *recorder) Context() context.Context { return r.ctx }
func (r *recorder) Cleanup(f func())         { r.cleanups = append(r.cleanups, f) }
func (r *recorder) Skipf(string, ...any)     { runtime.Goexit() }
func (r *recorder) Errorf(f string, a ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.first == "" {
		r.first = fmt.Sprintf(f, a...)
	}
}
func (r *recorder) Fatalf(f string, a ...any) {
	r.Errorf(f, a...)
	runtime.Goexit()
}

// defective is the fake connector with a defect planted in it.
type defective struct {
	*fake.Connector
	skipGap, freshIDs, cursorAhead, remembers, resends, hidesAmbiguity bool
	choke, swallow, blindToOwn, blursReasons, deaf, unthreads, ascii   bool
	noRaw, boasts, noEdits, noRemovals, neverComplete, ignoresStore    bool
	readings                                                           int
	inner                                                              channel.Cursor
}

func (d *defective) Open(ctx context.Context, acc inbox.Account, env channel.Env) (channel.Session, error) {
	s, err := d.OpenSession(ctx, acc, env)
	if err != nil {
		return nil, d.blur(err)
	}
	return &defectiveSession{Session: s, d: d}, nil
}

func (d *defective) blur(err error) error {
	if d.blursReasons && err != nil {
		return channel.Fail(channel.Temporary, "something went wrong", nil)
	}
	return err
}

type defectiveSession struct {
	*fake.Session
	d *defective
}

func (s *defectiveSession) Caps() inbox.Caps {
	c := s.Session.Caps()
	if s.d.boasts {
		c.Kinds = map[inbox.Kind]inbox.KindCaps{inbox.Direct: {Actions: map[inbox.Action]inbox.Support{inbox.Block: inbox.Yes}}}
	}
	return c
}

func (s *defectiveSession) Verify(ctx context.Context) (channel.Identity, error) {
	id, err := s.Session.Verify(ctx)
	return id, s.d.blur(err)
}

func (s *defectiveSession) Poll(ctx context.Context, cur channel.Cursor, limit int) (channel.Batch, error) {
	if s.d.deaf {
		ctx = context.WithoutCancel(ctx)
	}
	if s.d.remembers && s.d.inner != nil {
		cur = s.d.inner
	}
	b, err := s.Session.Poll(ctx, cur, limit)
	if err != nil {
		return b, s.d.blur(err)
	}
	if s.d.cursorAhead && len(b.Events) > 1 && !b.Events[0].(channel.Upsert).Message.Pending {
		b.Events = b.Events[:len(b.Events)-1]
	}
	s.d.inner = b.Next
	s.d.readings++
	return s.d.spoil(b)
}

func (d *defective) spoil(b channel.Batch) (channel.Batch, error) {
	var events []channel.Event
	for _, e := range b.Events {
		switch e := e.(type) {
		case channel.Upsert:
			if u, ok := d.spoilUpsert(e); ok {
				events = append(events, u)
			}
		case channel.Poison:
			if d.choke {
				return b, channel.Fail(channel.Temporary, "cannot read", e.Cause)
			}
			if !d.swallow {
				events = append(events, e)
			}
		case channel.Removed:
			if !d.noRemovals {
				events = append(events, e)
			}
		}
	}
	b.Events = events
	return b, nil
}

func (d *defective) spoilUpsert(u channel.Upsert) (channel.Upsert, bool) {
	m := &u.Message
	if d.freshIDs && !m.Pending {
		m.Native = fmt.Sprintf("%s/%d", m.Native, d.readings)
	}
	if d.blindToOwn {
		m.Direction = inbox.Inbound
	}
	if d.unthreads {
		m.Root, m.Parent = "", ""
	}
	if d.ascii {
		m.Text = strings.Map(func(c rune) rune { return min(c, '~') }, m.Text)
	}
	if d.noRaw {
		u.Raw = nil
	}
	if d.neverComplete {
		u.Replaces = ""
	}
	return u, !d.noEdits || m.Revision == 0
}

func (s *defectiveSession) Reply(ctx context.Context, out channel.Outgoing) (channel.Receipt, error) {
	r, err := s.Session.Reply(ctx, out)
	if channel.ReasonOf(err) != channel.Ambiguous {
		return r, err
	}
	switch {
	case s.d.hidesAmbiguity:
		return r, channel.Fail(channel.Temporary, "try again", nil)
	case s.d.resends:
		_, again := s.Session.Reply(ctx, out)
		if again == nil {
			return r, err
		}
	}
	return r, err
}

func (s *defectiveSession) Stream(ctx context.Context, cur channel.Cursor, emit func(channel.Batch) error) error {
	if s.d.skipGap {
		b, err := s.Session.Poll(ctx, cur, 1000)
		if err != nil {
			return err
		}
		cur = b.Next
	}
	return s.Session.Stream(ctx, cur, func(b channel.Batch) error {
		err := emit(b)
		if s.d.ignoresStore {
			return nil
		}
		return err
	})
}
