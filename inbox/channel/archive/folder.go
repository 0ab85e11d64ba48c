package archive

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// folder reads every file below a directory, in the order of their names. In a
// Maildir, wherever it is found below, what is in cur and new are mails
// whatever they are called; tmp holds deliveries that were never finished.
func (f *files) folder(ctx context.Context, root string) error {
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			return f.broken(path, err)
		}
		if d.IsDir() {
			if d.Name() == "tmp" && maildir(filepath.Dir(path)) {
				return fs.SkipDir
			}
			return nil
		}
		if !d.Type().IsRegular() {
			return nil
		}
		if in := filepath.Base(filepath.Dir(path)); (in == "cur" || in == "new") && maildir(filepath.Dir(filepath.Dir(path))) {
			return f.keepGoing(path, f.fileOf(path, oneMail))
		}
		if strings.HasPrefix(d.Name(), ".") {
			return nil
		}
		return f.keepGoing(path, f.file(path, false))
	})
}

// keepGoing makes trouble with one file of a folder a record; what emit
// refused ends the reading.
func (f *files) keepGoing(path string, err error) error {
	var stop refused
	if err == nil || errors.As(err, &stop) {
		return err
	}
	return f.broken(path, err)
}

// refused is an error of emit, as opposed to one of a file.
type refused struct{ err error }

func (r refused) Error() string { return r.err.Error() }
func (r refused) Unwrap() error { return r.err }

func maildir(dir string) bool {
	return isDir(filepath.Join(dir, "cur")) && isDir(filepath.Join(dir, "new"))
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
