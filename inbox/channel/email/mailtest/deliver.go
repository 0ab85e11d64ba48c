package mailtest

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
)

// Deliver hands a mail to Dovecot as a mail server does, by LMTP. The mail is
// in the inbox when it returns.
func (s *Servers) Deliver(t testing.TB, address string, raw []byte) {
	t.Helper()
	conn, err := net.Dial("tcp", "127.0.0.1:"+strconv.Itoa(s.LMTP))
	if err != nil {
		t.Fatalf("reach dovecot's lmtp: %v", err)
	}
	c := smtp.NewClientLMTP(conn)
	defer c.Close()
	if err := deliver(c, address, raw); err != nil {
		words, _ := os.ReadFile(filepath.Join(s.Dir, "dovecot.log"))
		t.Fatalf("deliver to %s: %v; dovecot's log:\n%s", address, err, words)
	}
}

func deliver(c *smtp.Client, address string, raw []byte) error {
	if err := c.Mail("sender@"+Domain, nil); err != nil {
		return err
	}
	if err := c.Rcpt(address, nil); err != nil {
		return err
	}
	w, err := c.Data()
	if err != nil {
		return err
	}
	if _, err := w.Write(raw); err != nil {
		return err
	}
	_, err = w.CloseWithLMTPResponse()
	return err
}

// Drop lays a mail into a mailbox on disk, byte for byte.
func (s *Servers) Drop(t testing.TB, address, mailbox string, raw []byte) {
	t.Helper()
	s.DropAt(t, address, mailbox, raw, time.Now())
}

// DropAt is Drop with the time of arrival.
func (s *Servers) DropAt(t testing.TB, address, mailbox string, raw []byte, at time.Time) {
	t.Helper()
	dir := s.prepare(t, address, mailbox)
	name := fmt.Sprintf("%d.%dP%d.test", at.Unix(), serial.Add(1), os.Getpid())
	tmp := filepath.Join(dir, "tmp", name)
	err := os.WriteFile(tmp, raw, 0o644)
	if err == nil {
		err = own(tmp)
	}
	if err == nil {
		err = os.Chtimes(tmp, at, at)
	}
	if err == nil {
		err = os.Rename(tmp, filepath.Join(dir, "new", name))
	}
	if err != nil {
		t.Fatalf("drop a mail: %v", err)
	}
}

// serial makes the names of mails unique within the test's process.
var serial atomic.Int64

// prepare makes the maildir of a mailbox.
func (s *Servers) prepare(t testing.TB, address, mailbox string) string {
	t.Helper()
	dir := s.Maildir(address, mailbox)
	top := filepath.Join(s.Dir, "mail", address)
	for _, d := range []string{top, s.Maildir(address, ""), dir, dir + "/tmp", dir + "/new", dir + "/cur"} {
		if err := os.Mkdir(d, 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
			t.Fatal(err)
		}
		if err := own(d); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// own gives a path to the user that Dovecot reads mail as.
func own(path string) error {
	nobody, err := user.Lookup("nobody")
	if err != nil {
		return err
	}
	uid, err := strconv.Atoi(nobody.Uid)
	if err != nil {
		return err
	}
	gid, err := strconv.Atoi(nobody.Gid)
	if err != nil {
		return err
	}
	return os.Chown(path, uid, gid)
}

// Mails gives the mails of a mailbox as they lie on disk, by file name.
func (s *Servers) Mails(t testing.TB, address, mailbox string) [][]byte {
	t.Helper()
	for {
		mails, err := contents(s.files(t, address, mailbox))
		if err == nil {
			return mails
		}
		if !errors.Is(err, fs.ErrNotExist) { // Dovecot renames what somebody looks at
			t.Fatal(err)
		}
	}
}

func contents(files []string) (all [][]byte, err error) {
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			return nil, err
		}
		all = append(all, raw)
	}
	return all, nil
}

// DropDirectory moves the mails of a maildir into the inbox.
func (s *Servers) DropDirectory(t testing.TB, address, maildir string) {
	t.Helper()
	inbox := s.prepare(t, address, "INBOX")
	for _, sub := range []string{"new", "cur"} {
		entries, err := os.ReadDir(filepath.Join(maildir, sub))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			to := filepath.Join(inbox, "new", strings.ReplaceAll(e.Name(), ":2,", ""))
			err := os.Rename(filepath.Join(maildir, sub, e.Name()), to)
			if err == nil {
				err = own(to)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
}

// Remove deletes the mails of a mailbox that hold a word, on disk.
func (s *Servers) Remove(t testing.TB, address, mailbox string, word []byte) {
	t.Helper()
	for _, f := range s.files(t, address, mailbox) {
		raw, err := os.ReadFile(f)
		if err == nil && bytes.Contains(raw, word) {
			err = os.Remove(f)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// Flags gives the maildir flags of each mail of a mailbox: "S" is seen.
func (s *Servers) Flags(t testing.TB, address, mailbox string) []string {
	t.Helper()
	var all []string
	for _, f := range s.files(t, address, mailbox) {
		_, flags, _ := strings.Cut(filepath.Base(f), ":2,")
		all = append(all, flags)
	}
	return all
}

func (s *Servers) files(t testing.TB, address, mailbox string) []string {
	t.Helper()
	var all []string
	for _, sub := range []string{"new", "cur"} {
		entries, err := os.ReadDir(filepath.Join(s.Maildir(address, mailbox), sub))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		for _, e := range entries {
			all = append(all, filepath.Join(s.Maildir(address, mailbox), sub, e.Name()))
		}
	}
	slices.SortFunc(all, func(a, b string) int {
		return strings.Compare(filepath.Base(a), filepath.Base(b))
	})
	return all
}

// LoseUIDValidity makes Dovecot forget the UIDs of all mailboxes of a user, as
// a restored backup does: they get a new UIDVALIDITY. It starts Dovecot again,
// so that no session remembers them.
func (s *Servers) LoseUIDValidity(t testing.TB, address string) {
	t.Helper()
	s.Stop()
	defer s.bootDovecot(t)
	root := s.Maildir(address, "")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if n := d.Name(); n == "dovecot-uidlist" || strings.HasPrefix(n, "dovecot.index") || strings.HasPrefix(n, "dovecot.list.index") {
			return os.Remove(path)
		}
		return nil
	})
	if err != nil {
		t.Fatalf("forget the UIDs of %s: %v", address, err)
	}
}

// CRLF gives a text with the line ends of mail.
func CRLF(text string) []byte {
	return bytes.ReplaceAll([]byte(strings.ReplaceAll(text, "\r\n", "\n")), []byte("\n"), []byte("\r\n"))
}
