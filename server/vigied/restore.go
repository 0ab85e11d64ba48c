package main

import (
	"archive/tar"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"filippo.io/age"
	"github.com/klauspost/compress/zstd"

	"vigie/inbox/fault"
	"vigie/store"
)

type restoreCmd struct {
	File     string `arg:"" type:"path" help:"${restore_file}"`
	Identity string `type:"path" placeholder:"FILE" help:"${restore_identity}"`
	Erasures string `type:"path" placeholder:"FILE" help:"${restore_erasures}"`
}

// Run makes a workspace of a backup, in a directory in which nothing is, and
// with --database in a database in which nothing is. It gets a new epoch:
// every desktop reads anew, and sends again what the backup does not have.
func (c *restoreCmd) Run(j *job) error {
	if err := store.Fresh(j.dir); err != nil {
		return err
	}
	by, err := c.identities(j)
	if err != nil {
		return err
	}
	erased, err := readErasures(c.Erasures)
	if err != nil {
		return err
	}
	f, err := os.Open(c.File)
	if err != nil {
		return fault.Wrap(err, fault.NotFound, "fault.backup-missing", "File", c.File)
	}
	defer f.Close()
	part := j.dir + ".part"
	if err := os.Mkdir(part, 0o700); err != nil {
		return fault.Wrap(err, fault.ReadOnly, "fault.file-not-written", "Path", part)
	}
	err = unpackAge(j, f, part, by)
	if err == nil {
		err = j.revive(part, erased)
	}
	if err == nil && j.server != "" {
		err = j.intoDatabase(part)
	}
	if err != nil {
		return errors.Join(err, os.RemoveAll(part))
	}
	if err := os.Remove(j.dir); err != nil && !errors.Is(err, os.ErrNotExist) {
		return errors.Join(fmt.Errorf("make room: %w", err), os.RemoveAll(part))
	}
	if err := atHome(store.ComputersDisk{}, part, j.dir); err != nil {
		return fmt.Errorf("put the workspace in its place: %w", err)
	}
	return j.say(map[string]any{"workspace": j.dir}, j.texts.T("cli.restored", map[string]any{"Dir": j.dir}))
}

// atHome gives a workspace that was made its name, once all that is in it will be
// there after a loss of power.
func atHome(d store.Disk, made, dir string) error {
	if err := store.SyncTree(d, made); err != nil {
		return err
	}
	return store.PutInPlace(d, made, dir)
}

func (c *restoreCmd) identities(j *job) ([]age.Identity, error) {
	if c.Identity == "" {
		phrase, err := j.passphrase()
		if err != nil {
			return nil, err
		}
		if phrase == "" {
			return nil, fault.New(fault.Invalid, "fault.backup-unprotected")
		}
		i, err := age.NewScryptIdentity(phrase)
		if err != nil {
			return nil, fmt.Errorf("use the passphrase: %w", err)
		}
		return []age.Identity{i}, nil
	}
	f, err := os.Open(c.Identity)
	if err != nil {
		return nil, fault.Wrap(err, fault.NotFound, "fault.secret-unreadable", "Field", "identity")
	}
	defer f.Close()
	list, err := age.ParseIdentities(f)
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "fault.secret-unreadable", "Field", "identity")
	}
	return list, nil
}

// unpackAge opens the archive and writes its files.
func unpackAge(j *job, f io.Reader, dir string, by []age.Identity) error {
	plain, err := age.Decrypt(f, by...)
	var wrong *age.NoIdentityMatchError
	if errors.As(err, &wrong) {
		return fault.Wrap(err, fault.Auth, "fault.passphrase-wrong")
	}
	if err != nil {
		return damaged(err)
	}
	packed, err := zstd.NewReader(plain)
	if err != nil {
		return damaged(err)
	}
	defer packed.Close()
	return unpackBackup(j, tar.NewReader(packed), dir)
}

