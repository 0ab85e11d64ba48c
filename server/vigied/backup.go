package main

import (
	"archive/tar"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"filippo.io/age"
	"github.com/klauspost/compress/zstd"

	"vigie/inbox/channel/secret"
	"vigie/inbox/fault"
	"vigie/server/exercise"
	"vigie/server/gate"
	"vigie/store"
)

// A backup is a tar archive, compressed with zstd and encrypted with age: the
// manifest, the database of one moment, the files, and what the server needs
// to be the same server again.
const manifestName = "manifest.json"

// manifest says what a backup is.
type manifest struct {
	Format int       `json:"format"`
	Vigie  string    `json:"vigie"`
	MadeAt time.Time `json:"made_at"`
}

const backupFormat = 1

// beside are the small files of a workspace's directory that a backup takes
// along, where they are.
func beside() []string { return []string{gate.CertificateFile, gate.KeyFile, secret.FileName} }

type backupCmd struct {
	File      string   `arg:"" type:"path" help:"${backup_file}"`
	Recipient []string `placeholder:"AGE" help:"${backup_recipient}"`
}

// Run writes a backup while the server runs.
func (c *backupCmd) Run(j *job) error {
	to, err := c.recipients(j)
	if err != nil {
		return err
	}
	return j.with(j.look, func(w *store.Workspace) error {
		part := c.File + ".part"
		f, err := os.OpenFile(part, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
		if err != nil {
			return fault.Wrap(err, fault.ReadOnly, "fault.file-not-written", "Path", part)
		}
		size, err := j.backup(w, f, to)
		err = errors.Join(err, f.Sync(), f.Close())
		if err == nil {
			err = store.PutInPlace(store.ComputersDisk{}, part, c.File)
		}
		if err != nil {
			return errors.Join(err, os.Remove(part))
		}
		said := j.texts.T("cli.backed-up", map[string]any{"File": c.File, "Files": size})
		left := j.leftOut()
		if left > 0 {
			said += "\n" + j.texts.N("cli.backed-up-without", left, nil)
		}
		return j.say(map[string]any{"file": c.File, "files": size, "exercises_left_out": left}, said)
	})
}

// exercisesIn is where a workspace keeps the exercises of its team.
func exercisesIn(dir string) string { return filepath.Join(dir, "exercises") }

// leftOut counts the exercises of the team that a backup does not have: each is a
// workspace of its own, and nothing in it happened (ADR 0014).
func (j *job) leftOut() int {
	list, err := exercise.List(exercisesIn(j.dir))
	if err != nil {
		j.log().Warn("how many exercises are not in the backup is not known", "error", err)
	}
	return len(list)
}

// recipients are who can read the backup: keys, or a passphrase.
func (c *backupCmd) recipients(j *job) ([]age.Recipient, error) {
	var out []age.Recipient
	for _, text := range c.Recipient {
		r, err := age.ParseX25519Recipient(text)
		if err != nil {
			return nil, fault.Wrap(err, fault.Invalid, "fault.backup-recipient", "Recipient", text)
		}
		out = append(out, r)
	}
	if len(out) > 0 {
		return out, nil
	}
	phrase, err := j.passphrase()
	if err != nil {
		return nil, err
	}
	if phrase == "" {
		return nil, fault.New(fault.Invalid, "fault.backup-unprotected")
	}
	r, err := age.NewScryptRecipient(phrase)
	if err != nil {
		return nil, fmt.Errorf("use the passphrase: %w", err)
	}
	return []age.Recipient{r}, nil
}

// backup writes the archive and gives the number of files in it.
func (j *job) backup(w *store.Workspace, out io.Writer, to []age.Recipient) (n int, err error) {
	tmp, err := os.MkdirTemp(j.dir, "backup-")
	if err != nil {
		return 0, fault.Wrap(err, fault.ReadOnly, "fault.file-not-written", "Path", j.dir)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(tmp)) }()
	database, blobs := store.Files()
	if err := w.Snapshot(j.ctx, filepath.Join(tmp, database)); err != nil {
		return 0, err
	}
	sealed, err := age.Encrypt(out, to...)
	if err != nil {
		return 0, fmt.Errorf("encrypt the backup: %w", err)
	}
	packed, err := zstd.NewWriter(sealed)
	if err != nil {
		return 0, fmt.Errorf("compress the backup: %w", err)
	}
	a := &bundle{tar: tar.NewWriter(packed), at: j.now()}
	err = a.manifest()
	if err == nil {
		err = a.file(filepath.Join(tmp, database), database)
	}
	for _, name := range beside() {
		if err == nil {
			err = a.file(filepath.Join(j.dir, name), name)
		}
	}
	if err == nil {
		err = a.tree(j, blobs)
	}
	return a.n, errors.Join(err, a.tar.Close(), packed.Close(), sealed.Close())
}

// bundle is a backup being written.
type bundle struct {
	tar *tar.Writer
	at  time.Time
	n   int
}

func (a *bundle) manifest() error {
	raw, err := json.Marshal(manifest{Format: backupFormat, Vigie: version, MadeAt: a.at.UTC()})
	if err != nil {
		return fmt.Errorf("write the manifest: %w", err)
	}
	if err := a.tar.WriteHeader(&tar.Header{Name: manifestName, Mode: 0o600, Size: int64(len(raw)), ModTime: a.at}); err != nil {
		return fmt.Errorf("write the backup: %w", err)
	}
	_, err = a.tar.Write(raw)
	return err
}

// file adds a file; one that is not there is left out.
func (a *bundle) file(path, name string) error {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	if err := a.tar.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: info.Size(), ModTime: info.ModTime()}); err != nil {
		return fmt.Errorf("write the backup: %w", err)
	}
	if _, err := io.Copy(a.tar, f); err != nil {
		return fmt.Errorf("write %s into the backup: %w", name, err)
	}
	a.n++
	return nil
}

// tree adds the blobs. Those that are just coming in are not named by the
// database yet.
func (a *bundle) tree(j *job, blobs string) error {
	root := filepath.Join(j.dir, blobs)
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if err := j.ctx.Err(); err != nil {
			return err
		}
		if d.IsDir() || !blobName(d.Name()) {
			return nil
		}
		return a.file(path, blobs+"/"+d.Name()[:2]+"/"+d.Name())
	})
}
