package store_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/oklog/ulid/v2"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/store"
)

// The people of the test house.
const (
	coordinator = team.MemberID("01HZZZZZZZZZZZZZZZZZZZZZC0")
	senior      = team.MemberID("01HZZZZZZZZZZZZZZZZZZZZZS0")
	junior      = team.MemberID("01HZZZZZZZZZZZZZZZZZZZZZJ0")
	press       = team.DepartmentID("01HZZZZZZZZZZZZZZZZZZZZZDP")
	support     = team.DepartmentID("01HZZZZZZZZZZZZZZZZZZZZZDS")
	mailbox     = inbox.AccountID("01HZZZZZZZZZZZZZZZZZZZZZAM")
	wall        = inbox.AccountID("01HZZZZZZZZZZZZZZZZZZZZZAW")
	ours        = "hello@maison.example"
)

// clock is a time that only the test moves.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// noon is when the tests begin.
func noon() time.Time { return time.Date(2026, 3, 9, 12, 0, 0, 0, time.UTC) }

// house is a workspace with people and two accounts in it.
type house struct {
	*store.Workspace
	t     testing.TB
	dir   string
	url   string // of its database; "" is a file of dir
	clock *clock
	ids   *rand.ChaCha8

	tampered bool              // behind the store's back, which no change log tells
	seenRows map[string]string // what unlogged saw
	seenRev  int64
}

func newHouse(t testing.TB) *house {
	t.Helper()
	h := bareHouse(t, database(t))
	h.open()
	h.furnish()
	return h
}

func bareHouse(t testing.TB, url string) *house {
	return &house{t: t, dir: t.TempDir(), url: url, clock: &clock{at: noon()}, ids: rand.NewChaCha8([32]byte{1})}
}

func (h *house) open() {
	h.t.Helper()
	w, err := store.Open(context.Background(), h.dir, store.Options{Now: h.clock.now, Database: h.url})
	if err != nil {
		h.t.Fatalf("open: %v", err)
	}
	h.Workspace = w
	h.t.Cleanup(sync.OnceFunc(func() { h.shut(w) }))
}

// shut closes a workspace that may be closed already.
func (h *house) shut(w *store.Workspace) {
	if h.Workspace != w {
		return
	}
	if !h.t.Failed() {
		h.unlogged()
	}
	h.Workspace = nil
	if err := w.Close(); err != nil {
		h.t.Errorf("close: %v", err)
	}
}

// reopen ends the program and starts it again.
func (h *house) reopen() {
	h.t.Helper()
	h.shut(h.Workspace)
	h.open()
}

