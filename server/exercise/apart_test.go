package exercise

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io/fs"
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
	"vigie/server/engine"
	"vigie/store"
)

func TestExercise_OpensNoConnectorAndSendsNothing(t *testing.T) {
	s := newStage(t)
	s.open(s.create("rumeur-produit", "rumeur-securite-produit", "fr", 60))
	ctx := t.Context()
	s.play(20 * time.Second)

	// Even an engine that is told to send, with a connector for everything, as
	// the headless program would run it, opens none and sends nothing.
	opened := 0
	hostile := engine.New(engine.Options{Workspace: s.Workspace(), Now: s.clock, Connector: func(inbox.Channel) (channel.Connector, bool) {
		opened++
		return nil, false
	}})
	reply := s.reply("Nous cherchons.")
	for range 30 { // past the delay
		s.now = s.now.Add(time.Minute)
	}
	if _, err := hostile.Collector().Once(ctx); err != nil {
		t.Logf("collecting: %v", err)
	}
	short, stop := context.WithTimeout(ctx, 1500*time.Millisecond)
	defer stop()
	s.must(hostile.Run(short))
	if opened > 0 {
		t.Errorf("a connector was asked for %d times", opened)
	}
	if _, err := s.Workspace().BeginSending(ctx, reply); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("a sender may begin: %v", err)
	}
	queued, err := s.Workspace().Replies(ctx, inbox.Queued)
	s.must(err)
	if len(queued) != 1 {
		t.Fatalf("%d replies wait", len(queued))
	}

	s.must(s.Beat(ctx))
	sent, err := s.Workspace().Replies(ctx, inbox.Sent)
	s.must(err)
	if len(sent) != 1 || !strings.HasPrefix(sent[0].Native, store.Rehearsed) {
		t.Errorf("the reply ended as %+v", sent)
	}
}

// prints gives every row of the real workspace by kind and key.
func (s *stage) prints() map[string]string {
	s.t.Helper()
	out, err := s.real.Everything(s.t.Context())
	s.must(err)
	return out
}

func TestExercise_LeavesTheRealWorkspaceAsItWas(t *testing.T) {
	s := newStage(t)
	before := s.prints()
	blobs := bytesBelow(t, filepath.Join(s.dir, "blobs"))
	s.open(s.create("bad-buzz", "bad-buzz-campagne", "en", 60))
	s.play(90 * time.Second)
	s.must(s.End(t.Context(), "the exercise is over"))
	if after := s.prints(); !maps.Equal(before, after) {
		t.Errorf("the exercise changed %v in the real workspace", changed(before, after))
	}
	s.must(s.real.PutRehearsal(t.Context(), "bad-buzz-campagne", s.now, lou))
	if rows := changed(before, s.prints()); !slices.Equal(rows, []string{"setting rehearsed.bad-buzz-campagne"}) {
		t.Errorf("the rehearsal changed %v", rows)
	}
	if again := bytesBelow(t, filepath.Join(s.dir, "blobs")); again != blobs {
		t.Error("a file was added to the real workspace")
	}
	if err := s.SetPace(2); fault.KindOf(err) != fault.Conflict {
		t.Errorf("an exercise that is over can be changed: %v", err)
	}
}

// changed lists the rows that are on one side only, or another on each.
func changed(before, after map[string]string) (rows []string) {
	all := maps.Clone(before)
	maps.Copy(all, after)
	for _, row := range slices.Sorted(maps.Keys(all)) {
		was, old := before[row]
		if is, there := after[row]; is != was || old != there {
			rows = append(rows, row)
		}
	}
	return rows
}

// bytesBelow is a checksum of the files below a directory.
func bytesBelow(t *testing.T, dir string) string {
	t.Helper()
	sum := sha256.New()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		fmt.Fprintln(sum, path, len(raw))
		sum.Write(raw)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%x", sum.Sum(nil))
}

func TestExercises_AreKeptUntilSomebodyDeletesThem(t *testing.T) {
	s := newStage(t)
	one := s.create("panne", "panne-service", "fr", 1)
	s.now = s.now.Add(time.Hour)
	two := s.create("generale", "fausse-nouvelle", "en", 5)
	list, err := List(s.root)
	s.must(err)
	if len(list) != 2 || list[0].ID != two.ID || list[1].Title != one.Title {
		t.Fatalf("%+v", list)
	}
	s.open(one)
	if err := Delete(t.Context(), s.root, one.ID); fault.KindOf(err) != fault.Busy {
		t.Errorf("an open one is deleted: %v", err)
	}
	s.must(s.Exercise.Close())
	s.must(Delete(t.Context(), s.root, one.ID))
	if err := Delete(t.Context(), s.root, "../solo"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("the real workspace is deleted: %v", err)
	}
	if list, err = List(s.root); err != nil || len(list) != 1 {
		t.Errorf("%+v, %v", list, err)
	}
	if entries, err := os.ReadDir(s.root); err != nil || len(entries) != 1 {
		t.Errorf("%v, %v", entries, err)
	}
	s.must(s.real.PutSetting(t.Context(), "still", "here"))
}

func TestOpen_RefusesAWorkspaceThatIsNotMarked(t *testing.T) {
	s := newStage(t)
	m := s.create("panne", "panne-service", "fr", 1)
	s.must(s.real.Close())
	raw, err := os.ReadFile(filepath.Join(Dir(s.root, m.ID), metaName))
	s.must(err)
	s.must(os.WriteFile(filepath.Join(s.dir, metaName), bytes.TrimSpace(raw), 0o600))
	if _, err := Open(t.Context(), s.dir, Options{Now: s.clock}); fault.KindOf(err) != fault.Corrupt {
		t.Errorf("a real workspace opens as an exercise: %v", err)
	}
	w, err := store.Open(t.Context(), s.dir, store.Options{})
	s.must(err) // it was closed again
	s.must(w.Close())
}
