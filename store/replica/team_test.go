package replica_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/oklog/ulid/v2"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/store"
	"vigie/store/replica"
	"vigie/store/wire"
)

const (
	cleo    = team.MemberID("01HZZZZZZZZZZZZZZZZZZZZZC0")
	sami    = team.MemberID("01HZZZZZZZZZZZZZZZZZZZZZS0")
	lea     = team.MemberID("01HZZZZZZZZZZZZZZZZZZZZZS1")
	press   = team.DepartmentID("01HZZZZZZZZZZZZZZZZZZZZZDP")
	support = team.DepartmentID("01HZZZZZZZZZZZZZZZZZZZZZDS")
	mailbox = inbox.AccountID("01HZZZZZZZZZZZZZZZZZZZZZAM")
)

// clock is a time that only the test moves.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(time.Millisecond) // so that ids and events have an order
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// crew is a server's workspace with its people.
type crew struct {
	t     testing.TB
	clock *clock
	house *store.Workspace
	dir   string
	n     int
}

func newCrew(t testing.TB) *crew {
	t.Helper()
	c := &crew{t: t, clock: &clock{at: time.Date(2026, 3, 9, 12, 0, 0, 0, time.UTC)}}
	c.dir = t.TempDir()
	w, err := store.Open(context.Background(), c.dir, store.Options{Now: c.clock.now})
	c.must(err)
	t.Cleanup(func() { c.must(w.Close()) })
	c.house = w
	ctx := context.Background()
	for i, m := range []team.Member{
		{ID: cleo, Name: "Cléo", Handle: "cleo", Profile: team.Coordinator, Departments: []team.DepartmentID{press, support}},
		{ID: sami, Name: "Sami", Handle: "sami", Profile: team.Senior, Departments: []team.DepartmentID{support}},
		{ID: lea, Name: "Léa", Handle: "lea", Profile: team.Senior, Departments: []team.DepartmentID{press}},
	} {
		by := cleo
		if i == 0 {
			by = ""
		}
		c.must(w.PutMember(ctx, m, by))
	}
	c.must(w.PutDepartment(ctx, team.Department{ID: press, Name: "Presse"}, cleo))
	c.must(w.PutDepartment(ctx, team.Department{ID: support, Name: "Service client", Position: 1}, cleo))
	c.must(w.PutAccount(ctx, inbox.Account{
		ID: mailbox, Channel: inbox.ChannelEmail, Name: "Bonjour", Address: "hello@maison.example", Department: string(support), AddedAt: c.clock.now(),
		Caps: inbox.Caps{Subject: true, Attachments: true, Kinds: map[inbox.Kind]inbox.KindCaps{inbox.Email: {Reply: inbox.Yes}}},
	}, cleo))
	return c
}

func (c *crew) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

// mail has somebody write to the house.
func (c *crew) mail(native, from, subject, text string, answers ...string) inbox.ConversationID {
	c.t.Helper()
	at := c.clock.now()
	m := inbox.Message{
		Native: native, Kind: inbox.Email, Direction: inbox.Inbound, Author: inbox.Author{Handle: from, Name: from},
		Recipients: []string{"hello@maison.example"}, Subject: subject, BaseSubject: subject, Text: text,
		SentAt: at, ReceivedAt: at, MailID: native + "@mail.example", References: answers, Answers: len(answers) > 0,
	}
	if len(answers) > 0 {
		m.InReplyTo = answers[len(answers)-1]
	}
	out, err := c.house.Ingest(context.Background(), mailbox, channel.Batch{Events: []channel.Event{channel.Upsert{Message: m, Raw: []byte(text)}}})
	c.must(err)
	if len(out.Conversations) == 0 {
		c.t.Fatal("no conversation")
	}
	return out.Conversations[0]
}

// desk is one member's computer.
type desk struct {
	*replica.Replica
	c    *crew
	dir  string
	who  team.MemberID
	link *link
	hook func(string) error
}

// join gives a member a computer of the team.
func (c *crew) join(who team.MemberID) *desk {
	c.t.Helper()
	c.n++
	id := fmt.Sprintf("01HZZZZZZZZZZZZZZZZZZZZD%02d", c.n)
	_, err := c.house.Admit(context.Background(), store.Admission{
		Device: store.Device{ID: id, Member: who, Name: "desk", Key: id}, Token: id, Until: c.clock.now().Add(time.Hour), Way: "test",
	})
	c.must(err)
	d := &desk{c: c, dir: filepath.Join(c.t.TempDir(), "desk"), who: who, link: &link{w: c.house, by: store.Caller{Device: id, Member: who}}}
	d.open()
	return d
}

func (d *desk) open() {
	d.c.t.Helper()
	r, err := replica.Open(context.Background(), d.dir, replica.Options{
		Server: d.link, Member: d.who, Now: d.c.clock.now, Chance: func() float64 { return 0 },
		Hook: func(point string) error {
			if d.hook == nil {
				return nil
			}
			return d.hook(point)
		},
	})
	d.c.must(err)
	d.Replica = r
	d.c.t.Cleanup(func() {
		if d.Replica == r {
			d.c.must(r.Close())
		}
	})
}

