package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/fault"
	"vigie/store"
)

// lived gives a house in a file with a past: mail, work, a reply, a person who
// was erased, and a text that PostgreSQL cannot keep as it is.
func lived(t *testing.T) *house {
	t.Helper()
	fileOnly(t)
	h := newHouseAt(t, "")
	c := h.question()
	var events []channel.Event
	for i := range 60 {
		events = append(events, mail(fmt.Sprint("m", i), fmt.Sprintf("p%d@client.example", i%9), fmt.Sprintf("Colis %d", i), "où est-il ?", noon().Add(time.Duration(i)*time.Minute)))
	}
	h.take(events...)
	h.act(c, inbox.AddNote{Text: "à voir"}, senior)
	h.release(c, "Il part demain.")
	ctx := context.Background()
	list, err := h.Contacts(ctx, inbox.ContactView{}, inbox.ContactPlace{}, 100)
	h.must(err)
	h.must(h.Erase(ctx, list[0].ID, coordinator))
	h.tampered = true // an erasure hides the names in the log
	h.shut(h.Workspace)
	h.tamper(`UPDATE message_text SET text = 'un' || char(0) || 'deux' WHERE num = 7`)
	h.open()
	return h
}

// everything is what a workspace keeps, row by row, and which texts can be
// found. U+0000, which PostgreSQL cannot keep, is left out.
func everything(h *house) string {
	h.t.Helper()
	ctx := context.Background()
	rows, err := h.Everything(ctx)
	h.must(err)
	if len(rows) < 10 {
		h.t.Fatalf("only %d rows are compared", len(rows))
	}
	var out strings.Builder
	rev, err := h.Revision(ctx)
	h.must(err)
	fmt.Fprintln(&out, "revision", rev)
	for _, k := range slices.Sorted(maps.Keys(rows)) {
		fmt.Fprintln(&out, k, rows[k])
	}
	for _, r := range h.rows(inbox.View{}) {
		fmt.Fprintln(&out, r.ID, h.texts(r.ID))
	}
	counts, err := h.Counts(ctx)
	h.must(err)
	fmt.Fprintln(&out, counts)
	return strings.NewReplacer("\x00", "", `\u0000`, "").Replace(out.String())
}

func quiet(store.MoveProgress) {}

// at opens the house again, in a file or on a server.
func (h *house) at(url, dir string) {
	h.t.Helper()
	if h.Workspace != nil {
		h.shut(h.Workspace)
	}
	h.url, h.dir = url, dir
	h.open()
}

func TestMove_TakesEverythingToPostgreSQLAndBack(t *testing.T) {
	h := lived(t)
	ctx := context.Background()
	url := stand.URL(t)
	before, dir := everything(h), h.dir
	h.shut(h.Workspace)

	var told []store.MoveStage
	there, err := store.Move(ctx, dir, url, store.Options{Now: h.clock.now}, func(p store.MoveProgress) { told = append(told, p.Stage) })
	h.must(err)
	equal(t, "texts that could not stay", there.Bent, 1)
	if there.Rows < 300 || there.Tables < 30 || !slices.Contains(told, store.MoveIndexes) {
		t.Errorf("only %+v, told %v", there, told)
	}
	if _, err := os.Stat(there.Kept); err != nil {
		t.Errorf("the file of before: %v", err)
	}
	_, err = store.Open(ctx, dir, store.Options{})
	h.fails(err, fault.Conflict, "fault.workspace-moved")
	_, err = store.Open(ctx, dir, store.Options{ReadOnly: true})
	h.fails(err, fault.Conflict, "fault.workspace-moved")

	h.at(url, dir)
	equal(t, "on the server", everything(h), before)
	h.sound()
	equal(t, "found there", len(h.rows(inbox.View{Search: "deux"}))+len(h.rows(inbox.View{Search: "subject:colis"})) > 50, true)
	h.take(mail("new", "p1@client.example", "Encore", "toujours rien", noon().Add(72*time.Hour))) // it goes on
	h.act(h.only(inbox.View{Search: "encore"}).ID, inbox.Claim{}, senior)
	worked := everything(h)
	h.shut(h.Workspace)

	home := t.TempDir()
	back, err := store.MoveBack(ctx, url, home, store.Options{Now: h.clock.now}, quiet)
	h.must(err)
	if back.Rows <= there.Rows-5 || back.Bent != 0 || back.Sum == there.Sum {
		t.Errorf("there %+v, back %+v", there, back)
	}
	_, err = store.OpenServer(ctx, url, dir, store.Options{})
	h.fails(err, fault.Conflict, "fault.workspace-moved")
	h.at("", home)
	equal(t, "in a file again", everything(h), worked)
	_, err = h.IndexPending(ctx, 1000)
	h.must(err)
	h.sound()
}

