package exercise

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/oklog/ulid/v2"

	"vigie/inbox/fault"
	"vigie/store"
)

// metaName is the file that says that a directory is an exercise's own: only
// such a directory is ever removed.
const metaName = "exercise.json"

// The name of an exercise's directory begins with dirBegin; it ends so while it
// is being made and removed.
const (
	dirBegin = "exercise-"
	newEnd   = ".new"
	goneEnd  = ".gone"
)

// Is reports whether a directory holds an exercise.
func Is(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, metaName))
	return err == nil
}

// Dir is the directory of an exercise among the others.
func Dir(root, id string) string { return filepath.Join(root, dirBegin+id) }

// Read reads what an exercise is.
func Read(dir string) (m Meta, err error) {
	raw, err := os.ReadFile(filepath.Join(dir, metaName))
	if err == nil {
		err = json.Unmarshal(raw, &m)
	}
	if err != nil {
		return m, fault.Wrap(err, fault.Corrupt, "exercise.unreadable")
	}
	return m, nil
}

// keep puts the file in place whole or not at all, also when the power goes.
func keep(dir string, m Meta) error {
	raw, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return fmt.Errorf("write the exercise: %w", err)
	}
	path := filepath.Join(dir, metaName)
	if err := store.WriteWhole(store.ComputersDisk{}, path, raw); err != nil {
		return fault.Wrap(err, fault.Full, "fault.file-not-written", "Path", path)
	}
	return nil
}

// List lists the exercises that are kept, the newest first. One that cannot be
// read is left out.
func List(root string) ([]Meta, error) {
	entries, err := os.ReadDir(root)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("list the exercises: %w", err)
	}
	var out []Meta
	for _, e := range entries {
		if unfinished(e.Name()) {
			continue
		}
		if m, err := Read(filepath.Join(root, e.Name())); err == nil {
			out = append(out, m)
		}
	}
	slices.SortFunc(out, func(a, b Meta) int { return cmp.Or(b.Made.Compare(a.Made), strings.Compare(a.ID, b.ID)) })
	return out, nil
}

// Delete removes an exercise for good, and what a crash left of others. One that
// is open is refused.
func Delete(ctx context.Context, root, id string) error {
	dir := Dir(root, filepath.Base(id))
	if !Is(dir) {
		return fault.New(fault.NotFound, "exercise.gone")
	}
	if err := store.Idle(ctx, dir); err != nil {
		return err
	}
	if err := os.Rename(dir, dir+goneEnd); err != nil {
		return fmt.Errorf("remove the exercise: %w", err)
	}
	return errors.Join(os.RemoveAll(dir+goneEnd), sweep(root))
}

// leftFor is how old what is being made or removed must be to be taken for what
// a crash left: another window may be at it.
const leftFor = time.Hour

// sweep removes what a crash left of exercises that were being made or removed.
// Its age is told by the clock that dates files, the computer's.
func sweep(root string) error {
	entries, err := os.ReadDir(root)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	errs := []error{err}
	for _, e := range entries {
		info, err := e.Info()
		if err == nil && e.IsDir() && unfinished(e.Name()) && time.Since(info.ModTime()) > leftFor {
			errs = append(errs, os.RemoveAll(filepath.Join(root, e.Name())))
		}
	}
	return errors.Join(errs...)
}

// unfinished reports the name of an exercise that is being made or removed.
func unfinished(name string) bool {
	rest, ours := strings.CutPrefix(name, dirBegin)
	id, made := strings.CutSuffix(rest, newEnd)
	id, gone := strings.CutSuffix(id, goneEnd)
	_, err := ulid.ParseStrict(id)
	return ours && made != gone && err == nil
}
