//go:build unix

package store_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"vigie/crisis"
	"vigie/inbox/team"
	"vigie/store"
)

// crisisRooms is how many workspaces one worker has open, so that one kill
// breaks off as many scripted runs at once, each at its own instant. With
// VIGIE_CRISIS_KILLS set it has one, and each run is broken off by a kill of its own.
const crisisRooms = 10

// acted is what a worker of runs says once it is stored.
type acted struct {
	Room  int
	Run   crisis.RunID
	Order string // its event is in the log
}

// runWithoutEnd leads runs in every room by the script, one after the other,
// and says after each act what is stored.
func runWithoutEnd(dir string) error {
	var mu sync.Mutex
	out := json.NewEncoder(os.Stdout)
	say := func(a acted) error {
		mu.Lock()
		defer mu.Unlock()
		return out.Encode(a)
	}
	failed := make(chan error)
	list, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for i := range list {
		go func() { failed <- runRoom(filepath.Join(dir, fmt.Sprint(i)), i, say) }()
	}
	return <-failed
}

func runRoom(dir string, room int, say func(acted) error) error {
	ctx := context.Background()
	w, err := store.Open(ctx, dir, store.Options{})
	if err != nil {
		return err
	}
	list, err := w.Playbooks(ctx)
	if err != nil {
		return err
	}
	runs, err := w.Runs(ctx)
	if err != nil {
		return err
	}
	run := crisis.NewRun()
	if len(runs) > 0 {
		run = runs[0]
	}
	start := (&cell{hash: list[0].Hash}).start()
	for ; ; run, _, err = w.Run(ctx, run.ID) {
		if err != nil {
			return err
		}
		if run.ID == "" || run.State == crisis.StoodDown {
			if run.ID, err = w.StartRun(ctx, start, lead); err != nil {
				return err
			}
			if err := say(acted{Room: room, Run: run.ID}); err != nil {
				return err
			}
			continue
		}
		o, by := script(run)
		o.ID = newID()
		if err := w.ActInRun(ctx, o, by); err != nil {
			return fmt.Errorf("%s on %q: %w", o.Act.Kind(), o.Step, err)
		}
		if err := say(acted{Room: room, Run: o.Run, Order: o.ID}); err != nil {
			return err
		}
	}
}

// script is what comes next in a run.
func script(r *crisis.Run) (crisis.Order, team.MemberID) {
	proof := []crisis.Evidence{{Kind: "text", Text: "seen"}}
	next := func(step string, a crisis.Act, by team.MemberID) (crisis.Order, team.MemberID) {
		return crisis.Order{Run: r.ID, Step: step, Base: r.Seq, Act: a}, by
	}
	open := func(step string) bool { return r.Steps[step].Open() }
	text := r.Texts["wait"]
	switch {
	case r.Steps["hold"].State == crisis.Ready:
		return next("hold", crisis.Claim{}, senior)
	case open("hold"):
		return next("hold", crisis.Complete{}, senior)
	case open("proof"):
		return next("proof", crisis.Complete{Evidence: proof, Checked: []int{0, 1}}, senior)
	case open("grade"):
		return next("grade", crisis.Choose{Option: "n2"}, senior)
	case r.Steps["call"].State == crisis.Ready:
		return next("call", crisis.Complete{}, lead)
	case open("call") && len(r.Steps["call"].Acks) == 0:
		return next("call", crisis.Acknowledge{}, senior)
	case open("call"):
		return next("call", crisis.Acknowledge{}, counsel)
	case open("draft"):
		return next("draft", crisis.Complete{}, senior)
	case open("yes") && len(text.Approvals) == 0:
		return next("", crisis.Approve{Statement: "wait", Hash: text.Hash}, head)
	case open("yes"):
		return next("", crisis.Approve{Statement: "wait", Hash: text.Hash}, counsel)
	case open("out") && len(r.Publications) == 0:
		return next("", crisis.ByHand{Statement: "wait", Channel: "x", Hash: text.Hash, Link: "https://example.org"}, senior)
	case open("out"):
		return next("out", crisis.Complete{}, senior)
	default:
		return next("", crisis.StandDown{Reason: "the script is at its end"}, lead)
	}
}

