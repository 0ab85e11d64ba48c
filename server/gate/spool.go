package gate

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// partLife is how long half a file is kept for its other half.
const partLife = 24 * time.Hour

// spool holds files that are being brought, by device and hash, until they are
// whole. A part is lost with its server: the desktop begins anew.
type spool struct {
	dir  string
	now  func() time.Time
	mu   sync.Mutex
	busy map[string]bool
}

func openSpool(dir string, now func() time.Time) (*spool, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the directory for uploads: %w", err)
	}
	return &spool{dir: dir, now: now, busy: map[string]bool{}}, nil
}

// name is the file of an upload. Both parts were checked to be of letters and
// digits; the hash of a device's id keeps even a wrong one from being a path.
func (s *spool) name(device, sha256 string) string { return hexSum(device)[:32] + "-" + sha256 }

// size is how much of a file is there.
func (s *spool) size(device, sha256 string) (int64, error) {
	info, err := os.Stat(filepath.Join(s.dir, s.name(device, sha256)))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// errOffset says that a part does not begin where the last one ended.
var errOffset = errors.New("the part does not follow")

// add appends a part that must begin at offset, and gives the size then. What
// is written of a part that breaks off stays: the next one begins there.
func (s *spool) add(device, sha256 string, offset int64, part io.Reader) (size int64, err error) {
	f, err := os.OpenFile(filepath.Join(s.dir, s.name(device, sha256)), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	if info.Size() != offset {
		return info.Size(), errOffset
	}
	n, err := io.Copy(f, part)
	return offset + n, err
}

// take gives a whole file to be read, once.
func (s *spool) take(device, sha256 string) (*os.File, error) {
	return os.Open(filepath.Join(s.dir, s.name(device, sha256)))
}

func (s *spool) drop(device, sha256 string) error {
	err := os.Remove(filepath.Join(s.dir, s.name(device, sha256)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// hold keeps a second part of the same file out; false is that one is at it.
func (s *spool) hold(device, sha256 string) (release func(), ok bool) {
	name := s.name(device, sha256)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.busy[name] {
		return nil, false
	}
	s.busy[name] = true
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.busy, name)
	}, true
}

// sweep removes what was left half brought.
func (s *spool) sweep(ctx context.Context) {
	tick := time.NewTicker(time.Hour)
	defer tick.Stop()
	for {
		s.sweepOnce()
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (s *spool) sweepOnce() {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return // the next upload will say what is wrong
	}
	for _, e := range entries {
		if info, err := e.Info(); err == nil && s.now().Sub(info.ModTime()) > partLife {
			_ = os.Remove(filepath.Join(s.dir, e.Name())) // the next sweep tries again
		}
	}
}
