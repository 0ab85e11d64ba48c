package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/fault"
	"vigie/store"
	"vigie/store/pgtest"
)

func TestSchema_HasTheSameTablesAndColumnsOnBoth(t *testing.T) {
	fileOnly(t)
	h := newHouse(t)
	h.shut(h.Workspace)
	db, err := sql.Open("sqlite", "file:"+filepath.Join(h.dir, "vigie.db"))
	h.must(err)
	defer db.Close()
	file := columns(h, func() (*sql.Rows, error) {
		return db.Query(`SELECT t.name, c.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c
			WHERE t.type = 'table' AND t.name NOT LIKE 'message_search%' AND t.name NOT LIKE 'sqlite_%'`)
	})
	server, err := sql.Open("pgx", served(t))
	h.must(err)
	defer server.Close()
	there := columns(h, func() (*sql.Rows, error) {
		return server.Query(`SELECT table_name, column_name FROM information_schema.columns
			WHERE table_schema = 'public' AND table_name NOT IN ('message_search', 'schema_version')`)
	})
	if len(file) < 100 {
		t.Fatalf("only %d columns were read", len(file))
	}
	if !slices.Equal(file, there) {
		t.Errorf("SQLite has\n%s\nPostgreSQL has\n%s", strings.Join(file, " "), strings.Join(there, " "))
	}
}

func columns(h *house, ask func() (*sql.Rows, error)) []string {
	rows, err := ask()
	h.must(err)
	defer rows.Close()
	var out []string
	for rows.Next() {
		var table, column string
		h.must(rows.Scan(&table, &column))
		out = append(out, table+"."+column)
	}
	h.must(rows.Err())
	slices.Sort(out)
	return out
}

// vocabulary has what tokenizers treat in different ways.
func vocabulary() []string {
	return []string{"été", "ete", "ÉTÉ", "colis", "Colis-perdu", "l'arrivée", "arrivee", "n°4711", "4711", "naïve", "Straße", "œuvre", "foo_bar",
		"x@y.example", "日本語", "Ελλάδα", "ελλαδα", "привет", "ñandú", "e\u0301te\u0301", "C++", "3,14", "ça", "ǆ", "ﬁn", "a", "’", "—", "हिन्दी"}
}

func TestSearch_FindsTheSameOnBothEngines(t *testing.T) {
	fileOnly(t)
	r := rand.New(rand.NewPCG(1, 2))
	words := vocabulary()
	text := func(n int) string {
		out := make([]string, n)
		for i := range out {
			out[i] = words[r.IntN(len(words))]
		}
		return strings.Join(out, []string{" ", "\n", ", "}[r.IntN(3)])
	}
	var events []channel.Event
	for i := range 120 {
		u := mail(fmt.Sprint("m", i), fmt.Sprintf("p%d@client.example", i%7), fmt.Sprintf("s%d %s", i, text(2)), text(1+r.IntN(12)), noon().Add(time.Duration(i)*time.Minute))
		u.Message.Author.Name, u.Message.Quoted = text(1), text(r.IntN(3))
		if i%5 == 0 {
			u.Message.Attachments = []inbox.Attachment{{Name: text(1) + ".pdf", Type: "application/pdf"}}
		}
		events = append(events, u)
	}
	file, server := newHouse(t), newHouseAt(t, served(t))
	file.take(slices.Clone(events)...)
	server.take(slices.Clone(events)...)
	queries := []string{"ete", "arriv", `"été colis"`, "-colis ete", "subject:ete", "from:p1@client.example", "from:p1", "to:hello@maison", `"4711"`, "pdf"}
	for range 400 {
		var parts []string
		for range 1 + r.IntN(3) {
			w := words[r.IntN(len(words))]
			switch r.IntN(5) {
			case 0:
				w = `"` + w + " " + words[r.IntN(len(words))] + `"`
			case 1:
				w = "-" + w
			case 2:
				w = "subject:" + w
			case 3:
				w = string([]rune(w)[:1+r.IntN(len([]rune(w)))])
			}
			parts = append(parts, w)
		}
		queries = append(queries, strings.Join(parts, " ")+[]string{"", " "}[r.IntN(2)])
	}
	hits := 0
	for _, q := range queries {
		for _, sort := range []inbox.Sort{inbox.NewestFirst, inbox.OldestFirst} {
			a, b := subjects(file.rows(inbox.View{Search: q, Sort: sort})), subjects(server.rows(inbox.View{Search: q, Sort: sort}))
			hits += len(a)
			if !slices.Equal(a, b) {
				t.Errorf("%q: SQLite finds %d, PostgreSQL %d:\n%q\n%q", q, len(a), len(b), a, b)
			}
		}
	}
	if hits < 1000 {
		t.Errorf("only %d hits: these queries compare nothing", hits)
	}
}

func TestSearch_TakesMessagesThatAreLongerThanATsvector(t *testing.T) {
	fileOnly(t)
	h := newHouseAt(t, served(t))
	var long strings.Builder
	for i := range 400_000 {
		fmt.Fprintf(&long, "mot%d ", i)
	}
	long.WriteString(strings.Repeat("x", 5000))
	h.take(mail("m1", "lea@client.example", "Très long", long.String(), noon()))
	equal(t, "found by its beginning", len(h.rows(inbox.View{Search: "mot77 "})), 1)
	equal(t, "found by its subject", len(h.rows(inbox.View{Search: `"tres long"`})), 1)
	h.sound()
}

