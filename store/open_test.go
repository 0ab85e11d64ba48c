package store_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/fault"
	"vigie/store"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestOpen_KeepsASecondInstanceOut(t *testing.T) {
	fileOnly(t)
	h := newHouse(t)
	_, err := store.Open(context.Background(), h.dir, store.Options{})
	h.fails(err, fault.Busy, "fault.workspace-in-use")
	c := h.question() // the first one works on
	look, err := store.Open(context.Background(), h.dir, store.Options{ReadOnly: true})
	h.must(err)
	defer look.Close()
	r, err := look.Row(context.Background(), c)
	h.must(err)
	equal(t, "seen by a reader", r.Subject, "Colis perdu")
	_, err = look.Do(context.Background(), h.command(c, inbox.Claim{}), senior)
	h.fails(err, fault.ReadOnly, "fault.workspace-read-only")
	h.reopen() // and the lock goes with it
}

func TestOpen_OnlyLooksAtWhatIsThere(t *testing.T) {
	fileOnly(t)
	h := newHouse(t)
	_, err := store.Open(context.Background(), t.TempDir(), store.Options{ReadOnly: true})
	h.fails(err, fault.NotFound, "fault.workspace-missing")
	h.question()
	h.shut(h.Workspace)
	look, err := store.Open(context.Background(), h.dir, store.Options{ReadOnly: true})
	h.must(err)
	list, err := look.Rows(context.Background(), inbox.View{}, inbox.Place{}, 9)
	h.must(err)
	equal(t, "rows", len(list), 1)
	h.must(look.Close())
}

func TestClose_EndsEverything(t *testing.T) {
	fileOnly(t)
	h := newHouse(t)
	c := h.question()
	w := h.Workspace
	h.must(w.Close())
	h.must(w.Close())
	_, err := w.Do(context.Background(), h.command(c, inbox.Claim{}), senior)
	h.fails(err, fault.Unavailable, "fault.workspace-closed")
	if _, err := w.Row(context.Background(), c); err == nil {
		t.Error("a closed workspace is read")
	}
	info, err := os.Stat(filepath.Join(h.dir, "vigie.db"))
	h.must(err)
	equal(t, "only ours", info.Mode().Perm()&0o077, 0)
}

func TestOpen_RefusesANewerSchema(t *testing.T) {
	fileOnly(t)
	h := newHouse(t)
	h.shut(h.Workspace)
	h.tamper(`PRAGMA user_version = 9999`)
	_, err := store.Open(context.Background(), h.dir, store.Options{})
	h.fails(err, fault.Unsupported, "fault.workspace-newer")
	_, err = store.Open(context.Background(), h.dir, store.Options{ReadOnly: true})
	h.fails(err, fault.Unsupported, "fault.workspace-newer")
}

// tamper runs SQL behind the store's back, while it is closed.
func (h *house) tamper(script string) {
	h.t.Helper()
	h.tampered = true
	if h.url != "" {
		h.must(stand.Server(h.t).ExecAt(context.Background(), h.url, script))
		return
	}
	db, err := sql.Open("sqlite", "file:"+filepath.Join(h.dir, "vigie.db"))
	h.must(err)
	_, err = db.Exec(script)
	h.must(errors.Join(err, db.Close()))
}

func TestOpen_LeavesADamagedFileAsItIs(t *testing.T) {
	fileOnly(t)
	for name, damage := range map[string]func([]byte) []byte{
		"no database at all": func([]byte) []byte { return bytes.Repeat([]byte("not a database. "), 500) },
		"cut short":          func(b []byte) []byte { return b[:100] },
		"first page wiped":   func(b []byte) []byte { return append(make([]byte, 4096), b[4096:]...) },
		"schema garbled": func(b []byte) []byte {
			b = bytes.Clone(b)
			copy(b[2000:8192], bytes.Repeat([]byte{0xA5}, 6192))
			return b
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			h.question()
			h.shut(h.Workspace)
			path := filepath.Join(h.dir, "vigie.db")
			whole, err := os.ReadFile(path)
			h.must(err)
			damaged := damage(whole)
			h.must(os.WriteFile(path, damaged, 0o600))
			w, err := store.Open(context.Background(), h.dir, store.Options{})
			if err == nil {
				w.Close()
			}
			h.fails(err, fault.Corrupt, "fault.workspace-corrupt")
			after, err := os.ReadFile(path)
			h.must(err)
			equal(t, "untouched", bytes.Equal(after, damaged), true)
		})
	}
}

