package app

import (
	"os"
	"path/filepath"
	"sync"

	"vigie/inbox/fault"
)

// handed are the files that were handed to other programs. They are there as
// long as Vigie runs, and no longer: what people write is not left lying about.
type handed struct {
	mu  sync.Mutex
	dir string
}

// write writes a file, read-only, in a place of its own and gives its path.
func (h *handed) write(name string, raw []byte) (string, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.dir == "" {
		dir, err := os.MkdirTemp("", "vigie-")
		if err != nil {
			return "", fault.Wrap(err, fault.Full, "fault.attachment-not-written")
		}
		h.dir = dir
	}
	own, err := os.MkdirTemp(h.dir, "")
	if err != nil {
		return "", fault.Wrap(err, fault.Full, "fault.attachment-not-written")
	}
	path := filepath.Join(own, filepath.Base(name))
	if err := os.WriteFile(path, raw, 0o400); err != nil {
		return "", fault.Wrap(err, fault.Full, "fault.attachment-not-written")
	}
	return path, nil
}

// remove takes all of them away.
func (h *handed) remove() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.dir == "" {
		return nil
	}
	err := os.RemoveAll(h.dir)
	if err == nil {
		h.dir = ""
	}
	return err
}
