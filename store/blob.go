package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"vigie/inbox/fault"
)

// PutBlob keeps a file under the hash of its bytes. When it returns, the bytes
// are on disk; the same bytes are kept once.
func (w *Workspace) PutBlob(ctx context.Context, r io.Reader) (sha256hex string, size int64, err error) {
	if w.opts.ReadOnly {
		return "", 0, fault.New(fault.ReadOnly, keyReadOnly)
	}
	f, err := w.disk().Create(filepath.Join(w.dir, blobsName))
	if err != nil {
		return "", 0, explain(fmt.Errorf("keep blob: %w", err))
	}
	sum := sha256.New()
	size, err = io.Copy(io.MultiWriter(f, sum), abortable{ctx, r})
	if err == nil {
		err = f.Sync()
	}
	sha256hex = hex.EncodeToString(sum.Sum(nil))
	err = errors.Join(err, f.Close())
	if err == nil {
		err = w.settle(f.Name(), sha256hex)
	}
	if err != nil {
		err = errors.Join(err, w.disk().Remove(f.Name()))
		return "", 0, explain(fmt.Errorf("keep blob: %w", err))
	}
	return sha256hex, size, nil
}

// settle gives a complete file its name. It came from the directory above, which
// is synced as well: the one that it goes into may be new there.
func (w *Workspace) settle(temporary, sha256hex string) error {
	path, disk := w.blobPath(sha256hex), w.disk()
	if err := disk.Mkdir(filepath.Dir(path)); err != nil {
		return err
	}
	return PutInPlace(disk, temporary, path)
}

// abortable is a reader that ends with its context.
type abortable struct {
	ctx context.Context
	r   io.Reader
}

func (a abortable) Read(p []byte) (int, error) {
	if err := a.ctx.Err(); err != nil {
		return 0, err
	}
	return a.r.Read(p)
}

// Blob opens a kept file. The caller closes it.
func (w *Workspace) Blob(ctx context.Context, sha256hex string) (io.ReadCloser, error) {
	if len(sha256hex) != 2*sha256.Size || strings.Trim(sha256hex, "0123456789abcdef") != "" {
		return nil, fault.New(fault.NotFound, "fault.blob-gone")
	}
	f, err := os.Open(w.blobPath(sha256hex))
	if errors.Is(err, os.ErrNotExist) {
		return nil, fault.Wrap(err, fault.NotFound, "fault.blob-gone")
	}
	if err != nil {
		return nil, explain(fmt.Errorf("open blob: %w", err))
	}
	return f, nil
}

func (w *Workspace) blobPath(sha256hex string) string {
	return filepath.Join(w.dir, blobsName, sha256hex[:2], sha256hex)
}
