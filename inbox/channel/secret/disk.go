package secret

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"vigie/inbox/fault"
)

// replaceFile puts a file in place whole or not at all, also when the machine
// stops in the middle. CreateTemp makes it readable by its owner alone.
func replaceFile(path string, content []byte) error {
	dir := filepath.Dir(path)
	tmp, err := os.CreateTemp(dir, ".secrets-*")
	if err != nil {
		return err
	}
	_, err = tmp.Write(content)
	if err == nil {
		err = tmp.Sync()
	}
	if closing := tmp.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		return errors.Join(err, remove(tmp.Name()))
	}
	return syncDir(dir)
}

func remove(name string) error {
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// syncDir makes the new name survive a power cut; Windows has no such call and
// refuses it, which loses nothing.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	err = d.Sync()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, fs.ErrPermission) {
		err = nil
	}
	return errors.Join(err, d.Close())
}

func diskFault(err error) *fault.Error {
	switch {
	case errors.Is(err, syscall.ENOSPC):
		return fault.Wrap(err, fault.Full, "fault.secrets-disk-full")
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return fault.Wrap(err, fault.ReadOnly, "fault.secrets-not-writable", "File", FileName)
	default:
		return fault.Wrap(err, fault.Unavailable, "fault.secrets-unreadable", "File", FileName)
	}
}
