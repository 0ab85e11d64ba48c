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

	"vigie/inbox/fault"
	"vigie/store"
)

// metaName is the file that says that a directory is an exercise's own: only
// such a directory is ever removed.
const metaName = "exercise.json"

// The ends of the names of directories that are being made and removed.
const (
	newEnd  = ".new"
	goneEnd = ".gone"
)

// Is reports whether a directory holds an exercise.
func Is(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, metaName))
	return err == nil
}

// Dir is the directory of an exercise among the others.
func Dir(root, id string) string { return filepath.Join(root, "exercise-"+id) }

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

// keep puts the file in place whole or not at all.
func keep(dir string, m Meta) error {
	raw, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return fmt.Errorf("write the exercise: %w", err)
	}
	path := filepath.Join(dir, metaName)
	if err := os.WriteFile(path+newEnd, raw, 0o600); err != nil {
		return fault.Wrap(err, fault.Full, "fault.file-not-written", "Path", path)
	}
	return os.Rename(path+newEnd, path)
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
		if strings.HasSuffix(e.Name(), newEnd) || strings.HasSuffix(e.Name(), goneEnd) {
			continue
		}
		if m, err := Read(filepath.Join(root, e.Name())); err == nil {
			out = append(out, m)
		}
	}
	slices.SortFunc(out, func(a, b Meta) int { return cmp.Or(b.Made.Compare(a.Made), strings.Compare(a.ID, b.ID)) })
	return out, nil
}

// Delete removes an exercise for good. One that is open is refused.
func Delete(ctx context.Context, root, id string) error {
	dir := Dir(root, filepath.Base(id))
	if !Is(dir) {
		return fault.New(fault.NotFound, "exercise.gone")
	}
	w, err := store.Open(ctx, dir, store.Options{})
	if fault.KindOf(err) == fault.Busy {
		return err
	}
	if err == nil {
		if err := w.Close(); err != nil {
			return err
		}
	}
	if err := os.Rename(dir, dir+goneEnd); err != nil {
		return fmt.Errorf("remove the exercise: %w", err)
	}
	return os.RemoveAll(dir + goneEnd)
}