func TestCrash_LosesNoAcknowledgedActOfARun(t *testing.T) {
	fileOnly(t)
	kills, rooms := 1000, crisisRooms
	if testing.Short() {
		kills = 100
	}
	if n, err := strconv.Atoi(os.Getenv("VIGIE_CRISIS_KILLS")); err == nil && n > 0 {
		kills, rooms = n, 1 // the long campaign: one process for each kill
	}
	dir := furnished(t, rooms)
	r := rand.New(rand.NewPCG(11, 3))
	acknowledged := make([]map[string]bool, rooms)
	started := make([]map[crisis.RunID]bool, rooms)
	for i := range rooms {
		acknowledged[i], started[i] = map[string]bool{}, map[crisis.RunID]bool{}
	}
	var usable []time.Duration
	total := 0
	for range kills / rooms {
		said, first := killedRooms(t, dir, (rooms+1)/2+r.IntN(2*rooms), time.Duration(r.IntN(10_000))*time.Microsecond)
		usable = append(usable, first)
		for _, a := range said {
			total++
			started[a.Room][a.Run] = true
			if a.Order != "" {
				acknowledged[a.Room][a.Order] = true
			}
		}
	}
	for i := range rooms {
		allThere(t, filepath.Join(dir, fmt.Sprint(i)), acknowledged[i], started[i])
	}
	slices.Sort(usable)
	at := func(share float64) time.Duration {
		return usable[int(share*float64(len(usable)-1))].Round(time.Millisecond)
	}
	t.Logf("%d runs were broken off by %d kills; %d acts were acknowledged; from the start of a process to its first act: p50 %v, p99 %v, at most %v",
		kills, len(usable), total, at(0.5), at(0.99), at(1))
	if total < kills {
		t.Errorf("only %d acts: the worker got nothing done", total)
	}
}

// furnished makes the workspaces: one is made, the others are copies.
func furnished(t *testing.T, rooms int) string {
	c := newCell(t)
	c.shut(c.Workspace)
	dir := t.TempDir()
	for i := range rooms {
		if err := os.CopyFS(filepath.Join(dir, fmt.Sprint(i)), os.DirFS(c.dir)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// killedRooms kills a worker a moment after it said so many things, and gives
// them, with how long the first took.
func killedRooms(t *testing.T, dir string, words int, moment time.Duration) ([]acted, time.Duration) {
	t.Helper()
	cmd := again("runs", dir)
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	kill := func() { cmd.Process.Kill() }
	var out []acted
	var first time.Duration
	lines := bufio.NewScanner(stdout)
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), "error") {
			t.Fatalf("worker: %s", lines.Text())
		}
		var a acted
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			break // cut off by the kill
		}
		if out = append(out, a); len(out) == 1 {
			first = time.Since(began)
		}
		if len(out) == words {
			defer time.AfterFunc(moment, kill).Stop()
		}
	}
	cmd.Wait()
	return out, first
}

// allThere checks a room after all kills: what was said is in the logs, the
// chains are whole, and the projections are what the logs say.
func allThere(t *testing.T, dir string, acknowledged map[string]bool, started map[crisis.RunID]bool) {
	t.Helper()
	ctx := context.Background()
	w, err := store.Open(ctx, dir, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	for id := range started {
		events, err := w.RunEvents(ctx, id)
		if err != nil || len(events) == 0 {
			t.Errorf("run %s was started and is not there: %v", id, err)
		}
		for _, e := range events {
			delete(acknowledged, e.ID)
		}
		if b := crisis.Verify(events); b != nil {
			t.Error(b)
		}
	}
	equal(t, "lost acts", len(acknowledged), 0)
	rep, err := w.Check(ctx)
	if err != nil || len(rep.Faults) > 0 {
		t.Errorf("%v %v", rep.Faults, err)
	}
}
