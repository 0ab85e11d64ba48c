package store

import (
	"context"
	"time"
)

// Uploaded gives the size of a file that a device brought; false when it
// brought no such file.
func (w *Workspace) Uploaded(ctx context.Context, device, sha256 string) (size int64, ok bool, err error) {
	list, err := all(w.glance(ctx), plain[int64], `SELECT size FROM upload WHERE device = ? AND sha256 = ?`, device, sha256)
	if err != nil || len(list) == 0 {
		return 0, false, explain(err)
	}
	return list[0], true, nil
}

// PutUpload notes that a device brought a file.
func (w *Workspace) PutUpload(ctx context.Context, device, sha256 string, size int64) error {
	return w.write(ctx, func(x *writing) error {
		_, err := x.exec(`INSERT INTO upload (device, sha256, size, at) VALUES (?, ?, ?, ?)
			ON CONFLICT (device, sha256) DO UPDATE SET at = excluded.at`, device, sha256, size, millis(x.now))
		return err
	})
}

// UploadedSince is how many bytes a device brought since a time.
func (w *Workspace) UploadedSince(ctx context.Context, device string, since time.Time) (int64, error) {
	n, err := first(w.glance(ctx), plain[int64], `SELECT COALESCE(SUM(size), 0) FROM upload WHERE device = ? AND at >= ?`, device, millis(since))
	return n, explain(err)
}
