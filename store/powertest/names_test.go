//go:build linux && amd64

package powertest_test

import (
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"

	"vigie/store"
)

// The kinds of op on names. A file that SQLite does not keep is known by the
// path under which it was made, whatever it is called since.
const (
	opCreate = iota + 100
	opMkdir
	opRename
	opRemove
	opSyncNames
)

// onNames is the disk of attachments: everything goes through to the real one,
// and is written down.
type onNames struct{ store.ComputersDisk }

func (d onNames) Create(dir string) (store.DiskFile, error) {
	f, err := d.ComputersDisk.Create(dir)
	if err == nil {
		disk.note(op{kind: opCreate, path: f.Name()})
	}
	return &onBytes{DiskFile: f}, err
}

func (d onNames) Mkdir(dir string) error {
	_, none := os.Stat(dir)
	err := d.ComputersDisk.Mkdir(dir)
	if none != nil {
		disk.note(op{kind: opMkdir, path: dir})
	}
	return err
}

func (d onNames) Rename(from, to string) error {
	err := d.ComputersDisk.Rename(from, to)
	disk.note(op{kind: opRename, path: from, data: []byte(to)})
	return err
}

func (d onNames) Remove(path string) error {
	err := d.ComputersDisk.Remove(path)
	disk.note(op{kind: opRemove, path: path})
	return err
}

// Sync only notes it, as that of SQLite's files.
func (d onNames) Sync(dir string) error {
	disk.note(op{kind: opSyncNames, path: dir})
	return nil
}

// onBytes is a file of an attachment that is being written.
type onBytes struct {
	store.DiskFile
	off int64
}

func (f *onBytes) Write(p []byte) (int, error) {
	n, err := f.DiskFile.Write(p)
	disk.note(op{kind: opWrite, path: f.Name(), off: f.off, data: append([]byte{}, p[:n]...)})
	f.off += int64(n)
	return n, err
}

func (f *onBytes) Sync() error {
	disk.note(op{kind: opSync, path: f.Name()})
	return nil
}

// directory is what a disk has of the names in one directory: for sure, and
// what became of them since.
type directory struct {
	sure    map[string]named
	pending []naming
}

// named is what a name stands for: a file, by the path under which it was made,
// or a directory.
type named struct {
	file string
	dir  bool
}

type naming struct {
	name string
	what named
	gone bool
}

func (d *directory) now() map[string]named { return d.with(kept, nil) }

// with gives the names after the power went off.
func (d *directory) with(h how, r *rand.Rand) map[string]named {
	out := maps.Clone(d.sure)
	for _, n := range d.pending {
		switch {
		case h == lost, h == torn && r.IntN(2) == 0:
		case n.gone:
			delete(out, n.name)
		default:
			out[n.name] = n.what
		}
	}
	return out
}

func (p *platter) directory(path string) *directory {
	if p.dirs[path] == nil {
		p.dirs[path] = &directory{sure: map[string]named{}}
	}
	return p.dirs[path]
}

// name takes an op on names; ours is false for one of another kind.
func (p *platter) name(o op) (ours bool) {
	in := p.directory(filepath.Dir(o.path))
	base := filepath.Base(o.path)
	switch o.kind {
	case opCreate:
		p.blobs[o.path] = &onDisk{there: true}
		in.pending = append(in.pending, naming{name: base, what: named{file: o.path}})
	case opMkdir:
		in.pending = append(in.pending, naming{name: base, what: named{dir: true}})
	case opRename:
		to := string(o.data)
		what := in.now()[base]
		in.pending = append(in.pending, naming{name: base, gone: true})
		under := p.directory(filepath.Dir(to))
		under.pending = append(under.pending, naming{name: filepath.Base(to), what: what})
	case opRemove:
		in.pending = append(in.pending, naming{name: base, gone: true})
	case opSyncNames:
		d := p.directory(o.path)
		d.sure, d.pending = d.now(), nil
	default:
		return false
	}
	return true
}

// names writes what there would be of attachments below a directory.
func (p *platter) names(from, to string, h how, r *rand.Rand) error {
	for name, what := range p.directory(from).with(h, r) {
		path := filepath.Join(to, name)
		if err := os.MkdirAll(to, 0o700); err != nil {
			return err
		}
		if what.dir {
			if err := os.MkdirAll(path, 0o700); err != nil {
				return err
			}
			if err := p.names(filepath.Join(from, name), path, h, r); err != nil {
				return err
			}
			continue
		}
		content, _, _ := p.blobs[what.file].with(h, r)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			return err
		}
	}
	return nil
}