func (h *house) furnish() {
	ctx := context.Background()
	for _, m := range []team.Member{
		{ID: coordinator, Name: "Cléo", Handle: "cleo", Profile: team.Coordinator, Departments: []team.DepartmentID{press, support}},
		{ID: senior, Name: "Sami", Handle: "sami", Profile: team.Senior, Departments: []team.DepartmentID{support}},
		{ID: junior, Name: "Jo", Handle: "jo", Profile: team.Junior, Departments: []team.DepartmentID{press}},
	} {
		h.must(h.PutMember(ctx, m, ""))
	}
	h.must(h.PutDepartment(ctx, team.Department{ID: press, Name: "Presse", Coordinator: coordinator}, coordinator))
	h.must(h.PutDepartment(ctx, team.Department{ID: support, Name: "Service client", Position: 1}, coordinator))
	h.must(h.PutAccount(ctx, inbox.Account{
		ID: mailbox, Channel: inbox.ChannelEmail, Name: "Bonjour", Address: ours, Department: string(support), AddedAt: noon(),
		Caps: inbox.Caps{Subject: true, Attachments: true, FindSent: true, Kinds: map[inbox.Kind]inbox.KindCaps{inbox.Email: {Reply: inbox.Yes}}},
	}, coordinator))
	h.must(h.PutAccount(ctx, inbox.Account{
		ID: wall, Channel: inbox.ChannelMastodon, Name: "Le mur", Address: "@maison@social.example", AddedAt: noon(),
		Caps: inbox.Caps{Kinds: map[inbox.Kind]inbox.KindCaps{inbox.Comment: {Reply: inbox.Yes}}},
	}, coordinator))
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// fails checks that an error is the fault of a kind and key.
func (h *house) fails(err error, kind fault.Kind, key string) {
	h.t.Helper()
	if f := fault.Of(err); f == nil || f.Kind != kind || f.Key != key {
		h.t.Fatalf("got %v, want %s %s", err, kind, key)
	}
}

func (h *house) id() string { return ulid.MustNew(ulid.Timestamp(h.clock.now()), h.ids).String() }

func (h *house) command(c inbox.ConversationID, act inbox.Act) inbox.Command {
	return inbox.Command{ID: inbox.CommandID(h.id()), Conversation: c, Act: act}
}

// act has a member do something, which must go well.
func (h *house) act(c inbox.ConversationID, act inbox.Act, by team.MemberID) inbox.Event {
	h.t.Helper()
	h.unlogged()
	e, err := h.Do(context.Background(), h.command(c, act), by)
	if err != nil {
		h.t.Fatalf("%s: %v", act.Name(), err)
	}
	return e
}

// mail is a whole mail from somebody on a subject.
func mail(native, from, subject, text string, at time.Time) channel.Upsert {
	base := strings.TrimPrefix(subject, "Re: ")
	return channel.Upsert{
		Raw: []byte("From: " + from + "\r\nSubject: " + subject + "\r\n\r\n" + text),
		Message: inbox.Message{
			Native: native, Kind: inbox.Email, Direction: inbox.Inbound, Author: inbox.Author{Handle: from, Name: name(from)},
			Recipients: []string{ours}, Subject: subject, BaseSubject: base, Answers: base != subject, Text: text,
			SentAt: at, ReceivedAt: at.Add(time.Second), MailID: native + "@mail.example",
		},
	}
}

// name is what stands before the at sign.
func name(address string) string {
	n, _, _ := strings.Cut(address, "@")
	return n
}

// answering makes a mail an answer to others.
func answering(u channel.Upsert, ids ...string) channel.Upsert {
	u.Message.References = ids
	u.Message.InReplyTo = ids[len(ids)-1]
	return u
}

// header is what came of a mail before its body.
func header(u channel.Upsert, native string) channel.Upsert {
	u.Message.Native, u.Message.Pending, u.Message.Text, u.Message.Attachments, u.Raw = native, true, "", nil, nil
	return u
}

// comment is a comment under a post.
func comment(native, root, from, text string, at time.Time) channel.Upsert {
	return channel.Upsert{Raw: []byte(`{"text":"` + text + `"}`), Message: inbox.Message{
		Native: native, Root: root, Kind: inbox.Comment, Direction: inbox.Inbound, Author: inbox.Author{Handle: from, Name: from},
		Text: text, SentAt: at, ReceivedAt: at,
	}}
}

// take stores events of the mailbox.
func (h *house) take(events ...channel.Event) store.Ingested { return h.takeFor(mailbox, events...) }

func (h *house) takeFor(acc inbox.AccountID, events ...channel.Event) store.Ingested {
	h.t.Helper()
	h.unlogged()
	out, err := h.Ingest(context.Background(), acc, channel.Batch{Events: events})
	if err != nil {
		h.t.Fatalf("ingest: %v", err)
	}
	return out
}

// rows lists a view whole.
func (h *house) rows(v inbox.View) []inbox.Row {
	h.t.Helper()
	list, err := h.Rows(context.Background(), v, inbox.Place{}, 1000)
	h.must(err)
	return list
}

// only gives the one conversation of a view.
func (h *house) only(v inbox.View) inbox.Row {
	h.t.Helper()
	list := h.rows(v)
	if len(list) != 1 {
		h.t.Fatalf("%d conversations, want 1: %+v", len(list), subjects(list))
	}
	return list[0]
}

func subjects(list []inbox.Row) []string {
	var out []string
	for _, r := range list {
		out = append(out, r.Subject)
	}
	return out
}

func (h *house) detail(id inbox.ConversationID) inbox.Detail {
	h.t.Helper()
	d, err := h.Detail(context.Background(), id, 100)
	h.must(err)
	return d
}

// texts lists what the messages of a conversation say.
func (h *house) texts(id inbox.ConversationID) string {
	h.t.Helper()
	var out []string
	for _, m := range h.detail(id).Messages {
		out = append(out, m.Text)
	}
	return strings.Join(out, "|")
}

// sound checks the whole workspace.
func (h *house) sound() store.Report {
	h.t.Helper()
	rep, err := h.Check(context.Background())
	h.must(err)
	if !rep.OK() {
		h.t.Fatalf("workspace is not sound:\n%s", strings.Join(rep.Faults, "\n"))
	}
	return rep
}

func equal[T comparable](t testing.TB, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func counts(h *house) string {
	h.t.Helper()
	m, err := h.Counts(context.Background())
	h.must(err)
	return fmt.Sprint(m) // maps print in the order of their keys
}
