//go:build unix

package store_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"vigie/inbox/channel"
	"vigie/inbox/fault"
	"vigie/store"
)

// fillUp writes until the disk, as the system lets this process see it, is
// full; then it says so and tries to go on.
func fillUp(dir string) error {
	ctx := context.Background()
	w, err := store.Open(ctx, dir, theirs())
	if err != nil {
		return err
	}
	signal.Ignore(syscall.SIGXFSZ)
	const most = 2 << 20
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: most, Max: most}); err != nil {
		return err
	}
	for i := 0; ; i++ {
		u := mail(fmt.Sprintf("big%d", i), "lea@client.example", "Gros", strings.Repeat(newID()+" ", 2000), noon())
		if _, err := w.Ingest(ctx, mailbox, channel.Batch{Events: []channel.Event{u}, Next: channel.Cursor(fmt.Sprint(i))}); err != nil {
			fmt.Println("stored", i)
			return errors.Join(err, w.Close())
		}
	}
}

func TestDisk_FullGivesAClearMessageAndNoDamage(t *testing.T) {
	fileOnly(t)
	h := newHouse(t)
	h.shut(h.Workspace)
	out, err := again("small-disk", h.dir).Output()
	var ended *exec.ExitError
	if !errors.As(err, &ended) || ended.ExitCode() != 3 {
		t.Fatalf("the child ended with %v: %s", err, out)
	}
	var stored int
	if _, err := fmt.Sscanf(string(out), "stored %d", &stored); err != nil || stored == 0 {
		t.Fatalf("the child said %q", out)
	}
	if !strings.Contains(string(out), "error full fault.disk-full") {
		t.Errorf("the child said %q", out)
	}
	h.open()
	rep := h.sound()
	cur, err := h.Cursor(context.Background(), mailbox)
	h.must(err)
	var last int
	h.must(json.Unmarshal(cur, &last))
	equal(t, "messages", rep.Messages, stored)
	equal(t, "cursor", last+1, stored)
	h.take(mail("after", "lea@client.example", "Après", "a", noon()))
}

func TestDisk_ReadOnlyGivesAClearMessage(t *testing.T) {
	fileOnly(t)
	h := newHouse(t)
	h.question()
	h.shut(h.Workspace)
	if os.Getuid() == 0 {
		h.openAsNobody()
		return
	}
	h.must(os.Chmod(filepath.Join(h.dir, "vigie.db"), 0o400))
	_, err := store.Open(context.Background(), h.dir, store.Options{})
	h.fails(err, fault.ReadOnly, "fault.workspace-read-only")
}

// openAsNobody opens the workspace as a user to whom its files are closed: for
// the superuser nothing is read-only.
func (h *house) openAsNobody() {
	h.t.Helper()
	dir, err := os.MkdirTemp("/tmp", "vigie-nobody-*")
	h.must(err)
	defer os.RemoveAll(dir)
	program, place := filepath.Join(dir, "store.test"), filepath.Join(dir, "w")
	h.must(os.CopyFS(place, os.DirFS(h.dir)))
	h.must(copyFile(program, os.Args[0]))
	for _, p := range []string{dir, place, program, filepath.Join(place, "blobs")} {
		h.must(os.Chmod(p, 0o755))
	}
	for _, locked := range []os.FileMode{0o666, 0o444} { // the lock may be writable or not
		h.must(os.Chmod(filepath.Join(place, "lock"), locked))
		h.must(os.Chmod(filepath.Join(place, "vigie.db"), 0o444))
		cmd := again("open", place)
		cmd.Path = program
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
		out, err := cmd.Output()
		if err == nil || !strings.Contains(string(out), "error read_only fault.workspace-read-only") {
			h.t.Errorf("with lock %v the child ended with %v: %s", locked, err, out)
		}
	}
}

func copyFile(to, from string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY, 0o755)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}
