package store

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"syscall"
)

// Disk is what attachments are kept on. It is the computer's; the proof that a
// loss of power takes none of them (store/powertest) puts one in its place that
// writes down what is asked of it.
type Disk interface {
	// Create makes a file with a name of its own in a directory.
	Create(dir string) (DiskFile, error)
	// Mkdir makes a directory, where there is none yet.
	Mkdir(dir string) error
	Rename(from, to string) error
	Remove(path string) error
	// Sync has the names of a directory outlive a loss of power: those of files
	// that were made there, renamed or removed.
	Sync(dir string) error
}

// DiskFile is a file that is being written. Sync has its bytes outlive a loss of
// power; its name is the directory's.
type DiskFile interface {
	io.WriteCloser
	Name() string
	Sync() error
}

func (w *Workspace) disk() Disk {
	if w.opts.Disk != nil {
		return w.opts.Disk
	}
	return ComputersDisk{}
}

// makeRoom makes the directories of a workspace. SQLite syncs what it makes in
// them, and not the way there.
func (w *Workspace) makeRoom() error {
	if err := os.MkdirAll(w.dir, 0o700); err != nil {
		return err
	}
	d := w.disk()
	return errors.Join(d.Mkdir(filepath.Join(w.dir, blobsName)), d.Sync(w.dir), d.Sync(filepath.Dir(w.dir)))
}

// ComputersDisk is the disk of this computer.
type ComputersDisk struct{}

// Create makes a file that only its owner reads.
func (ComputersDisk) Create(dir string) (DiskFile, error) { return os.CreateTemp(dir, "incoming-*") }

// Mkdir makes a directory that only its owner reads.
func (ComputersDisk) Mkdir(dir string) error { return os.MkdirAll(dir, 0o700) }

// Rename takes the place of a file that is there.
func (ComputersDisk) Rename(from, to string) error { return os.Rename(from, to) }

// Remove removes a file.
func (ComputersDisk) Remove(path string) error { return os.Remove(path) }

// Sync does nothing where a directory cannot be synced: Windows and some file
// systems of a network cannot (they say that it is invalid).
func (ComputersDisk) Sync(dir string) error {
	d, err := os.Open(dir)
	if errors.Is(err, os.ErrPermission) { // one above ours, which was there before
		return nil
	}
	if err != nil {
		return err
	}
	defer d.Close()
	err = d.Sync()
	for _, none := range []error{os.ErrPermission, os.ErrInvalid, syscall.EINVAL, errors.ErrUnsupported} {
		if errors.Is(err, none) {
			return nil
		}
	}
	return err
}
