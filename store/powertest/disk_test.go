//go:build linux && amd64

package powertest_test

import (
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
)

// sector is what a disk writes whole or not at all, in bytes.
const sector = 512

// The kinds of op.
const (
	opWrite = iota
	opTruncate
	opSync
	opDelete
	opMark // not of the disk: somebody was told that something is kept
)

// op is one thing that was asked of the disk, in the order in which it was.
type op struct {
	kind int
	path string
	off  int64 // of a write; the size of a truncate
	data []byte
	now  bool // of a delete: the directory is synced with it
}

// how is what became of what was not synced when the power went off.
type how int

const (
	lost how = iota
	kept
	torn // of each write each sector for itself
)

func (h how) String() string { return [...]string{"lost", "kept", "torn"}[h] }

// platter is what a disk holds for sure, and what it was asked since.
type platter struct {
	files map[string]*onDisk    // SQLite's, by their path
	blobs map[string]*onDisk    // of attachments, by the path under which each was made
	dirs  map[string]*directory // in which attachments are
}

type onDisk struct {
	there   bool // for sure
	sure    []byte
	pending []op
}

func newPlatter() *platter {
	return &platter{files: map[string]*onDisk{}, blobs: map[string]*onDisk{}, dirs: map[string]*directory{}}
}

// take is one more op.
func (p *platter) take(o op) {
	if o.kind == opMark || p.name(o) {
		return
	}
	f := p.blobs[o.path]
	if f == nil {
		f = p.files[o.path]
	}
	if f == nil {
		f = &onDisk{}
		p.files[o.path] = f
	}
	switch o.kind {
	case opSync:
		if !f.there && (strings.HasSuffix(o.path, "-journal") || strings.HasSuffix(o.path, "-wal")) {
			p.syncDirectory(filepath.Dir(o.path)) // SQLite does, for a log that is new
		}
		f.sure, f.there, f.pending = f.with(kept, nil)
	case opDelete:
		if o.now {
			*f = onDisk{}
			return
		}
		f.pending = append(f.pending, o)
	default:
		f.pending = append(f.pending, o)
	}
}

// syncDirectory makes sure of what was removed there.
func (p *platter) syncDirectory(dir string) {
	p.name(op{kind: opSyncNames, path: dir})
	for path, f := range p.files {
		if filepath.Dir(path) != dir {
			continue
		}
		for i := len(f.pending) - 1; i >= 0; i-- {
			if f.pending[i].kind == opDelete {
				*f = onDisk{pending: f.pending[i+1:]}
				break
			}
		}
	}
}

// with gives the content after the power went off, and whether there is a file.
func (f *onDisk) with(h how, r *rand.Rand) ([]byte, bool, []op) {
	if h == lost {
		return f.sure, f.there, nil
	}
	out, there := append([]byte{}, f.sure...), f.there
	for _, o := range f.pending {
		switch {
		case o.kind == opWrite:
			out, there = written(out, o, h, r), true
		case h == torn && r.IntN(2) == 0:
		case o.kind == opDelete:
			out, there = nil, false
		case o.kind == opTruncate && there && o.off <= int64(len(out)):
			out = out[:o.off]
		}
	}
	return out, there, nil
}

func written(out []byte, o op, h how, r *rand.Rand) []byte {
	for from := int64(0); from < int64(len(o.data)); {
		to := min((o.off+from)/sector*sector+sector-o.off, int64(len(o.data)))
		if h == kept || r.IntN(2) == 0 {
			if end := o.off + to; end > int64(len(out)) {
				out = append(out, make([]byte, end-int64(len(out)))...)
			}
			copy(out[o.off+from:], o.data[from:to])
		}
		from = to
	}
	return out
}

// image writes what the files below a directory would be to another one.
func (p *platter) image(below, to string, h how, r *rand.Rand) error {
	for path, f := range p.files {
		rel, ok := strings.CutPrefix(path, below+string(filepath.Separator))
		if !ok {
			continue
		}
		content, there, _ := f.with(h, r)
		if !there {
			continue
		}
		name := filepath.Join(to, rel)
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(name, content, 0o600); err != nil {
			return err
		}
	}
	copied := filepath.Join(below, "copy") // a desktop's, made with the outbox
	return errors.Join(p.names(below, to, h, r), p.names(copied, filepath.Join(to, "copy"), h, r))
}
