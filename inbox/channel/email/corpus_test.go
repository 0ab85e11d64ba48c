package email_test

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"vigie/inbox/channel/email/letter"
	"vigie/inbox/channel/email/mailtest"
)

// shared finds a folder beside the repository, which is not part of it.
func shared(t testing.TB, path ...string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		found := filepath.Join(append([]string{dir, "shared"}, path...)...)
		if _, err := os.Stat(found); err == nil {
			return found
		}
	}
	t.Skipf("shared/%s is not beside the repository", strings.Join(path, "/"))
	return ""
}

// sharedFiles gives every file of the mail corpora, mails or not.
func sharedFiles(t testing.TB) (names []string, files map[string][]byte) {
	t.Helper()
	files = map[string][]byte{}
	for _, corpus := range []string{"mime-enmime", "mime-postal", "mime-python", "bounces-dev", "spamassassin-dev", "reply-crisp", "reply-github"} {
		root := shared(t, "data", corpus)
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			raw, err := os.ReadFile(path)
			names = append(names, path)
			files[path] = raw
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return names, files
}

func TestCorpora_ComeThroughDovecotWithNoneLost(t *testing.T) {
	names, files := sharedFiles(t)
	servers := mailtest.Start(t, mailtest.Options{})
	r := newRig(t, servers, plain)
	for _, n := range names {
		servers.Drop(t, r.brand, "INBOX", files[n])
	}
	c := drain(t, r.open(), nil, 200)
	if c.events != len(names) {
		t.Errorf("%d mails lay there, %d came: %d complete and distinct, %d poisons", len(names), c.events, len(c.complete), len(c.poisons))
	}
	if len(c.headers) != 0 {
		t.Errorf("%d headers are pending for ever", len(c.headers))
	}
	for _, p := range c.poisons {
		t.Logf("poison of %d bytes: %v", len(p.Raw), p.Cause)
	}
	kept, bodies := map[string]bool{}, map[string]bool{}
	for _, u := range c.complete {
		kept[words(u.Raw)] = true
		bodies[u.Message.MailID+words(body(u.Raw))] = true
	}
	for _, n := range names {
		if len(files[n]) == 0 || kept[words(files[n])] {
			continue
		}
		// Copies of one mail may differ in what relays write into the header.
		l, _ := letter.Parse(files[n])
		if l.MessageID == "" || !bodies[l.MessageID+words(body(files[n]))] {
			t.Errorf("the words of %s (%d bytes) are in no message", n, len(files[n]))
		}
	}
	t.Logf("%d files, %d distinct messages, %d poisons", len(names), len(c.complete), len(c.poisons))
}

// body is what follows the first empty line.
func body(raw []byte) []byte {
	_, rest, _ := bytes.Cut(plainEnds(raw), []byte("\n\n"))
	return rest
}

// words is a mail without its line ends and blanks: the corpora hold the same
// mails with the line ends of several systems, which are one mail. NUL cannot
// be carried by IMAP, and becomes 0x80.
func words(raw []byte) string {
	return string(bytes.Join(bytes.Fields(bytes.ReplaceAll(raw, []byte{0}, []byte{0x80})), []byte(" ")))
}

// BenchmarkCollect reads 20,000 mails from an empty cursor: fetching and
// parsing, without a store.
func BenchmarkCollect(b *testing.B) {
	const mails = 20000
	servers := mailtest.Start(b, mailtest.Options{})
	r := newRig(b, servers, plain)
	r.account.Settings["imap_port"] = strconv.Itoa(servers.IMAP) // not through the relay
	generate(b, servers, r.brand, mails)
	s := r.open()
	for b.Loop() {
		began, cpu, theirs := time.Now(), cpuTime(), servers.CPU(b)
		c := drain(b, s, nil, 500)
		if c.events != mails {
			b.Fatalf("%d of %d came", c.events, mails)
		}
		b.ReportMetric(mails/time.Since(began).Seconds(), "mails/s")
		b.ReportMetric((cpuTime() - cpu).Seconds(), "our-cpu-s")
		b.ReportMetric((servers.CPU(b) - theirs).Seconds(), "dovecot-cpu-s")
		b.ReportMetric(float64(c.batches), "batches")
	}
}

func cpuTime() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// generate fills the inbox with the deterministic corpus.
func generate(b *testing.B, servers *mailtest.Servers, address string, n int) {
	b.Helper()
	tool := shared(b, "tools", "gencorpus")
	dir := b.TempDir()
	cmd := exec.Command("go", "run", ".", "-n", "20000", "-seed", "1", "-maildir", dir)
	cmd.Dir = tool
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("generate the corpus: %v\n%s", err, out)
	}
	servers.DropDirectory(b, address, dir)
	if got := len(servers.Mails(b, address, "INBOX")); got != n {
		b.Fatalf("%d mails in the inbox, want %d", got, n)
	}
}
