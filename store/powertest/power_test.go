//go:build linux && amd64

package powertest_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"vigie/inbox"
	"vigie/store"
	"vigie/store/wire"
)

// images is how many images are opened, half of them of the server and half of
// the desktop; VIGIE_POWER_IMAGES makes it a campaign.
func images(t *testing.T) int {
	text := os.Getenv("VIGIE_POWER_IMAGES")
	if text == "" {
		return 400
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("VIGIE_POWER_IMAGES is %q", text)
	}
	return n
}

// told is what was said to be kept before a moment.
type told struct{ mails, acts, pushes int }

func (d *told) hear(o op) {
	switch {
	case o.kind != opMark:
	case o.path == markMail:
		d.mails++
	case o.path == markAct:
		d.acts++
	case o.path == markPush:
		d.pushes++
	}
}

func TestPowerLoss_LosesNothingThatWasSaidToBeKept(t *testing.T) {
	const rounds = 40
	c := &crew{t: t, dir: t.TempDir()}
	ops := disk.record(func() { c.live(rounds) })
	j := &judge{crew: c, count: map[string]int{}}
	var err error
	j.after, err = openHouse(c.server())
	c.must(err)
	defer func() { c.must(j.after.Close()) }()
	j.everything, err = j.after.Everything(context.Background())
	c.must(err)

	n := images(t)
	r := rand.New(rand.NewPCG(uint64(n), 7))
	p, d, next := newPlatter(), told{}, 0
	for made, i := 0, 0; made < n; i = (i + 1) % len(ops) {
		if i == 0 {
			p, d, next = newPlatter(), told{}, r.IntN(max(1, 6*len(ops)/n+1))
		}
		p.take(ops[i])
		d.hear(ops[i])
		if i < next {
			continue
		}
		next = i + 1 + r.IntN(max(1, 4*len(ops)/n))
		for h := lost; h <= torn && made < n; h++ {
			j.look(p, d, h, r, fmt.Sprintf("op %d of %d, what was not synced is %s", i, len(ops), h))
			made += 2
		}
	}
	t.Logf("%d ops; %v", len(ops), j.count)
	if j.count["desktop"] == 0 || j.count["server"] == 0 || j.count["file"] == 0 || len(c.acted) != 2*rounds {
		t.Error("nothing was proved")
	}
}

// A disk that says that it synced and did not is found out: else this test
// would find nothing at all.
func TestPowerLoss_FindsADiskThatLies(t *testing.T) {
	c := &crew{t: t, dir: t.TempDir()}
	ops := disk.record(func() { c.live(4) })
	for _, side := range []string{c.server(), c.desktop()} {
		p := newPlatter()
		for i, o := range ops {
			if o.kind != opSync || filepath.Dir(o.path) != side || i < len(ops)/2 {
				p.take(o)
			}
		}
		to := t.TempDir()
		c.must(p.image(side, to, lost, nil))
		if side == c.server() {
			w, err := openHouse(to)
			c.must(err)
			rep, err := w.Check(context.Background())
			c.must(errors.Join(err, w.Close()))
			if rep.Messages >= c.mails {
				t.Errorf("the server has %d mails of %d all the same", rep.Messages, c.mails)
			}
			continue
		}
		r, err := openDesk(to, &line{})
		c.must(err)
		entries, err := r.Entries(context.Background())
		c.must(errors.Join(err, r.Close()))
		if len(entries) >= len(c.acted) {
			t.Errorf("the desktop has %d acts of %d all the same", len(entries), len(c.acted))
		}
	}
}

// judge opens images.
type judge struct {
	*crew
	after      *store.Workspace // the server as it was at the end
	everything map[string]string
	count      map[string]int
}

// look opens one image of each side.
func (j *judge) look(p *platter, d told, h how, r *rand.Rand, what string) {
	j.t.Helper()
	dir, err := os.MkdirTemp(j.dir, "image")
	j.must(err)
	defer os.RemoveAll(dir)
	j.must(p.image(j.server(), filepath.Join(dir, "house"), h, r))
	j.must(p.image(j.desktop(), filepath.Join(dir, "desk"), h, r))
	j.houseHolds(filepath.Join(dir, "house"), d, what)
	j.deskHolds(filepath.Join(dir, "desk"), d, what)
	if j.t.Failed() {
		j.t.FailNow()
	}
}

