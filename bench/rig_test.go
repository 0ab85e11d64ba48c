package bench

import (
	"context"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel/email/mailtest"
	"vigie/inbox/channel/secret"
	"vigie/inbox/team"
	"vigie/server/engine"
	"vigie/store"
)

const mailbox inbox.AccountID = "01BENCH"

// rig is a workspace with one mailbox on a real server.
type rig struct {
	*store.Workspace
	b       *testing.B
	dir     string
	address string
	secrets *secret.InMemory
	account inbox.Account
}

// newRig makes an empty workspace for a mailbox that may be full already.
func newRig(b *testing.B, servers *mailtest.Servers, address string) *rig {
	b.Helper()
	r := &rig{b: b, dir: b.TempDir(), address: address, secrets: &secret.InMemory{}}
	r.account = inbox.Account{
		ID: mailbox, Channel: inbox.ChannelEmail, Name: "Marque", Address: address, Department: "social",
		Settings: map[string]string{
			"imap_host": "127.0.0.1", "imap_port": strconv.Itoa(servers.IMAP), "imap_security": "none",
			"smtp_host": "127.0.0.1", "smtp_port": strconv.Itoa(servers.LMTP), "smtp_security": "none",
			"user": address,
		},
	}
	if err := r.secrets.Put(b.Context(), mailbox, "password", "s3cret"); err != nil {
		b.Fatal(err)
	}
	return r
}

// open opens the workspace and furnishes it.
func (r *rig) open() {
	r.b.Helper()
	ctx := r.b.Context()
	w, err := store.Open(ctx, r.dir, store.Options{})
	if err != nil {
		r.b.Fatal(err)
	}
	r.Workspace = w
	for _, err := range []error{
		w.PutDepartment(ctx, team.Department{ID: "social", Name: "Social"}, ""),
		w.PutAccount(ctx, r.account, ""),
	} {
		if err != nil {
			r.b.Fatal(err)
		}
	}
}

func (r *rig) close() {
	r.b.Helper()
	if err := r.Workspace.Close(); err != nil {
		r.b.Fatal(err)
	}
}

func (r *rig) engine() *engine.Engine {
	return engine.New(engine.Options{Workspace: r.Workspace, Secrets: r.secrets, NoSend: true})
}

// found is how many conversations a search finds.
func (r *rig) found(ctx context.Context, words string) int {
	r.b.Helper()
	rows, err := r.Rows(ctx, inbox.View{Search: words}, inbox.Place{}, 1_000_000)
	if err != nil {
		r.b.Fatal(err)
	}
	return len(rows)
}

// tool is the folder of the corpus generator beside the repository.
func tool(b *testing.B) string {
	b.Helper()
	dir, err := filepath.Abs("../../shared/tools/gencorpus")
	if err == nil {
		_, err = os.Stat(dir)
	}
	if err != nil {
		b.Skip("the corpus generator is not here (../shared/tools/gencorpus)")
	}
	return dir
}

// fill puts n generated mails into a mailbox of the servers.
func fill(b *testing.B, servers *mailtest.Servers, n int) (address string) {
	b.Helper()
	generator := tool(b)
	dir := filepath.Join(b.TempDir(), "corpus")
	cmd := exec.CommandContext(b.Context(), "go", "run", ".", "-n", strconv.Itoa(n), "-seed", "1", "-maildir", dir)
	cmd.Dir = generator
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("generate the corpus: %v\n%s", err, out)
	}
	address = servers.AddUser(b, "brand-"+strconv.Itoa(n), "s3cret")
	servers.DropDirectory(b, address, dir)
	return address
}

// cost is what the process has used.
type cost struct {
	at  time.Time
	cpu time.Duration
}

func costs() cost {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return cost{time.Now(), time.Duration(u.Utime.Nano() + u.Stime.Nano())}
}

// calm gives back what memory it can and forgets the peak so far, so that the
// next peak is that of what follows.
func calm(b *testing.B) {
	b.Helper()
	debug.FreeOSMemory()
	if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0o600); err != nil {
		b.Logf("the peak of memory cannot be reset: %v", err)
	}
}

// peak is the largest resident memory since calm, in MB.
func peak(b *testing.B) float64 {
	b.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		b.Log(err)
		return 0
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	kB, err := strconv.Atoi(strings.Fields(rest)[0])
	if err != nil {
		b.Log(err)
	}
	return float64(kB) / 1024
}

// disk is what a directory takes, in MB.
func disk(b *testing.B, dir string) float64 {
	b.Helper()
	total := int64(0)
	err := filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			total += info.Size()
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return float64(total) / (1 << 20)
}