func TestMove_BrokenOffAnywhereLeavesNothingAndBeginsAgain(t *testing.T) {
	h := lived(t)
	url, dir, before := stand.URL(t), h.dir, everything(h)
	h.shut(h.Workspace)
	for _, stop := range []store.MoveStage{store.MoveCopies, store.MoveChecks} {
		ctx, cancel := context.WithCancel(context.Background())
		_, err := store.Move(ctx, dir, url, store.Options{}, func(p store.MoveProgress) {
			if p.Stage == stop && p.Rows > p.Of/2 {
				cancel()
			}
		})
		cancel()
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("broken off while it was to %s: %v", stop, err)
		}
		if n := contactsOn(h, url); n != 0 {
			t.Errorf("%d contacts were left", n)
		}
	}
	_, err := store.Move(context.Background(), dir, url, store.Options{}, quiet)
	h.must(err)
	h.at(url, dir)
	equal(t, "on the server", everything(h), before)
}

func contactsOn(h *house, url string) (n int) {
	db, err := sql.Open("pgx", url)
	h.must(err)
	defer db.Close()
	h.must(db.QueryRow(`SELECT COUNT(*) FROM contact`).Scan(&n))
	return n
}

func TestMove_GoesOnlyWhereNothingIs(t *testing.T) {
	h := lived(t)
	ctx, dir := context.Background(), h.dir
	move := func(url string) error {
		_, err := store.Move(ctx, dir, url, store.Options{}, quiet)
		return err
	}
	h.fails(move(stand.URL(t)), fault.Busy, "fault.workspace-in-use")
	h.shut(h.Workspace)

	foreign := stand.URL(t)
	h.must(stand.Server(t).ExecAt(ctx, foreign, `CREATE TABLE invoice (id INT); INSERT INTO invoice VALUES (1)`))
	h.fails(move(foreign), fault.Conflict, "fault.move-not-empty")
	other := newHouseAt(t, served(t))
	other.question()
	h.fails(move(other.url), fault.Conflict, "fault.move-not-empty")
	equal(t, "the other one’s mail", len(other.rows(inbox.View{})), 1)

	url := stand.URL(t)
	h.must(move(url))
	h.must(os.Rename(setAside(t, dir), filepath.Join(dir, "vigie.db"))) // killed just before the file was set aside
	h.must(move(url))
	h.must(os.Rename(setAside(t, dir), filepath.Join(dir, "vigie.db")))
	h.tamper(`UPDATE contact SET remark = 'worked on here meanwhile'`)
	h.fails(move(url), fault.Conflict, "fault.move-not-empty")
}

func setAside(t *testing.T, dir string) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, "vigie.db.moved-*"))
	if err != nil || len(found) == 0 {
		t.Fatalf("nothing was set aside: %v", err)
	}
	return found[0]
}

func TestMoveBack_NeedsEverybodyToStandStill(t *testing.T) {
	fileOnly(t)
	h := newHouseAt(t, served(t))
	h.question()
	ctx, home := context.Background(), t.TempDir()
	back := func(dir string) error {
		_, err := store.MoveBack(ctx, h.url, dir, store.Options{Now: h.clock.now}, quiet)
		return err
	}
	token, _, err := h.Lease(ctx, "collect", "node", time.Hour)
	h.must(err)
	h.fails(back(home), fault.Busy, "fault.workspace-in-use")
	h.must(h.EndLease(ctx, "collect", token))
	stop, cancel := context.WithCancel(ctx)
	_, err = store.MoveBack(stop, h.url, home, store.Options{Now: h.clock.now}, func(p store.MoveProgress) { cancel() })
	cancel()
	if !errors.Is(err, context.Canceled) {
		t.Errorf("broken off: %v", err)
	}
	h.act(h.only(inbox.View{}).ID, inbox.Claim{}, senior) // the house goes on
	h.must(back(home))
	_, err = h.Do(ctx, h.command(h.only(inbox.View{}).ID, inbox.Release{}), senior)
	h.fails(err, fault.Unavailable, "fault.workspace-moved") // a node that slept through it
	h.must(back(t.TempDir()))                                // begun again after a crash in the end
	h.fails(back(home), fault.Conflict, "fault.move-not-empty")
	left, err := os.ReadDir(home)
	h.must(err)
	equal(t, "what the move leaves", len(left), 3) // the database, the blobs' directory, the lock
}

func TestSnapshot_OfAServerIsAWorkspaceInAFile(t *testing.T) {
	fileOnly(t)
	h := newHouseAt(t, served(t))
	h.act(h.question(), inbox.AddNote{Text: "à voir"}, senior)
	ctx, home := context.Background(), t.TempDir()
	before := everything(h)
	h.must(h.Snapshot(ctx, filepath.Join(home, "vigie.db")))
	file := &house{t: t, dir: home, clock: h.clock, ids: h.ids}
	file.open()
	equal(t, "in the file", everything(file), before)
	_, err := file.IndexPending(ctx, 100)
	file.must(err)
	equal(t, "found", len(file.rows(inbox.View{Search: "colis"})), 1)
	file.sound()
	h.act(h.only(inbox.View{}).ID, inbox.Claim{}, senior) // and the server goes on
}
