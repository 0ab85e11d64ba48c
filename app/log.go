package app

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"

	"vigie/inbox/fault"
)

// The log keeps at most two files of this size: the newest and the one before.
const logLimit = 4 << 20

const (
	logName   = "vigie.log"
	crashName = "crash.log"
)

// openLog opens the log file, which rotates by size, and the file that a crash
// is written to. Ids and causes go there, never message texts or secrets.
func openLog(dir string, verbose bool) (*slog.Logger, io.Closer, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, nil, fmt.Errorf("make the log's directory: %w", err)
	}
	crash, err := os.OpenFile(filepath.Join(dir, crashName), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, nil, fmt.Errorf("open the crash file: %w", err)
	}
	err = errors.Join(debug.SetCrashOutput(crash, debug.CrashOptions{}), crash.Close())
	if err != nil {
		return nil, nil, fmt.Errorf("set the crash file: %w", err)
	}
	w := &rotating{path: filepath.Join(dir, logName), limit: logLimit}
	if err := w.open(); err != nil {
		return nil, nil, err
	}
	level := slog.LevelInfo
	if verbose {
		level = slog.LevelDebug
	}
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: level})), w, nil
}

// rotating is a file that is put aside when it has grown to its limit. It is
// safe for concurrent use.
type rotating struct {
	path  string
	limit int64

	mu   sync.Mutex
	file *os.File
	size int64
}

func (r *rotating) open() error {
	f, err := os.OpenFile(r.path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return fmt.Errorf("open the log: %w", err)
	}
	info, err := f.Stat()
	if err != nil {
		return errors.Join(fmt.Errorf("open the log: %w", err), f.Close())
	}
	r.file, r.size = f, info.Size()
	return nil
}

// Write appends one line.
func (r *rotating) Write(line []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.size+int64(len(line)) > r.limit {
		if err := r.rotate(); err != nil {
			return 0, err
		}
	}
	n, err := r.file.Write(line)
	r.size += int64(n)
	return n, err
}

func (r *rotating) rotate() error {
	if err := errors.Join(r.file.Close(), os.Rename(r.path, r.path+".1")); err != nil {
		return fmt.Errorf("rotate the log: %w", err)
	}
	return r.open()
}

// Close closes the file.
func (r *rotating) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.file.Close()
}

// hear logs what a person was told of. A screen may say the same again with
// each redrawing: that is logged once.
func (d *desk) hear(err error) {
	said := err.Error()
	d.mu.Lock()
	again := said == d.heard
	d.heard = said
	d.mu.Unlock()
	if again {
		return
	}
	if fault.KindOf(err) == fault.Internal {
		d.log.Error("something went wrong", "error", err)
		return
	}
	d.log.Info("a person was told", "error", err)
}