// revive makes a workspace of the files of a backup: it is checked, forgets who
// was erased since, and begins a new epoch.
func (j *job) revive(dir string, erased store.Erasures) error {
	w, err := store.Open(j.ctx, dir, store.Options{Now: j.now, Log: j.log()})
	if err != nil {
		return err
	}
	report, err := w.Check(j.ctx)
	if err == nil && len(report.Faults) > 0 {
		err = fault.New(fault.Corrupt, "fault.check-failed", "Count", len(report.Faults))
	}
	if err == nil {
		_, err = w.EraseAgain(j.ctx, erased)
	}
	if err == nil {
		err = w.Restored(j.ctx)
	}
	return errors.Join(err, w.Close())
}

// intoDatabase takes a restored workspace on to PostgreSQL; its file is not
// needed any more.
func (j *job) intoDatabase(dir string) error {
	m, err := store.Move(j.ctx, dir, j.server, store.Options{Now: j.now, Log: j.log()}, j.moving)
	if err != nil {
		return err
	}
	return os.Remove(m.Kept)
}

func damaged(err error) error { return fault.Wrap(err, fault.Corrupt, "fault.backup-damaged") }

// unpackBackup writes the archive's files. It knows every name that a backup
// may hold; any other one, a path that leads out among them, is refused.
func unpackBackup(j *job, a *tar.Reader, dir string) error {
	whole := false
	for first := true; ; first = false {
		h, err := a.Next()
		if errors.Is(err, io.EOF) {
			if !whole {
				return damaged(errors.New("there is no database"))
			}
			return nil
		}
		if err != nil {
			return damaged(err)
		}
		if err := j.ctx.Err(); err != nil {
			return err
		}
		if first {
			if err := readManifest(h, a); err != nil {
				return err
			}
			continue
		}
		database, blobs := store.Files()
		sum, err := unpackFile(a, h, dir, blobs)
		if err != nil {
			return err
		}
		whole = whole || h.Name == database
		if sha, isBlob := strings.CutPrefix(h.Name, blobs+"/"); isBlob && sha[3:] != sum {
			return damaged(fmt.Errorf("the file %s is not what its name says", h.Name))
		}
	}
}

func readManifest(h *tar.Header, r io.Reader) error {
	var m manifest
	if h.Name != manifestName {
		return damaged(errors.New("there is no manifest"))
	}
	if err := json.NewDecoder(io.LimitReader(r, 1<<16)).Decode(&m); err != nil {
		return damaged(err)
	}
	if m.Format != backupFormat {
		return fault.New(fault.Unsupported, "fault.workspace-newer", "Version", m.Format, "Known", backupFormat)
	}
	return nil
}

func unpackFile(r io.Reader, h *tar.Header, dir, blobs string) (sum string, err error) {
	if !mayRestore(h, blobs) {
		return "", damaged(fmt.Errorf("a backup holds no %.80q", h.Name))
	}
	path := filepath.Join(dir, filepath.FromSlash(h.Name))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return "", fault.Wrap(err, fault.ReadOnly, "fault.file-not-written", "Path", path)
	}
	hash := sha256.New()
	if _, err = io.Copy(io.MultiWriter(f, hash), r); err != nil {
		err = damaged(err)
	}
	return hex.EncodeToString(hash.Sum(nil)), errors.Join(err, f.Sync(), f.Close())
}

// mayRestore knows the names of a backup.
func mayRestore(h *tar.Header, blobs string) bool {
	database, _ := store.Files()
	if h.Typeflag != tar.TypeReg {
		return false
	}
	if h.Name == database || slices.Contains(beside(), h.Name) {
		return true
	}
	parts := strings.Split(h.Name, "/")
	return len(parts) == 3 && parts[0] == blobs && blobName(parts[2]) && parts[1] == parts[2][:2]
}

// blobName is a SHA-256 as blobs are called.
func blobName(s string) bool {
	return len(s) == 2*sha256.Size && strings.Trim(s, "0123456789abcdef") == ""
}
