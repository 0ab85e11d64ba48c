//go:build linux && amd64

package powertest_test

import (
	"fmt"
	"sync"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// recorder is a disk between SQLite and the real one: everything goes through,
// and is written down while it is on. SQLite knows it by addresses alone, so
// there is one for the test program.
type recorder struct {
	mu      sync.Mutex
	on      bool
	ops     []op
	paths   map[uintptr]string                       // of open files
	ours    map[uintptr]uintptr                      // SQLite's methods of files, and ours in their place
	theirs  map[uintptr]*sqlite3.Tsqlite3_io_methods // the other way
	unix    uintptr
	unixVFS *sqlite3.Tsqlite3_vfs
}

var disk = &recorder{paths: map[uintptr]string{}, ours: map[uintptr]uintptr{}, theirs: map[uintptr]*sqlite3.Tsqlite3_io_methods{}}

// at gives what lies at an address of SQLite's, which is outside of Go's memory.
func at[T any](address uintptr) *T { return (*T)(*(*unsafe.Pointer)(unsafe.Pointer(&address))) }

// address gives a function as SQLite calls it. It must be one of a package,
// which has no context.
func address(f any) uintptr {
	type face [2]uintptr
	return (*face)(unsafe.Pointer(&f))[1]
}

// pointer gives the function at an address of SQLite's.
func pointer[F any](a uintptr) F { return *(*F)(unsafe.Pointer(&struct{ uintptr }{a})) }

type (
	openFunc     = func(tls *libc.TLS, vfs, name, file uintptr, flags int32, out uintptr) int32
	deleteFunc   = func(tls *libc.TLS, vfs, name uintptr, sync int32) int32
	writeFunc    = func(tls *libc.TLS, file, data uintptr, n int32, off int64) int32
	truncateFunc = func(tls *libc.TLS, file uintptr, size int64) int32
	closeFunc    = func(tls *libc.TLS, file uintptr) int32
)

// install makes it the disk of all that this program opens from now on.
func (r *recorder) install() error {
	tls := libc.NewTLS()
	name, err := libc.CString("unix")
	if err != nil {
		return err
	}
	r.unix = sqlite3.Xsqlite3_vfs_find(tls, name)
	if r.unix == 0 {
		return fmt.Errorf("there is no unix disk")
	}
	r.unixVFS = at[sqlite3.Tsqlite3_vfs](r.unix)
	own := libc.Xmalloc(tls, libc.Tsize_t(unsafe.Sizeof(*r.unixVFS)))
	v := at[sqlite3.Tsqlite3_vfs](own)
	*v = *r.unixVFS
	if v.FzName, err = libc.CString("recording"); err != nil {
		return err
	}
	v.FpNext, v.FxOpen, v.FxDelete = 0, address(diskOpen), address(diskDelete)
	if code := sqlite3.Xsqlite3_vfs_register(tls, own, 1); code != 0 {
		return fmt.Errorf("the disk is refused: %d", code)
	}
	return nil
}

// record runs f and gives what it asked of the disk.
func (r *recorder) record(f func()) []op {
	r.mu.Lock()
	r.on, r.ops = true, nil
	r.mu.Unlock()
	f()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.on = false
	return r.ops
}

func (r *recorder) note(o op) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.on {
		r.ops = append(r.ops, o)
	}
}

// mark says that by now somebody was told.
func (r *recorder) mark(what string) { r.note(op{kind: opMark, path: what}) }

func (r *recorder) of(file uintptr) (path string, m *sqlite3.Tsqlite3_io_methods) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.paths[file], r.theirs[at[sqlite3.Tsqlite3_file](file).FpMethods]
}

func diskOpen(tls *libc.TLS, _, name, file uintptr, flags int32, out uintptr) int32 {
	code := pointer[openFunc](disk.unixVFS.FxOpen)(tls, disk.unix, name, file, flags, out)
	f := at[sqlite3.Tsqlite3_file](file)
	if code != 0 || f.FpMethods == 0 || name == 0 {
		return code
	}
	disk.mu.Lock()
	defer disk.mu.Unlock()
	disk.paths[file] = libc.GoString(name)
	own, known := disk.ours[f.FpMethods]
	if !known {
		own = libc.Xmalloc(tls, libc.Tsize_t(unsafe.Sizeof(sqlite3.Tsqlite3_io_methods{})))
		theirs := *at[sqlite3.Tsqlite3_io_methods](f.FpMethods)
		m := at[sqlite3.Tsqlite3_io_methods](own)
		*m = theirs
		m.FxWrite, m.FxTruncate, m.FxSync, m.FxClose = address(diskWrite), address(diskTruncate), address(diskSync), address(diskClose)
		disk.ours[f.FpMethods], disk.theirs[own] = own, &theirs
	}
	f.FpMethods = own
	return code
}

func diskDelete(tls *libc.TLS, _, name uintptr, sync int32) int32 {
	code := pointer[deleteFunc](disk.unixVFS.FxDelete)(tls, disk.unix, name, sync)
	if code == 0 {
		disk.note(op{kind: opDelete, path: libc.GoString(name), now: sync != 0})
	}
	return code
}

func diskWrite(tls *libc.TLS, file, data uintptr, n int32, off int64) int32 {
	path, m := disk.of(file)
	code := pointer[writeFunc](m.FxWrite)(tls, file, data, n, off)
	if code == 0 && n > 0 {
		copied := append([]byte{}, unsafe.Slice(at[byte](data), n)...)
		disk.note(op{kind: opWrite, path: path, off: off, data: copied})
	}
	return code
}

func diskTruncate(tls *libc.TLS, file uintptr, size int64) int32 {
	path, m := disk.of(file)
	code := pointer[truncateFunc](m.FxTruncate)(tls, file, size)
	if code == 0 {
		disk.note(op{kind: opTruncate, path: path, off: size})
	}
	return code
}

// diskSync only notes it: the real disk has nothing to fear here, and makes one
// wait.
func diskSync(_ *libc.TLS, file uintptr, _ int32) int32 {
	path, _ := disk.of(file)
	disk.note(op{kind: opSync, path: path})
	return 0
}

func diskClose(tls *libc.TLS, file uintptr) int32 {
	_, m := disk.of(file)
	disk.mu.Lock()
	delete(disk.paths, file)
	disk.mu.Unlock()
	return pointer[closeFunc](m.FxClose)(tls, file)
}
