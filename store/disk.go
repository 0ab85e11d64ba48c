package store

import (
	"errors"
	"io"
	"io/fs"
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

// PutInPlace gives a file or a directory another name, and returns when it will
// have that one after a loss of power, too. What is in it must be synced before.
// The new name comes first: there is no moment at which it could have neither.
func PutInPlace(d Disk, from, to string) error {
	if err := d.Rename(from, to); err != nil {
		return err
	}
	into, outOf := filepath.Dir(to), filepath.Dir(from)
	if err := d.Sync(into); err != nil || into == outOf {
		return err
	}
	return d.Sync(outOf)
}

// WriteWhole puts a file that only its owner reads in place: after a loss of
// power it is whole, or is what was there before.
func WriteWhole(d Disk, path string, raw []byte) error {
	f, err := d.Create(filepath.Dir(path))
	if err != nil {
		return err
	}
	_, err = f.Write(raw)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = PutInPlace(d, f.Name(), path)
	}
	if err == nil {
		return nil
	}
	if left := d.Remove(f.Name()); left != nil && !errors.Is(left, fs.ErrNotExist) { // it may have its name already
		err = errors.Join(err, left)
	}
	return err
}

// SyncTree has all names in a directory, and in those below it, outlive a loss of
// power.
func SyncTree(d Disk, dir string) error {
	return filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.IsDir() {
			return err
		}
		return d.Sync(path)
	})
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