// houseHolds checks a server: every mail and every answered order is there,
// and nothing of it is damaged.
func (j *judge) houseHolds(dir string, d told, what string) {
	j.t.Helper()
	ctx := context.Background()
	w, err := openHouse(dir)
	if err != nil {
		j.t.Fatalf("server, %s: %v", what, err)
	}
	defer func() { j.must(w.Close()) }()
	rep, err := w.Check(ctx)
	j.must(err)
	for _, f := range rep.Faults {
		j.t.Errorf("server, %s: %s", what, f)
	}
	if rep.Messages < d.mails {
		j.t.Errorf("server, %s: %d mails of %d", what, rep.Messages, d.mails)
	}
	j.count["server"]++
	if d.pushes == 0 {
		return
	}
	notes, drafts := 0, 0
	j.must(w.Export(ctx, func(record any) error {
		if r, ok := record.(store.Record); ok {
			switch r.Value.(type) {
			case inbox.Note:
				notes++
			case inbox.Draft:
				drafts++
			}
		}
		return nil
	}))
	last := j.pushed[d.pushes-1].LastSeq
	if int64(notes+drafts) < last {
		j.t.Errorf("server, %s: %d notes and %d drafts, and %d orders were answered", what, notes, drafts, last)
	}
	j.filesHold(w, int(last), "server, "+what)
	got, err := w.Push(ctx, (&line{}).by(), wire.Push{}) // says only where it is
	if err != nil {
		j.t.Errorf("server, %s: %v", what, err)
		return
	}
	if got.LastSeq < last {
		j.t.Errorf("server, %s: the last order is %d, and %d was answered", what, got.LastSeq, last)
	}
}

// filesHold checks that the files of the first acts are there, each whole.
func (j *judge) filesHold(w *store.Workspace, acts int, what string) {
	j.t.Helper()
	for i, sha := range j.files[:acts] {
		if sha == "" {
			continue
		}
		f, err := w.Blob(context.Background(), sha)
		if err != nil {
			j.t.Errorf("%s: the file of act %d: %v", what, i, err)
			continue
		}
		content, err := io.ReadAll(f)
		j.must(errors.Join(err, f.Close()))
		if got := fmt.Sprintf("%x", sha256.Sum256(content)); got != sha {
			j.t.Errorf("%s: the file of act %d is another one, of %d bytes", what, i, len(content))
		}
		j.count["file"]++
	}
}

// deskHolds checks a desktop: it starts, every order that the person was told
// is kept is in the outbox, and it comes into step.
func (j *judge) deskHolds(dir string, d told, what string) {
	j.t.Helper()
	ctx := context.Background()
	r, err := openDesk(dir, &line{w: j.after})
	if err != nil {
		j.t.Fatalf("desktop, %s: %v", what, err)
	}
	defer func() { j.must(r.Close()) }()
	entries, err := r.Entries(ctx)
	j.must(err)
	there := map[string]bool{}
	for i, e := range entries {
		there[e.Order.ID] = true
		if e.Order.Seq != int64(i+1) {
			j.t.Errorf("desktop, %s: order %d has number %d", what, i+1, e.Order.Seq)
		}
	}
	for i, id := range j.acted[:d.acts] {
		if !there[string(id)] {
			j.t.Errorf("desktop, %s: act %d of %d is lost", what, i, d.acts)
		}
	}
	j.count["desktop"]++
	j.filesHold(r.Workspace(), d.acts, "desktop, "+what)
	if d.acts == 0 { // the number of an act that was never told may be given again
		return
	}
	j.must(r.Settle(ctx))
	ours, err := r.Workspace().Everything(ctx)
	j.must(err)
	for key, row := range j.everything {
		if ours[key] != row {
			j.t.Errorf("desktop, %s: %s\nserver  %s\ndesktop %s", what, key, row, ours[key])
			return
		}
	}
	if len(ours) != len(j.everything) {
		j.t.Errorf("desktop, %s: %d rows and the server has %d", what, len(ours), len(j.everything))
	}
	j.count["desktop in step"]++
}
