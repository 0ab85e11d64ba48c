package store

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"

	"vigie/inbox/fault"
)

// lockFile takes the workspace for this process. The lock is the operating
// system's: it ends with the process, however that ends.
func lockFile(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	const flags = windows.LOCKFILE_EXCLUSIVE_LOCK | windows.LOCKFILE_FAIL_IMMEDIATELY
	err = windows.LockFileEx(windows.Handle(f.Fd()), flags, 0, 1, 0, new(windows.Overlapped))
	if err == nil {
		return f, nil
	}
	f.Close()
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
		return nil, fault.Wrap(err, fault.Busy, keyInUse)
	}
	return nil, err
}
