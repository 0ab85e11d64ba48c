//go:build unix

package killtest_test

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"vigie/inbox"
	"vigie/store"
	"vigie/store/replica"
)

// The points of a first copy, each at a number that is drawn.
const (
	midChunk      = "in the middle of a chunk"
	beforeChunk   = "before a chunk's commit"
	betweenChunks = "between two chunks"
	midWords      = "in the middle of the copy's full text"
	midStream     = "server: in the middle of the copy's answer"
)

// copiedMails is how many conversations a copy has: five chunks.
const copiedMails = 1200

// fall is where a program dies: at the point, after so many of its kind.
type fall struct {
	point string
	after int
}

func (f fall) String() string { return fmt.Sprintf("%s (%d)", f.point, f.after) }

// copiesToKill draws the deaths of each copy. The first of each copy is certain
// to happen: there are more of its kind. Those after it may find the copy whole.
func copiesToKill(r *rand.Rand, rows int) [][]fall {
	one := func(point string) fall {
		most := map[string]int{midChunk: rows, beforeChunk: 4, betweenChunks: 4, midWords: copiedMails, midStream: 4}
		return fall{point, r.IntN(most[point])}
	}
	return [][]fall{
		{one(midChunk), one(midChunk), one(beforeChunk)},
		{one(beforeChunk), one(betweenChunks), one(midChunk)},
		{one(betweenChunks), one(midStream), one(midWords)},
		{one(midWords), one(midWords)},
		{one(midStream), one(midChunk)},
	}
}

// TestFirstCopy_KilledAnywhereComesWhole kills a desktop, or the server that it
// asks, while its first copy comes, several times in one copy. VIGIE_KILL_COPIES
// is how many rounds of drawn deaths there are, each after the one before.
func TestFirstCopy_KilledAnywhereComesWhole(t *testing.T) {
	h := newHouse(t, false)
	h.inside(func(w *store.Workspace) {
		h.furnish(w)
		h.must(h.network.mail(manyMails()...))
		b, err := session{h.network}.Poll(context.Background(), []byte("2"), 0)
		h.must(err)
		_, err = w.Ingest(context.Background(), mailbox, b)
		h.must(err)
	})
	x := &telling{house: h}
	x.serveCopies(fall{})
	x.live()
	x.close()
	var whole expected
	h.inside(func(w *store.Workspace) { whole = x.expected(w) })
	rounds, _ := strconv.Atoi(os.Getenv("VIGIE_KILL_COPIES"))
	for round := range max(1, rounds) {
		r := rand.New(rand.NewPCG(uint64(round), 7))
		for i, falls := range copiesToKill(r, len(whole.rows)) {
			name := fmt.Sprintf("%d-%d %s", round, i, strings.Trim(fmt.Sprint(falls), "[]"))
			if !t.Run(name, func(t *testing.T) {
				h.t = t
				x.copyAnew(falls, whole)
			}) {
				return
			}
		}
	}
}

func manyMails() []string {
	out := make([]string, copiedMails)
	for i := range out {
		out[i] = fmt.Sprintf("copied-%d", i)
	}
	return out
}

// expected is what a whole copy has.
type expected struct {
	rows   map[string]string
	counts string
}

func (x *telling) expected(w *store.Workspace) (e expected) {
	x.t.Helper()
	ctx := context.Background()
	var err error
	e.rows, err = w.Everything(ctx)
	x.must(err)
	counts, err := w.Counts(ctx)
	x.must(err)
	e.counts = fmt.Sprint(counts)
	return e
}

// copyAnew takes the copy away, has it come while its programs die, and compares
// what is there with what there should be.
func (x *telling) copyAnew(falls []fall, whole expected) {
	x.t.Helper()
	found, err := filepath.Glob(filepath.Join(x.house.desk(), "copy", "vigie.db*"))
	x.must(err)
	for _, f := range found {
		x.must(os.Remove(f))
	}
	for i, f := range falls {
		desk, server := f, fall{}
		if f.point == midStream {
			desk, server = server, desk
		}
		x.serveCopies(server)
		x.deskNow = x.startCopy(desk)
		dying := x.deskNow
		if server.point != "" {
			dying = x.nodes[0]
		}
		x.until(f.String(), func() bool {
			_, synced, _ := x.deskNow.last(0)
			return dying.dead(x.t) || synced
		})
		if died := dying.dead(x.t); i == 0 && !died {
			x.t.Errorf("nothing died %s", f)
		}
		x.close()
	}
	x.serveCopies(fall{})
	x.live()
	x.close()
	x.wholeCopy(whole)
}

// live has the desktop run until it is in step.
func (x *telling) live() {
	x.t.Helper()
	x.deskNow = x.startCopy(fall{})
	x.until("the copy is whole", func() bool {
		if x.deskNow.dead(x.t) {
			x.t.Fatal("the desktop died, and was not to")
		}
		_, synced, _ := x.deskNow.last(0)
		return synced
	})
}

func (x *telling) serveCopies(f fall) {
	x.t.Helper()
	x.nodes[0] = start(x.t, nodeVariable, nodeRole{
		Dir: x.house.server(), Network: x.house.dir, Listen: x.listen[0], Name: "node", Point: f.point, After: f.after,
	})
	x.until("the server is there", func() bool { return x.ready(x.nodes[0], 0) })
	x.router.lead(x.listen[0])
}

func (x *telling) startCopy(f fall) *program {
	x.t.Helper()
	return start(x.t, deskVariable, deskRole{Dir: x.house.desk(), Server: x.router.address, Code: x.code, Point: f.point, After: f.after})
}

// wholeCopy compares the desktop's file with what a whole copy has: each row,
// the counters, and that every mail is found.
func (x *telling) wholeCopy(whole expected) {
	x.t.Helper()
	ctx := context.Background()
	d, err := replica.Open(ctx, x.house.desk(), replica.Options{Member: sami})
	x.must(err)
	defer func() { x.must(d.Close()) }()
	ours, err := d.Workspace().Everything(ctx)
	x.must(err)
	for _, key := range slices.Sorted(maps.Keys(whole.rows)) {
		if ours[key] != whole.rows[key] && !strings.HasPrefix(key, "account_health ") {
			x.t.Errorf("%s:\nserver  %s\ndesktop %s", key, whole.rows[key], ours[key])
		}
		delete(ours, key)
	}
	for _, key := range slices.Sorted(maps.Keys(ours)) {
		x.t.Errorf("only on the desktop: %s %s", key, ours[key])
	}
	counts, err := d.Workspace().Counts(ctx)
	x.must(err)
	if got := fmt.Sprint(counts); got != whole.counts {
		x.t.Errorf("counters:\nserver  %s\ndesktop %s", whole.counts, got)
	}
	list, err := d.Workspace().Rows(ctx, inbox.View{Search: "colis"}, inbox.Place{}, 2*copiedMails)
	x.must(err)
	if len(list) != copiedMails+2 {
		x.t.Errorf("%d of %d mails are found", len(list), copiedMails+2)
	}
	rep, err := d.Workspace().Check(ctx)
	x.must(err)
	if len(rep.Faults) > 0 || rep.Unindexed > 0 {
		x.t.Errorf("the copy: %d not indexed, %v", rep.Unindexed, rep.Faults)
	}
}

// cutAnswer dies at the end of a part of an answer, after so many.
type cutAnswer struct {
	http.ResponseWriter
	trap *trap
}

func (c cutAnswer) Unwrap() http.ResponseWriter { return c.ResponseWriter }

func (c cutAnswer) FlushError() error {
	err := http.NewResponseController(c.ResponseWriter).Flush()
	c.trap.atNext(midStream)
	return err
}