// reopen ends the program and starts it again.
func (d *desk) reopen() {
	d.c.t.Helper()
	d.c.must(d.Close())
	d.open()
}

func (d *desk) settle() {
	d.c.t.Helper()
	d.c.must(d.Settle(context.Background()))
}

func (d *desk) try(c inbox.ConversationID, act inbox.Act) (inbox.Event, error) {
	id := ulid.MustNew(ulid.Timestamp(d.c.clock.now()), ulid.DefaultEntropy())
	return d.Workspace().Do(context.Background(), inbox.Command{ID: inbox.CommandID(id.String()), Conversation: c, Act: act}, d.who)
}

func (d *desk) act(c inbox.ConversationID, act inbox.Act) inbox.Event {
	d.c.t.Helper()
	e, err := d.try(c, act)
	if err != nil {
		d.c.t.Fatalf("%s: %v", act.Name(), err)
	}
	return e
}

// phase is how the desk stands.
func (d *desk) phase() replica.Phase { return d.State().Phase }

// same checks that a desk has exactly what the server has, and that its
// counters are right.
func (d *desk) same() {
	d.c.t.Helper()
	ctx := context.Background()
	theirs, err := d.c.house.Everything(ctx)
	d.c.must(err)
	ours, err := d.Workspace().Everything(ctx)
	d.c.must(err)
	for _, key := range slices.Sorted(maps.Keys(theirs)) {
		if ours[key] != theirs[key] {
			d.c.t.Errorf("%s:\nserver  %s\ndesktop %s", key, theirs[key], ours[key])
		}
		delete(ours, key)
	}
	for _, key := range slices.Sorted(maps.Keys(ours)) {
		d.c.t.Errorf("only on the desktop: %s %s", key, ours[key])
	}
	a, err := d.c.house.Counts(ctx)
	d.c.must(err)
	b, err := d.Workspace().Counts(ctx)
	d.c.must(err)
	if fmt.Sprint(a) != fmt.Sprint(b) {
		d.c.t.Errorf("counters:\nserver  %v\ndesktop %v", a, b)
	}
}

// link is the way to the server, which a test can cut.
type link struct {
	w  *store.Workspace
	by store.Caller

	mu     sync.Mutex
	down   bool
	lose   int // answers to pushes that get lost on their way back
	pushes int
	pushed []int64 // the numbers that came to the server
	rows   int     // the most of a page, 0 is as asked for
	asked  []wire.Pull
	plain  bool  // a server that knows no packs
	boasts int64 // how many messages a first copy says are coming; 0 is as they are
}

var errCut = errors.New("the network is cut")

func (l *link) cut(down bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.down = down
}

func (l *link) open() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.down {
		return errCut
	}
	return nil
}

func (l *link) Hello(ctx context.Context) (wire.Hello, error) {
	if err := l.open(); err != nil {
		return wire.Hello{}, err
	}
	return l.w.Hello(ctx)
}

func (l *link) Push(ctx context.Context, p wire.Push) (wire.Pushed, error) {
	if err := l.open(); err != nil {
		return wire.Pushed{}, err
	}
	done, err := l.w.Push(ctx, l.by, p)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.pushes++
	for _, o := range p.Orders {
		l.pushed = append(l.pushed, o.Seq)
	}
	if l.lose > 0 {
		l.lose--
		return wire.Pushed{}, errCut
	}
	return done, err
}

func (l *link) Pull(ctx context.Context, p wire.Pull) (wire.Page, error) {
	if err := l.open(); err != nil {
		return wire.Page{}, err
	}
	l.mu.Lock()
	if l.asked = append(l.asked, p); l.rows > 0 {
		p.Limit = l.rows
	}
	l.mu.Unlock()
	return l.w.Pull(ctx, l.by, p)
}

func (l *link) Bootstrap(ctx context.Context, b wire.Bootstrap, take func(wire.Chunk) error) error {
	if err := l.open(); err != nil {
		return err
	}
	b.Packed = b.Packed && !l.plain
	return l.w.Bootstrap(ctx, l.by, b, func(c wire.Chunk) error {
		if c.Total > 0 && l.boasts > 0 {
			c.Total = l.boasts
		}
		return take(c)
	})
}

func (l *link) Fetch(ctx context.Context, f wire.Fetch) (wire.Fetched, error) {
	if err := l.open(); err != nil {
		return wire.Fetched{}, err
	}
	return l.w.Fetch(ctx, l.by, f)
}

func (l *link) Wait(ctx context.Context, since int64, told func(wire.Poke)) error {
	for {
		if err := l.open(); err != nil {
			return err
		}
		rev, err := l.w.Revision(ctx)
		if err != nil {
			return err
		}
		if rev > since {
			told(wire.Poke{Rev: rev})
			since = rev
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(2 * time.Millisecond):
		}
	}
}

func (l *link) Upload(ctx context.Context, sha256 string, open func() (replica.File, error)) error {
	f, err := open()
	if err != nil {
		return err
	}
	defer f.Close()
	_, _, err = l.w.PutBlob(ctx, f)
	return err
}

func keyOf(err error) string {
	if f := fault.Of(err); f != nil {
		return f.Key
	}
	return ""
}
