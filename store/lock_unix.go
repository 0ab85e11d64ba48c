//go:build unix

package store

import (
	"errors"
	"os"
	"syscall"

	"vigie/inbox/fault"
)

// lockFile takes the workspace for this process. The lock is the operating
// system's: it ends with the process, however that ends.
func lockFile(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if err == nil {
		return f, nil
	}
	f.Close()
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, fault.Wrap(err, fault.Busy, keyInUse)
	}
	return nil, err
}