func TestServer_KeepsWhatItsTextsCannotHold(t *testing.T) {
	fileOnly(t)
	h := newHouseAt(t, served(t))
	u := mail("m\x001", "lea@client.example", "Zéro\x00 et \xff", "a\x00b\xfe", noon())
	u.Message.Recipients = []string{"x\x00y@maison.example"}
	h.take(u)
	h.take(u) // the same once more is no second one
	row := h.only(inbox.View{})
	equal(t, "subject", row.Subject, "Zéro et \uFFFD")
	equal(t, "text", h.texts(row.ID), "ab\uFFFD")
}

func TestServer_MigratesOnceHoweverManyNodesBegin(t *testing.T) {
	fileOnly(t)
	url := stand.URL(t)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			w, err := store.OpenServer(context.Background(), url, t.TempDir(), store.Options{})
			if err != nil {
				t.Errorf("open: %v", err)
				return
			}
			if err := w.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

func TestServer_LetsTheReleaseBeforeWorkOn(t *testing.T) {
	h, _ := nodes(t)
	c := h.question()
	// The next release adds to the schema while this node works.
	h.tamper(`ALTER TABLE conversation ADD COLUMN mood TEXT NOT NULL DEFAULT ''; CREATE TABLE mood (id TEXT PRIMARY KEY);
		UPDATE schema_version SET at = at + 1`)
	h.act(c, inbox.Claim{}, senior)
	h.take(mail("m9", "max@client.example", "Après", "a", noon()))
	equal(t, "rows", len(h.rows(inbox.View{})), 2)
	late := h.neighbour() // and a node of this release may even begin
	late.act(c, inbox.Release{}, senior)
	// A release that takes something away shuts it out.
	h.tamper(`UPDATE schema_version SET oldest = at`)
	_, err := store.OpenServer(context.Background(), h.url, h.dir, store.Options{})
	h.fails(err, fault.Unsupported, "fault.workspace-newer")
}

// ownServer is a server that the test may kill, and a house on it.
func ownServer(t *testing.T) (*house, *pgtest.Server) {
	t.Helper()
	fileOnly(t)
	ctx := context.Background()
	s, err := pgtest.Start(ctx, true)
	if errors.Is(err, pgtest.ErrAbsent) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Stop(); err != nil {
			t.Error(err)
		}
	})
	name, err := s.Create(ctx, "")
	if err != nil {
		t.Fatal(err)
	}
	return newHouseAt(t, s.URL(name)), s
}

func TestServer_ThatIsKilledLosesNothingAcknowledged(t *testing.T) {
	h, s := ownServer(t)
	ctx := context.Background()
	c := h.question()
	for range 3 {
		ended := make(chan []inbox.CommandID)
		var noted atomic.Int64
		go func() { // notes, until one fails
			var acked []inbox.CommandID
			for {
				cmd := inbox.Command{ID: inbox.CommandID(newID()), Conversation: c, Act: inbox.AddNote{Text: "vu"}}
				if _, err := h.Do(ctx, cmd, senior); err != nil {
					if !store.Transient(err) {
						t.Errorf("the fault is not said to pass: %v", err)
					}
					ended <- append(acked, cmd.ID)
					return
				}
				acked = append(acked, cmd.ID)
				noted.Add(1)
			}
		}()
		h.until("some are acknowledged", func() bool { return noted.Load() > 20 })
		h.must(s.Kill())
		ids := <-ended
		doubtful := ids[len(ids)-1]
		_, err := h.Row(ctx, c)
		if !store.Transient(err) {
			t.Errorf("reading without a server gives %v", err)
		}
		h.must(s.Again(ctx))
		// The same workspace works on: it finds the server again by itself. The
		// command of unknown outcome is repeated under its id.
		_, err = h.Do(ctx, inbox.Command{ID: doubtful, Conversation: c, Act: inbox.AddNote{Text: "vu"}}, senior)
		h.must(err)
		events := map[inbox.CommandID]int{}
		for _, e := range h.detail(c).Events {
			events[e.ID]++
		}
		for _, id := range ids {
			equal(t, "times it took place", events[id], 1)
		}
		if len(ids) < 2 {
			t.Error("nothing was acknowledged before the kill")
		}
	}
	equal(t, "notes and their acts", len(h.detail(c).Notes), len(h.detail(c).Events))
	h.sound()
}

func TestServer_GivesTheTurnOfANodeThatHangsToOthers(t *testing.T) {
	h, _ := nodes(t)
	c := h.question()
	// A node stops in the middle of a transaction, with the turn in its hands.
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, h.url)
	h.must(err)
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, `SET idle_in_transaction_session_timeout = '1s'; BEGIN; SELECT rev FROM workspace WHERE id = 1 FOR UPDATE`)
	h.must(err)
	h.act(c, inbox.Claim{}, senior) // waits, and then gets it
	if _, err = conn.Exec(ctx, `COMMIT`); err == nil {
		t.Error("the node that hung could still commit")
	}
}

func TestServer_RepeatsACommandWhoseCommitGotNoAnswer(t *testing.T) {
	h, _ := nodes(t)
	c := h.question()
	cmd := h.command(c, inbox.Claim{})
	e, err := h.Do(context.Background(), cmd, senior)
	h.must(err)
	// The connection goes after the commit, before its answer: the node asks
	// again on a new one.
	h.tamper(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`)
	again, err := h.Do(context.Background(), cmd, senior)
	h.must(err)
	equal(t, "the stored result", again.ID, e.ID)
	equal(t, "claims in the audit", len(h.detail(c).Events), 1)
}
