package replica_test

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"testing"

	"vigie/inbox"
	"vigie/store"
	"vigie/store/replica"
	"vigie/store/wire"
)

// finds is how many conversations a desk finds by a word.
func (d *desk) finds(word string) int {
	d.c.t.Helper()
	rows, err := d.Workspace().Rows(context.Background(), inbox.View{Search: word}, inbox.Place{}, 1000)
	d.c.must(err)
	return len(rows)
}

// unfound is how many of some conversations a search may miss on a desk.
func (d *desk) unfound(ids []inbox.ConversationID) int {
	d.c.t.Helper()
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = string(id)
	}
	list, err := d.Workspace().Unfound(context.Background(), names)
	d.c.must(err)
	return len(list)
}

func TestFirstCopy_IsFoundOnceItIsThere(t *testing.T) {
	c := newCrew(t)
	c.fill(3000)
	d := c.join(sami)
	d.settle()
	if n := d.finds("commande"); n != 1000 {
		t.Errorf("%d of 1000 conversations are found", n)
	}
	d.same()
}

func TestFirstCopy_SaysHowFarItCame(t *testing.T) {
	for _, plain := range []bool{false, true} {
		t.Run(map[bool]string{false: "in packs", true: "of a server that knows no packs"}[plain], func(t *testing.T) {
			c := newCrew(t)
			c.fill(900)
			d := c.join(sami)
			d.link.plain = plain
			most, of := int64(0), int64(0)
			d.Subscribe(func(s replica.State) { most, of = max(most, s.Come), max(of, s.Coming) })
			d.settle()
			if most < 300 || most > 900 || of != 900 {
				t.Errorf("it said %d of %d", most, of)
			}
			d.same()
		})
	}
}

func TestFirstCopy_IsFoundAlsoAfterACrash(t *testing.T) {
	c := newCrew(t)
	ids := c.fill(30)
	d := c.join(sami)
	cut := errors.New("power cut")
	d.hook = func(at string) error {
		state, err := d.Workspace().CopyState(context.Background())
		c.must(err)
		if at == replica.MidRefill && state.Ready {
			return cut
		}
		return nil
	}
	if err := d.Settle(context.Background()); !errors.Is(err, cut) {
		t.Fatalf("it ends with %v", err)
	}
	if n := d.finds("commande"); n != 0 {
		t.Fatalf("%d conversations are found before they were indexed: this test proves nothing", n)
	}
	if n := d.unfound(ids); n != 10 {
		t.Errorf("%d of 10 conversations are said to be missed by a search", n)
	}
	d.hook = nil
	d.reopen()
	if n := d.unfound(ids); n != 10 {
		t.Errorf("after the crash %d of 10 conversations are said to be missed by a search", n)
	}
	d.settle()
	if n := d.unfound(ids); n != 0 {
		t.Errorf("%d conversations are said to be missed by a search that finds all", n)
	}
	if n := d.finds("commande"); n != 10 {
		t.Errorf("%d of 10 conversations are found", n)
	}
}

// segments is in how many parts the full text of a desk stands, and whether they
// are merged as one goes.
func (d *desk) segments() (parts int, along bool) {
	d.c.t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(filepath.Join(d.dir, "copy", "vigie.db"))+"?mode=ro")
	d.c.must(err)
	defer db.Close()
	d.c.must(db.QueryRow(`SELECT COUNT(DISTINCT segid) FROM message_search_idx`).Scan(&parts))
	d.c.must(db.QueryRow(`SELECT v > 0 FROM message_search_config WHERE k = 'automerge'`).Scan(&along))
	return parts, along
}

func TestFirstCopy_OfALargeHouseIsMergedOnceItIsFound(t *testing.T) {
	ctx := context.Background()
	c := newCrew(t)
	c.fill(1200)
	d := c.join(sami)
	d.link.boasts = 200_000
	cut := errors.New("power cut")
	d.hook = func(at string) error {
		if state, err := d.Workspace().CopyState(ctx); err != nil || at == replica.MidRefill && state.Ready {
			return errors.Join(err, cut)
		}
		return nil
	}
	if err := d.Settle(ctx); !errors.Is(err, cut) {
		t.Fatalf("it ends with %v", err)
	}
	for done := 50; done == 50; {
		var err error
		done, err = d.Workspace().IndexPending(ctx, 50)
		c.must(err)
	}
	if parts, along := d.segments(); parts != 24 || along {
		t.Errorf("indexed in 24 rounds, it stands in %d parts, merged as one goes: %v", parts, along)
	}
	if n := d.finds("commande"); n != 400 {
		t.Errorf("%d of 400 conversations are found before the parts are merged", n)
	}
	d.hook = nil
	d.reopen() // what is left to do is found after a crash
	d.settle()
	if parts, along := d.segments(); parts != 1 || !along {
		t.Errorf("in step, it stands in %d parts, merged as one goes: %v", parts, along)
	}
	if n := d.finds("commande"); n != 400 {
		t.Errorf("%d of 400 conversations are found", n)
	}
	d.same()
}

func TestFirstCopy_TakesRowsTwiceThatHaveNoRevision(t *testing.T) {
	ctx := context.Background()
	c := newCrew(t)
	c.fill(300)
	d := c.join(sami)
	var chunks []wire.Chunk
	c.must(d.link.Bootstrap(ctx, wire.Bootstrap{}, func(chunk wire.Chunk) error {
		for i := range chunk.Puts {
			chunk.Puts[i].Rev = 0 // of before the server kept them
		}
		chunks = append(chunks, chunk)
		return nil
	}))
	last := chunks[len(chunks)-1]
	for _, chunk := range append([]wire.Chunk{chunks[0], chunks[1], chunks[0]}, append(chunks[1:len(chunks)-1], last)...) {
		u, err := store.Unpack(chunk)
		c.must(err)
		c.must(d.Workspace().TakeChunk(ctx, u, 0))
	}
	_, err := d.Workspace().IndexPending(ctx, 1000)
	c.must(err)
	d.same()
	if n := d.finds("commande"); n != 100 {
		t.Errorf("%d of 100 conversations are found", n)
	}
}
