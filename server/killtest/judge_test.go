//go:build unix

package killtest_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"

	"vigie/inbox"
	"vigie/store"
	"vigie/store/replica"
	"vigie/store/wire"
)

// judge checks what must hold after any deaths (sync.md, section 3), on the
// server's files and on the desktop's, all programs being dead.
func (x *telling) judge() {
	x.t.Helper()
	x.numbers()
	x.inside(func(w *store.Workspace) {
		rep, err := w.Check(context.Background())
		x.must(err)
		for _, f := range rep.Faults {
			x.t.Errorf("the workspace: %s", f)
		}
		x.acts(w)
		x.sendings(w)
		x.words(w)
		x.same(w)
		x.choose(w, x.cell.Natives...)
	})
	if x.t.Failed() {
		x.t.Fatalf("in story %d: %s", x.stories, x.story)
	}
}

// numbers asks the database itself: revisions without gaps (I4), orders
// answered once each and in their order (I2, I3).
func (x *telling) numbers() {
	x.t.Helper()
	driver, source := "sqlite", filepath.Join(x.house.server(), "vigie.db")
	if x.database != "" {
		driver, source = "pgx", x.database
	}
	db, err := sql.Open(driver, source)
	x.must(err)
	defer db.Close()
	for what, text := range map[string]string{
		"gaps in the change log": `SELECT rev - log_floor - (SELECT COUNT(*) FROM changelog) FROM workspace`,
		"revisions beyond":       `SELECT COUNT(*) FROM changelog, workspace w WHERE changelog.rev > w.rev OR changelog.rev <= w.log_floor`,
		"rows without a line": `SELECT COUNT(*) FROM row_rev r, workspace w WHERE r.rev > w.log_floor
			AND NOT EXISTS (SELECT 1 FROM changelog l WHERE l.rev = r.rev AND l.kind = r.kind AND l.id = r.id)`,
		"orders not answered":         `SELECT d.last_seq - (SELECT COUNT(*) FROM answer a WHERE a.device = d.id) FROM device d WHERE d.member = '` + string(sami) + `'`,
		"numbers beyond the last":     `SELECT COUNT(*) FROM answer a JOIN device d ON d.id = a.device WHERE a.seq > d.last_seq`,
		"orders answered out of turn": `SELECT COUNT(*) FROM answer a JOIN answer b ON b.device = a.device AND b.seq = a.seq + 1 WHERE b.rev < a.rev`,
		"orders of one id twice":      `SELECT COUNT(*) - COUNT(DISTINCT command) FROM answer`,
	} {
		var n int
		x.must(db.QueryRow(text).Scan(&n))
		if n != 0 {
			x.t.Errorf("%d %s", n, what)
		}
	}
}

// acts checks that each act is on the server once (I1, I2), and that the
// refused one held up none behind it (I12).
func (x *telling) acts(w *store.Workspace) {
	x.t.Helper()
	notes := map[string]int{}
	drafts := 0
	x.must(w.Export(context.Background(), func(record any) error {
		r, ok := record.(store.Record)
		if !ok {
			return nil
		}
		switch v := r.Value.(type) {
		case inbox.Note:
			notes[v.Text]++
		case inbox.Draft:
			if v.ID == x.cell.Draft {
				drafts++
			}
		}
		return nil
	}))
	for story := 1; story <= x.stories; story++ {
		c := cell{Number: story}
		for _, i := range []int{0, 4} {
			if n := notes[c.text(i)]; n != 1 {
				x.t.Errorf("%q is on the server %d times", c.text(i), n)
			}
		}
	}
	row, err := w.Row(context.Background(), x.cell.Taken)
	x.must(err)
	if row.Assignee != cleo {
		x.t.Errorf("the claimed conversation has %q", row.Assignee)
	}
	if drafts > 1 {
		x.t.Errorf("the draft is there %d times", drafts)
	}
}

// sendings checks that nothing went out twice and nothing is forgotten (I11).
func (x *telling) sendings(w *store.Workspace) {
	x.t.Helper()
	went, err := x.network.sendings()
	x.must(err)
	times, words := map[string]int{}, map[string]sending{}
	for _, one := range went {
		times[one.key]++
		words[one.key] = one
	}
	list, err := w.Replies(context.Background(), inbox.Queued, inbox.Sending, inbox.Sent, inbox.Failed, inbox.Unknown, inbox.Cancelled)
	x.must(err)
	if len(list) != x.stories {
		x.t.Errorf("%d replies after %d stories", len(list), x.stories)
	}
	for _, e := range list {
		if one, out := words[e.Key]; out {
			x.asWritten(e, one)
		}
		switch n := times[e.Key]; {
		case n > 1:
			x.t.Errorf("reply %s went out %d times", e.ID, n)
		case e.State == inbox.Sent && n != 1:
			x.t.Errorf("reply %s counts as sent and did not go out", e.ID)
		case e.State == inbox.Unknown && n == 0: // it died over it: a person is asked
		case e.State != inbox.Sent:
			x.t.Errorf("reply %s is %s and went out %d times", e.ID, e.State, n)
		}
	}
	natives, err := readLines(x.network.arrived())
	x.must(err)
	rep, err := w.Check(context.Background())
	x.must(err)
	if want := len(natives) + len(went); rep.Messages != want {
		x.t.Errorf("%d messages, and %d came and %d went", rep.Messages, len(natives), len(went))
	}
}

