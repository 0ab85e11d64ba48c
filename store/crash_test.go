//go:build unix

package store_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/oklog/ulid/v2"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/fault"
	"vigie/store"
)

// roleVariable tells a copy of the test program what to be.
const roleVariable = "VIGIE_STORE_TEST_ROLE"

func TestMain(m *testing.M) {
	if role := os.Getenv(roleVariable); role != "" {
		if err := play(role, os.Args[len(os.Args)-1]); err != nil {
			fmt.Println("error", fault.Of(err).Kind, fault.Of(err).Key, err)
			os.Exit(3)
		}
		os.Exit(0)
	}
	code := m.Run()
	if err := stand.Close(); err != nil {
		fmt.Println("stop the database server:", err)
		code = 1
	}
	os.Exit(code)
}

func play(role, dir string) error {
	switch role {
	case "worker":
		return work(dir)
	case "runs":
		return runWithoutEnd(dir)
	case "small-disk":
		return fillUp(dir)
	case "open":
		w, err := store.Open(context.Background(), dir, theirs())
		if err != nil {
			return err
		}
		return w.Close()
	default:
		return fmt.Errorf("unknown role %q", role)
	}
}

// again makes a child of the test program.
func again(role, dir string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], dir)
	cmd.Env = append(os.Environ(), roleVariable+"="+role)
	cmd.Stderr = os.Stderr
	return cmd
}

// wire is the fake network: a file to which a sending appends its key, which
// is there the moment it is written, as on a real network.
func wire(dir string) string { return filepath.Join(dir, "network") }

// said is what the worker says it did, once it is stored.
type said struct {
	Cursor int    // messages up to here are stored
	Note   string // this note was written
	Sent   string // this reply is recorded as sent
	Ready  bool   // the workspace is open
}

// work takes mail, triages and answers without end, and says after each
// commit what is stored.
func work(dir string) error {
	ctx := context.Background()
	w, err := store.Open(ctx, dir, theirs())
	if err != nil {
		return err
	}
	if _, err := w.Interrupted(ctx); err != nil {
		return err
	}
	out := json.NewEncoder(os.Stdout)
	if err := out.Encode(said{Ready: true}); err != nil {
		return err
	}
	for round := 0; ; round++ {
		cursor, err := takeSome(ctx, w)
		if err != nil {
			return err
		}
		if err := out.Encode(said{Cursor: cursor}); err != nil {
			return err
		}
		note, sent, err := answerOne(ctx, w, dir, round)
		if err != nil {
			return err
		}
		if err := out.Encode(said{Note: note, Sent: sent}); err != nil {
			return err
		}
	}
}

const perBatch = 7

// takeSome reads the next mails of an endless mailbox: headers, then bodies.
func takeSome(ctx context.Context, w *store.Workspace) (int, error) {
	raw, err := w.Cursor(ctx, mailbox)
	if err != nil {
		return 0, err
	}
	var from int
	if raw != nil {
		if err := json.Unmarshal(raw, &from); err != nil {
			return 0, err
		}
	}
	var heads, bodies []channel.Event
	for i := from; i < from+perBatch; i++ {
		u := mail(fmt.Sprintf("m%d", i), fmt.Sprintf("c%d@client.example", i%5), fmt.Sprintf("Sujet %d", i), "texte", noon().Add(time.Duration(i)*time.Minute))
		heads = append(heads, header(u, fmt.Sprintf("uid:%d", i)))
		u.Replaces = fmt.Sprintf("uid:%d", i)
		bodies = append(bodies, u)
	}
	if _, err := w.Ingest(ctx, mailbox, channel.Batch{Events: heads}); err != nil {
		return 0, err
	}
	next := from + perBatch
	_, err = w.Ingest(ctx, mailbox, channel.Batch{Events: bodies, Next: channel.Cursor(fmt.Sprint(next))})
	return next, err
}

func newID() string { return ulid.Make().String() }

// answerOne notes, answers and sends, as the sender would.
func answerOne(ctx context.Context, w *store.Workspace, dir string, round int) (note, sent string, err error) {
	rows, err := w.Rows(ctx, inbox.View{Statuses: []inbox.Status{inbox.New}}, inbox.Place{}, 3)
	if err != nil || len(rows) == 0 {
		return "", "", err
	}
	c := rows[round%len(rows)]
	do := func(act inbox.Act) (inbox.CommandID, error) {
		id := inbox.CommandID(newID())
		_, err := w.Do(ctx, inbox.Command{ID: id, Conversation: c.ID, Act: act}, senior)
		return id, err
	}
	id, err := do(inbox.AddNote{Text: "vu"})
	if err != nil {
		return "", "", err
	}
	draft := inbox.Draft{ID: inbox.DraftID(newID()), Kind: inbox.PublicReply, Text: "réponse"}
	if _, err := do(inbox.SaveDraft{Draft: draft}); err != nil {
		return "", "", err
	}
	reply, err := do(inbox.Reply{Draft: draft.ID, Seen: c.Heard})
	if err != nil {
		return "", "", err
	}
	entry, err := w.BeginSending(ctx, inbox.OutboxID(reply))
	if err != nil {
		return "", "", err
	}
	if err := transmit(dir, entry.Key); err != nil {
		return "", "", err
	}
	err = w.EndSending(ctx, entry.ID, store.SendResult{State: inbox.Sent, Receipt: channel.Receipt{Native: "net:" + entry.Key}})
	return string(id), string(entry.ID), err
}