func TestCheck_FindsWhatIsWrong(t *testing.T) {
	for damage, want := range map[string]string{
		`UPDATE counter SET n = n + 1 WHERE name = 'inbox'`: "counter inbox is 2, not 1",
		`UPDATE conversation SET messages = 7`:              "says 7, has 1",
		`DELETE FROM message_text`:                          "message without text",
		`DELETE FROM message_search`:                        "full text lacks 1 messages",
		`PRAGMA foreign_keys = 0; DELETE FROM conversation`: "foreign key: message without conversation",
	} {
		t.Run(want, func(t *testing.T) {
			h := newHouse(t)
			h.question()
			h.shut(h.Workspace)
			if h.url != "" && strings.HasPrefix(damage, "PRAGMA") {
				t.Skip("the server keeps its foreign keys itself")
			}
			h.tamper(damage)
			h.open()
			rep, err := h.Check(context.Background())
			h.must(err)
			if found := strings.Join(rep.Faults, "\n"); !strings.Contains(found, want) {
				t.Errorf("found %q", found)
			}
		})
	}
}

func TestIndexPending_CatchesUpWithWhatACrashLeft(t *testing.T) {
	h := newHouse(t)
	h.question()
	h.shut(h.Workspace)
	h.tamper(`DELETE FROM message_search; INSERT INTO search_queue (num, again) SELECT num, 0 FROM message`)
	h.open()
	equal(t, "found before", len(h.rows(inbox.View{Search: "colis"})), 0)
	equal(t, "waiting", h.sound().Unindexed, 1)
	n, err := h.IndexPending(context.Background(), 10)
	h.must(err)
	equal(t, "indexed", n, 1)
	equal(t, "found", len(h.rows(inbox.View{Search: "colis"})), 1)
}

func TestSchema_IsTheGoldenOne(t *testing.T) {
	fileOnly(t)
	h := newHouse(t)
	h.shut(h.Workspace)
	db, err := sql.Open("sqlite", "file:"+filepath.Join(h.dir, "vigie.db"))
	h.must(err)
	defer db.Close()
	rows, err := db.Query(`SELECT sql || ';' FROM sqlite_schema
		WHERE sql IS NOT NULL AND name NOT LIKE 'message_search_%'
		ORDER BY type DESC, name`)
	h.must(err)
	defer rows.Close()
	var got strings.Builder
	for rows.Next() {
		var text string
		h.must(rows.Scan(&text))
		got.WriteString(text + "\n\n")
	}
	h.must(rows.Err())
	const golden = "testdata/schema.golden.sql"
	if *update {
		h.must(os.MkdirAll("testdata", 0o755))
		h.must(os.WriteFile(golden, []byte(got.String()), 0o644))
	}
	want, err := os.ReadFile(golden)
	h.must(err)
	if got.String() != string(want) {
		t.Errorf("the migrations no longer make the schema of %s; see go test -update", golden)
	}
}

func TestBlob_IsKeptOnceAndWhole(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	a, n, err := h.PutBlob(ctx, strings.NewReader("abc"))
	h.must(err)
	equal(t, "name", a, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
	equal(t, "size", n, int64(3))
	b, _, err := h.PutBlob(ctx, strings.NewReader("abc"))
	h.must(err)
	equal(t, "same name", b, a)
	_, _, err = h.PutBlob(ctx, errorReader{})
	if err == nil {
		t.Error("half a file was kept")
	}
	left, err := filepath.Glob(filepath.Join(h.dir, "blobs", "incoming-*"))
	h.must(err)
	equal(t, "left behind", len(left), 0)
	for _, name := range []string{"", "../../vigie.db", strings.Repeat("0", 64), strings.Repeat("A", 64)} {
		_, err := h.Blob(ctx, name)
		h.fails(err, fault.NotFound, "fault.blob-gone")
	}
}

type errorReader struct{}

func (errorReader) Read([]byte) (int, error) { return 0, errors.New("torn") }

func TestExport_StreamsEverything(t *testing.T) {
	h := newHouse(t)
	c := h.question()
	h.act(c, inbox.AddNote{Text: "n"}, senior)
	h.release(c, "Il arrive.")
	h.take(channel.Poison{Native: "p", Raw: []byte("x"), Cause: errors.New("y")})
	kinds := map[string]int{}
	h.must(h.Export(context.Background(), func(record any) error {
		kinds[record.(store.Record).Kind]++
		return nil
	}))
	for kind, n := range map[string]int{
		"member": 3, "department": 2, "account": 2, "contact": 1, "identity": 1, "conversation": 1, "message": 1,
		"note": 1, "draft": 1, "outbox": 1, "quarantined": 1,
	} {
		equal(t, kind, kinds[kind], n)
	}
	full := errors.New("disk full")
	equal(t, "stops", errors.Is(h.Export(context.Background(), func(any) error { return full }), full), true)
}