// asWritten checks that a reply went out in the words that its writer chose, with
// the file that they added.
func (x *telling) asWritten(e inbox.OutboxEntry, one sending) {
	x.t.Helper()
	for _, c := range x.cells {
		if inbox.CommandID(e.ID) != c.IDs[3] {
			continue
		}
		if want := (sending{e.Key, printOf([]byte(c.text(2))), fileName + ":" + printOf([]byte(c.file()))}); one != want {
			x.t.Errorf("reply %s of story %d went out as %s, and was written as %s", e.ID, c.Number, one, want)
		}
		return
	}
	x.t.Errorf("reply %s is of no story", e.ID)
}

// words checks that what each mail said is on the server as it was said, once,
// and that every file that a message names is there with its own digest.
func (x *telling) words(w *store.Workspace) {
	x.t.Helper()
	ctx := context.Background()
	want := map[string]int{}
	natives, err := readLines(x.network.arrived())
	x.must(err)
	for _, native := range natives {
		want[native+": "+said(native)]++
	}
	x.must(w.Export(ctx, func(record any) error {
		r, ok := record.(store.Record)
		m, message := r.Value.(inbox.Message)
		if !ok || !message {
			return nil
		}
		for _, a := range m.Attachments {
			x.digest(w, a.Blob)
		}
		if m.Direction == inbox.Inbound {
			want[m.Native+": "+m.Text]--
		}
		return nil
	}))
	for what, n := range want {
		if n != 0 {
			x.t.Errorf("%d lacking of %q", n, what)
		}
	}
}

// digest reads a file and compares it with its name.
func (x *telling) digest(w *store.Workspace, sha string) {
	x.t.Helper()
	f, err := w.Blob(context.Background(), sha)
	x.must(err)
	content, err := io.ReadAll(f)
	x.must(errors.Join(err, f.Close()))
	if got := printOf(content); got != sha {
		x.t.Errorf("the file %s has the content of %s", sha, got)
	}
}

// same has the desktop come into step once more, without a process between,
// and compares row by row (I5, I7, I8).
func (x *telling) same(w *store.Workspace) {
	x.t.Helper()
	ctx := context.Background()
	text, err := badgeFile(x.house.desk()).Load(ctx)
	x.must(err)
	var badge struct{ Device string }
	x.must(json.Unmarshal([]byte(text), &badge))
	d, err := replica.Open(ctx, x.house.desk(), replica.Options{
		Server: direct{w: w, by: store.Caller{Device: badge.Device, Member: sami}}, Member: sami, Chance: func() float64 { return 0 },
	})
	x.must(err)
	defer func() { x.must(d.Close()) }()
	x.must(d.Settle(ctx))
	theirs, err := w.Everything(ctx)
	x.must(err)
	ours, err := d.Workspace().Everything(ctx)
	x.must(err)
	for key, row := range theirs {
		// That an account was tried once more is no news to desktops.
		if ours[key] != row && !strings.HasPrefix(key, "account_health ") {
			x.t.Errorf("%s:\nserver  %s\ndesktop %s", key, row, ours[key])
		}
		delete(ours, key)
	}
	for key, row := range ours {
		x.t.Errorf("only on the desktop: %s %s", key, row)
	}
	a, err := w.Counts(ctx)
	x.must(err)
	b, err := d.Workspace().Counts(ctx)
	x.must(err)
	if fmt.Sprint(a) != fmt.Sprint(b) {
		x.t.Errorf("counters:\nserver  %v\ndesktop %v", a, b)
	}
	x.answers(ctx, d)
}

// answers checks what the person is told of their acts: the claim was refused,
// the others done.
func (x *telling) answers(ctx context.Context, d *replica.Replica) {
	x.t.Helper()
	entries, err := d.Entries(ctx)
	x.must(err)
	got := map[string]replica.Entry{}
	for _, e := range entries {
		got[e.Order.ID] = e
	}
	for i, id := range x.cell.IDs {
		e, there := got[string(id)]
		want := replica.Taken
		if i == 1 {
			want = replica.Refused
		}
		if !there || e.Standing != want {
			x.t.Errorf("act %d stands %q (there: %v), %+v", i, e.Standing, there, e.Fault)
		}
	}
}

// direct is a server without a network.
type direct struct {
	w  *store.Workspace
	by store.Caller
}

func (d direct) Hello(ctx context.Context) (wire.Hello, error) { return d.w.Hello(ctx) }
func (d direct) Push(ctx context.Context, p wire.Push) (wire.Pushed, error) {
	return d.w.Push(ctx, d.by, p)
}
func (d direct) Pull(ctx context.Context, p wire.Pull) (wire.Page, error) {
	return d.w.Pull(ctx, d.by, p)
}
func (d direct) Bootstrap(ctx context.Context, b wire.Bootstrap, take func(wire.Chunk) error) error {
	return d.w.Bootstrap(ctx, d.by, b, take)
}
func (d direct) Fetch(ctx context.Context, f wire.Fetch) (wire.Fetched, error) {
	return d.w.Fetch(ctx, d.by, f)
}
func (d direct) Wait(context.Context, int64, func(wire.Poke)) error { return errNobody }
func (d direct) Upload(context.Context, string, func() (replica.File, error)) error {
	return errNobody
}

var errNobody = errors.New("nobody waits here")
