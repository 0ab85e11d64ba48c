package store

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// noted is a disk that writes down what is asked of it, below a directory.
type noted struct {
	ComputersDisk
	dir  string
	list []string
	err  error // of each Sync
}

func (d *noted) note(what string, paths ...string) {
	for i, p := range paths {
		rel, err := filepath.Rel(d.dir, p)
		if err != nil {
			rel = p
		}
		paths[i] = filepath.ToSlash(rel)
	}
	d.list = append(d.list, what+" "+strings.Join(paths, " "))
}

func (d *noted) Rename(from, to string) error {
	d.note("rename", from, to)
	return d.ComputersDisk.Rename(from, to)
}

func (d *noted) Sync(dir string) error {
	d.note("sync", dir)
	return errors.Join(d.err, d.ComputersDisk.Sync(dir))
}

func (d *noted) expect(t *testing.T, want ...string) {
	t.Helper()
	if !slices.Equal(d.list, want) {
		t.Errorf("of the disk was asked\n%q, not\n%q", d.list, want)
	}
	d.list = nil
}

func TestDisk_ANewNameOutlivesALossOfPower(t *testing.T) {
	d := &noted{dir: t.TempDir()}
	at := func(parts ...string) string { return filepath.Join(append([]string{d.dir}, parts...)...) }
	for _, dir := range []string{"a/b", "c"} {
		if err := os.MkdirAll(at(dir), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := WriteWhole(d, at("a", "file"), []byte("whole")); err != nil {
		t.Fatal(err)
	}
	if len(d.list) != 2 || !strings.HasSuffix(d.list[0], " a/file") || d.list[1] != "sync a" {
		t.Errorf("writing it whole asked %q", d.list)
	}
	d.list = nil
	if err := PutInPlace(d, at("a", "file"), at("c", "file")); err != nil {
		t.Fatal(err)
	}
	d.expect(t, "rename a/file c/file", "sync c", "sync a") // first where it is from then on
	if err := SyncTree(d, d.dir); err != nil {
		t.Fatal(err)
	}
	d.expect(t, "sync .", "sync a", "sync a/b", "sync c")
	raw, err := os.ReadFile(at("c", "file"))
	if err != nil || string(raw) != "whole" {
		t.Errorf("it says %q, %v", raw, err)
	}
	d.err = errors.New("no")
	if err := PutInPlace(d, at("c", "file"), at("file")); !errors.Is(err, d.err) {
		t.Errorf("a name that may be lost is told as %v", err)
	}
	if err := WriteWhole(d, at("c", "other"), nil); !errors.Is(err, d.err) {
		t.Errorf("a file that may be lost is told as %v", err)
	}
}

func TestMove_TheFileOfBeforeIsAsideForGood(t *testing.T) {
	d := &noted{dir: t.TempDir()}
	w, err := Open(context.Background(), d.dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	kept, err := setAside(d, d.dir, time.UnixMilli(1_773_057_600_113).UTC())
	if err != nil {
		t.Fatal(err)
	}
	d.expect(t, "rename vigie.db "+filepath.Base(kept), "sync .")
}