func transmit(dir, key string) error {
	f, err := os.OpenFile(wire(dir), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(key + "\n")
	return errors.Join(err, f.Close())
}

func TestCrash_LosesNothingAcknowledgedAndSendsNothingTwice(t *testing.T) {
	kills := 60
	if testing.Short() {
		kills = 12
	}
	h := newHouse(t)
	rules := inbox.DefaultRules()
	rules.UndoDelay = 0
	h.must(h.PutRules(context.Background(), rules, coordinator))
	h.shut(h.Workspace)
	r := rand.New(rand.NewPCG(7, 7))
	var cursor int
	notes, sent := map[string]bool{}, map[string]bool{}
	for i := range kills {
		opening := i%5 == 4 // a fifth are killed while the workspace opens
		words := r.IntN(8)
		if opening {
			words = -1
		}
		for _, s := range h.killedAfter(words, time.Duration(r.IntN(60))*time.Millisecond) {
			cursor = max(cursor, s.Cursor)
			if s.Note != "" {
				notes[s.Note], sent[s.Sent] = true, true
			}
		}
	}
	t.Logf("after %d kills: %d mails, %d notes, %d replies were acknowledged", kills, cursor, len(notes), len(sent))
	if cursor == 0 || len(sent) == 0 {
		t.Fatal("the worker got nothing done")
	}
	h.open()
	h.nothingLost(cursor, notes, sent)
	h.nothingTwice(sent)
}

// killedAfter runs a worker, kills it a time d after it said so many words (or
// after its start when words is negative), and gives what it said before. By
// words and not by time alone, most workers get something done however slow
// the machine is.
func (h *house) killedAfter(words int, d time.Duration) []said {
	t := h.t
	t.Helper()
	cmd := again("worker", h.dir)
	cmd.Env = append(cmd.Env, databaseVariable+"="+h.url)
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	kill := func() { cmd.Process.Kill() }
	if words < 0 {
		defer time.AfterFunc(d, kill).Stop()
	}
	var out []said
	lines := bufio.NewScanner(stdout)
	for lines.Scan() {
		var s said
		if err := json.Unmarshal(lines.Bytes(), &s); err != nil {
			if strings.HasPrefix(lines.Text(), "error") {
				t.Fatalf("worker: %s", lines.Text())
			}
			break // cut off by the kill
		}
		if len(out) == words {
			defer time.AfterFunc(d, kill).Stop()
		}
		out = append(out, s)
	}
	cmd.Wait()
	return out
}

func (h *house) nothingLost(cursor int, notes, sent map[string]bool) {
	h.t.Helper()
	ctx := context.Background()
	h.sound()
	for _, err := h.IndexPending(ctx, 1000); ; _, err = h.IndexPending(ctx, 1000) {
		h.must(err)
		if h.sound().Unindexed == 0 {
			break
		}
	}
	natives := map[string]int{}
	h.must(h.Export(ctx, func(record any) error {
		switch v := record.(store.Record).Value.(type) {
		case inbox.Message:
			natives[v.Native]++
			if v.Pending && v.Native < "uid" {
				h.t.Errorf("message %s never got its body", v.Native)
			}
		case inbox.Note:
			delete(notes, v.ID)
		case inbox.OutboxEntry:
			if sent[string(v.ID)] && v.State != inbox.Sent {
				h.t.Errorf("reply %s was acknowledged as sent and is %s", v.ID, v.State)
			}
		}
		return nil
	}))
	for i := range cursor {
		if natives[fmt.Sprintf("m%d", i)] != 1 {
			h.t.Errorf("mail m%d is there %d times", i, natives[fmt.Sprintf("m%d", i)])
		}
	}
	equal(h.t, "lost notes", len(notes), 0)
}

func (h *house) nothingTwice(sent map[string]bool) {
	h.t.Helper()
	raw, err := os.ReadFile(wire(h.dir))
	h.must(err)
	times := map[string]int{}
	for _, key := range strings.Fields(string(raw)) {
		if times[key]++; times[key] > 1 {
			h.t.Errorf("reply %s went out %d times", key, times[key])
		}
	}
	for id := range sent {
		equal(h.t, "times sent", times[id], 1)
	}
	if _, err := h.Interrupted(context.Background()); err != nil {
		h.t.Fatal(err)
	}
	list, err := h.Replies(context.Background(), inbox.Queued, inbox.Sending)
	h.must(err)
	for _, e := range list {
		equal(h.t, "went out and is "+string(e.State), times[e.Key], 0)
	}
}
