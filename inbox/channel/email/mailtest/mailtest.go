// Package mailtest starts private mail servers for tests: a real Dovecot
// (IMAP, LMTP, SASL with passwords and OAuth tokens) and, on wish, a real
// Postfix that takes submissions and hands them to that Dovecot. They listen
// on the loopback only, on ports that were free, keep everything in a
// directory of their own and end with the test.
package mailtest

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vigie/inbox/channel/porttest"
)

// Domain is the mail domain that the servers are responsible for; Postfix
// refuses to send anywhere else.
const Domain = "vigie.test"

// RequireServers is the environment variable that turns a missing server from
// a skipped test into a failed one.
const RequireServers = "VIGIE_REQUIRE_SERVERS"

// Options say what is started.
type Options struct {
	Postfix bool // besides Dovecot; takes about two seconds
}

// Servers are running servers. Ports are on 127.0.0.1.
type Servers struct {
	Dir string

	IMAP  int // plain, with STARTTLS
	IMAPS int // TLS from the start
	LMTP  int

	SMTP       int // plain, with STARTTLS; signing in is allowed without TLS
	Submission int // STARTTLS is required
	SMTPS      int // TLS from the start

	// CA is the file of the certificate that signs both servers' own, in PEM.
	CA string

	sasl   int
	mark   string // in the greetings, so that a test knows whom it talks to
	tokens *tokens
}

// Start starts the servers and stops them when the test ends. It skips the
// test where they are not installed or may not be started, and fails it
// instead when VIGIE_REQUIRE_SERVERS is 1.
func Start(t testing.TB, o Options) *Servers {
	t.Helper()
	require(t, o)
	s := &Servers{Dir: directory(t), mark: mark(t)}
	s.ports(t)
	s.certify(t)
	s.tokens = serveTokens(t)
	s.housing(t)
	s.startDovecot(t)
	if o.Postfix {
		s.startPostfix(t)
	}
	return s
}

// require skips or fails the test when the servers cannot be had.
func require(t testing.TB, o Options) {
	t.Helper()
	missing := ""
	switch {
	case os.Getuid() != 0:
		missing = "private mail servers need root, because they switch to users of their own"
	case !installed("dovecot"):
		missing = "dovecot is not installed (apt-get install dovecot-imapd dovecot-lmtpd)"
	case o.Postfix && !installed("postfix"):
		missing = "postfix is not installed (apt-get install postfix)"
	}
	switch {
	case missing == "":
	case os.Getenv(RequireServers) == "1":
		t.Fatalf("%s, and %s=1", missing, RequireServers)
	default:
		t.Skip(missing)
	}
}

func installed(name string) bool {
	_, err := exec.LookPath(name)
	if err != nil {
		_, err = os.Stat("/usr/sbin/" + name)
	}
	return err == nil
}

func binary(name string) string {
	if path, err := exec.LookPath(name); err == nil {
		return path
	}
	return "/usr/sbin/" + name
}

// directory makes the servers' directory. It is not t.TempDir, which other
// users, as which the servers run, may not enter.
func directory(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "vigie-mail-")
	if err != nil {
		t.Fatalf("make a directory for the servers: %v", err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

func mark(t testing.TB) string {
	b := make([]byte, 6)
	if _, err := rand.Read(b); err != nil {
		t.Fatal(err)
	}
	return "vigie-test-" + hex.EncodeToString(b)
}

// ports finds ports that are free now.
func (s *Servers) ports(t testing.TB) {
	t.Helper()
	for _, port := range []*int{&s.IMAP, &s.IMAPS, &s.LMTP, &s.sasl, &s.SMTP, &s.Submission, &s.SMTPS} {
		*port = porttest.Free(t)
	}
}

// write writes a file below the servers' directory.
func (s *Servers) write(t testing.TB, name, text string, mode os.FileMode) string {
	t.Helper()
	path := filepath.Join(s.Dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	return path
}

// await waits until a port greets with the servers' own mark.
func (s *Servers) await(t testing.TB, what string, port int, log string) {
	t.Helper()
	deadline := time.Now().Add(time.Minute)
	greeting := ""
	for time.Now().Before(deadline) {
		greeting = firstLine(port)
		if strings.Contains(greeting, s.mark) {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	words, _ := os.ReadFile(log)
	t.Fatalf("%s does not greet as our own on port %d (it said %q); its log:\n%s", what, port, greeting, words)
}

func firstLine(port int) string {
	c, err := net.DialTimeout("tcp", address(port), time.Second)
	if err != nil {
		return ""
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(2 * time.Second))
	line := make([]byte, 512)
	n, _ := c.Read(line)
	return string(line[:n])
}

func address(port int) string { return fmt.Sprintf("127.0.0.1:%d", port) }

// run runs a command to its end. Its words go to a file, not to a pipe: what
// it leaves running would hold the pipe open.
func (s *Servers) run(t testing.TB, name string, args ...string) {
	t.Helper()
	out, err := os.CreateTemp(s.Dir, "run-*.log")
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	cmd := exec.Command(name, args...)
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Run(); err != nil {
		words, _ := os.ReadFile(out.Name())
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, words)
	}
}
