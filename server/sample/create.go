// Package sample fills a workspace with the sample house: an invented brand
// with two months of messages and all the work that hangs on them, so that
// everything can be tried without an account and without a network. What it
// does, it does by the store's own commands, at the times at which they would
// have been done.
package sample

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	content "vigie/inbox/channel/sample"
	"vigie/inbox/fault"
	"vigie/store"
)

const (
	// Marker is the file that says that a directory is a sample's own: only
	// such a directory is ever emptied.
	Marker = "SAMPLE"
	// Messages is how many messages a new sample has.
	Messages = 1200
	// Setting is "yes" in a sample's workspace.
	Setting = "sample"
)

// Create makes a sample workspace in a directory, in a language of the house,
// "fr" or "en", as of now. An earlier sample there, whole or broken off, is
// removed first; a directory that holds anything else is refused, and so is a
// sample that is open. progress may be nil; its numbers only ever grow. The
// workspace is closed when Create returns and whole when it returns nil.
func Create(ctx context.Context, dir, lang string, now func() time.Time, progress func(done, total int)) error {
	if err := makeRoom(ctx, dir); err != nil {
		return fmt.Errorf("make room for the sample: %w", err)
	}
	if err := mark(dir); err != nil {
		return fmt.Errorf("mark the sample: %w", err)
	}
	c := &clock{at: now()}
	var seed [32]byte
	seed[0] = content.Seed & 0xff
	w, err := store.Open(ctx, dir, store.Options{Now: c.now, Random: rand.NewChaCha8(seed)})
	if err != nil {
		return err
	}
	f := newFiller(ctx, w, c, lang)
	if progress != nil {
		f.progress = progress
	}
	err = f.fill()
	return errors.Join(err, w.Close())
}

// clock is the time by which the store works while it is filled.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

// makeRoom removes an earlier sample.
func makeRoom(ctx context.Context, dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0 {
		return nil
	}
	if err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(dir, Marker)); err != nil {
		return fault.Wrap(err, fault.Invalid, "fault.sample-not-ours", "Directory", dir)
	}
	if err := store.Idle(ctx, dir); err != nil {
		return err
	}
	for _, e := range entries { // the marker goes last, so that a second try may go on
		if e.Name() == Marker {
			continue
		}
		if err := os.RemoveAll(filepath.Join(dir, e.Name())); err != nil {
			return err
		}
	}
	return os.Remove(filepath.Join(dir, Marker))
}

func mark(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	text := "This directory holds a sample of Vigie. It may be deleted, and the program deletes it by itself to begin again.\n"
	return os.WriteFile(filepath.Join(dir, Marker), []byte(text), 0o600)
}

// IsSample reports whether a directory holds a sample, whole or broken off.
func IsSample(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, Marker))
	return err == nil
}
