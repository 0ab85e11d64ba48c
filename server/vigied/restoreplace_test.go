package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"vigie/store"
)

// names is a disk that writes down which names are to outlive a loss of power.
type names struct {
	store.ComputersDisk
	list []string
}

func (d *names) Sync(dir string) error {
	d.list = append(d.list, "sync "+filepath.Base(dir))
	return d.ComputersDisk.Sync(dir)
}

func (d *names) Rename(from, to string) error {
	d.list = append(d.list, "rename "+filepath.Base(from)+" "+filepath.Base(to))
	return d.ComputersDisk.Rename(from, to)
}

func TestRestore_HasItsFilesOutliveALossOfPowerBeforeItHasItsName(t *testing.T) {
	root := filepath.Join(t.TempDir(), "root")
	part := filepath.Join(root, "house.part")
	if err := os.MkdirAll(filepath.Join(part, "blobs", "ab"), 0o700); err != nil {
		t.Fatal(err)
	}
	d := &names{}
	if err := atHome(d, part, filepath.Join(root, "house")); err != nil {
		t.Fatal(err)
	}
	want := []string{"sync house.part", "sync blobs", "sync ab", "rename house.part house", "sync root"}
	if !slices.Equal(d.list, want) {
		t.Errorf("of the disk was asked %q, not %q", d.list, want)
	}
	if _, err := os.Stat(filepath.Join(root, "house", "blobs", "ab")); err != nil {
		t.Error(err)
	}
}
