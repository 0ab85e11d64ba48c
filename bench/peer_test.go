package bench

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"vigie/inbox/channel/email/mailtest"
)

// peer is another way from a mailbox to searchable mail.
type peer struct {
	name  string
	needs []string
	// index makes the mails under a Maildir searchable, with its files in home.
	index func(home, maildir string) [][]string
}

func peers() []peer {
	return []peer{
		{"mbsync+notmuch", []string{"mbsync", "notmuch"}, func(home, _ string) [][]string {
			return [][]string{{"notmuch", "--config=" + filepath.Join(home, "notmuch"), "new", "--quiet"}}
		}},
		{"mbsync+mu", []string{"mbsync", "mu"}, func(home, maildir string) [][]string {
			store := "--muhome=" + filepath.Join(home, "mu")
			return [][]string{{"mu", "init", "--quiet", store, "--maildir=" + maildir}, {"mu", "index", "--quiet", store}}
		}},
	}
}

// BenchmarkPeer does with the peers that are installed what BenchmarkMail does
// with Vigie, on the same corpus and a server of the same kind.
func BenchmarkPeer(b *testing.B) {
	for _, n := range sizes(b) {
		for _, p := range peers() {
			b.Run(fmt.Sprintf("%s/%d", p.name, n), func(b *testing.B) {
				for _, name := range p.needs {
					if _, err := exec.LookPath(name); err != nil {
						b.Skip(name + " is not installed")
					}
				}
				servers := mailtest.Start(b, mailtest.Options{})
				address := fill(b, servers, n)
				p.read(b, servers, address, n) // the server has its own index from here on
				for b.Loop() {
					p.read(b, servers, address, n)
				}
			})
		}
	}
}

func (p peer) read(b *testing.B, servers *mailtest.Servers, address string, n int) {
	b.Helper()
	home := b.TempDir()
	maildir := filepath.Join(home, "mail")
	p.configure(b, home, maildir, servers, address)
	began := time.Now()
	var cpu time.Duration
	largest := int64(0)
	for _, args := range append([][]string{{"mbsync", "-q", "-c", filepath.Join(home, "mbsyncrc"), "-a"}}, p.index(home, maildir)...) {
		cmd := exec.CommandContext(b.Context(), args[0], args[1:]...)
		if out, err := cmd.CombinedOutput(); err != nil {
			b.Fatalf("%v: %v\n%s", args, err, out)
		}
		u := cmd.ProcessState.SysUsage().(*syscall.Rusage)
		cpu += time.Duration(u.Utime.Nano() + u.Stime.Nano())
		largest = max(largest, u.Maxrss)
	}
	b.ReportMetric(time.Since(began).Seconds(), "wall-s")
	b.ReportMetric(cpu.Seconds(), "cpu-s")
	b.ReportMetric(float64(largest)/1024, "peak-MB")
	b.ReportMetric(disk(b, home), "disk-MB")
	if got := mailsIn(b, maildir); got != n {
		b.Fatalf("%d of %d mails came", got, n)
	}
}

func (p peer) configure(b *testing.B, home, maildir string, servers *mailtest.Servers, address string) {
	b.Helper()
	files := map[string]string{
		"mbsyncrc": strings.NewReplacer("@PORT@", strconv.Itoa(servers.IMAP), "@USER@", address, "@MAIL@", maildir, "@HOME@", home).Replace(`
IMAPAccount bench
Host 127.0.0.1
Port @PORT@
User @USER@
Pass s3cret
SSLType None
AuthMechs LOGIN

IMAPStore far
Account bench

MaildirStore near
Path @MAIL@/
Inbox @MAIL@/INBOX

Channel bench
Far :far:
Near :near:
Patterns INBOX
Create Near
Sync Pull
SyncState @HOME@/
`),
		"notmuch": "[database]\npath=" + maildir + "\n[user]\nname=Marque\nprimary_email=" + address + "\n[new]\ntags=unread;inbox;\n",
	}
	if err := os.MkdirAll(maildir, 0o700); err != nil {
		b.Fatal(err)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(home, name), []byte(text), 0o600); err != nil {
			b.Fatal(err)
		}
	}
}

func mailsIn(b *testing.B, maildir string) int {
	b.Helper()
	n := 0
	for _, sub := range []string{"new", "cur"} {
		found, err := os.ReadDir(filepath.Join(maildir, "INBOX", sub))
		if err != nil {
			b.Fatal(err)
		}
		n += len(found)
	}
	return n
}
