package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"filippo.io/age"

	"vigie/store/pgtest"
)

// stand is the PostgreSQL server of these tests, where it is installed.
var stand pgtest.Stand

// built is the program under test, built once as a release is: without cgo.
var built string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "vigied-test-")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer os.RemoveAll(dir)
		built = filepath.Join(dir, "vigied")
		build := exec.Command("go", "build", "-o", built, ".")
		build.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := build.CombinedOutput(); err != nil {
			fmt.Fprintf(os.Stderr, "build vigied: %v\n%s", err, out)
			return 1
		}
		code := m.Run()
		if err := stand.Close(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		return code
	}())
}

// place is a workspace that the program works on.
type place struct {
	t   *testing.T
	dir string
	env []string
}

func newPlace(t *testing.T) *place {
	t.Helper()
	return &place{t: t, dir: filepath.Join(t.TempDir(), "w"), env: []string{
		"HOME=" + t.TempDir(), "PATH=" + os.Getenv("PATH"), "LANG=en_GB.UTF-8", "VIGIE_PASSPHRASE=open sesame", "PW=secret-pw", "TZ=UTC",
	}}
}

// outcome is how a call ended.
type outcome struct {
	out, errs string
	code      int
}

func (p *place) command(ctx context.Context, args ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, built, append([]string{"--workspace", p.dir}, args...)...)
	c.Env = p.env
	return c
}

// try runs the program, however it ends.
func (p *place) try(args ...string) outcome {
	p.t.Helper()
	ctx, stop := context.WithTimeout(context.Background(), 5*time.Minute)
	defer stop()
	c := p.command(ctx, args...)
	var out, errs bytes.Buffer
	c.Stdout, c.Stderr = &out, &errs
	err := c.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		p.t.Fatalf("vigied %s: %v", strings.Join(args, " "), err)
	}
	return outcome{out.String(), errs.String(), c.ProcessState.ExitCode()}
}

// run runs the program, which must succeed.
func (p *place) run(args ...string) string {
	p.t.Helper()
	o := p.try(args...)
	if o.code != 0 {
		p.t.Fatalf("vigied %s: exit %d\n%s%s", strings.Join(args, " "), o.code, o.out, o.errs)
	}
	return o.out
}

// background starts the program and gives what ends it as a person would.
func (p *place) background(args ...string) (stop func()) {
	p.t.Helper()
	var errs bytes.Buffer
	c := p.command(context.Background(), args...)
	c.Stderr = &errs
	if err := c.Start(); err != nil {
		p.t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- c.Wait() }()
	return func() {
		p.t.Helper()
		if err := c.Process.Signal(syscall.SIGTERM); err != nil {
			p.t.Fatal(err)
		}
		select {
		case err := <-ended:
			if err != nil {
				p.t.Errorf("vigied %s: after SIGTERM: %v\n%s", strings.Join(args, " "), err, errs.String())
			}
		case <-time.After(2 * time.Minute):
			_ = c.Process.Kill()
			p.t.Fatalf("vigied %s does not end", strings.Join(args, " "))
		}
	}
}

// object runs the program with --json and reads the one object that it prints.
func (p *place) object(args ...string) map[string]any {
	p.t.Helper()
	all := p.objects(args...)
	if len(all) != 1 {
		p.t.Fatalf("vigied %s: %d objects", strings.Join(args, " "), len(all))
	}
	return all[0]
}

func (p *place) objects(args ...string) []map[string]any {
	p.t.Helper()
	return jsonLines(p.t, p.run(append([]string{"--json"}, args...)...))
}

func jsonLines(t *testing.T, text string) []map[string]any {
	t.Helper()
	var out []map[string]any
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		if line == "" {
			continue
		}
		var v map[string]any
		if err := json.Unmarshal([]byte(line), &v); err != nil {
			t.Fatalf("not JSON: %q: %v", line, err)
		}
		out = append(out, v)
	}
	return out
}

// at reads a value deep in an object: at(v, "conversation", "status").
func at(v any, path ...string) any {
	for _, name := range path {
		m, _ := v.(map[string]any)
		v = m[name]
	}
	return v
}

func (p *place) file(name, content string) string {
	p.t.Helper()
	path := filepath.Join(p.t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		p.t.Fatal(err)
	}
	return path
}

// mustBeSound asks the program itself whether the workspace is.
func (p *place) mustBeSound() map[string]any {
	p.t.Helper()
	report := p.object("check")
	if faults, _ := report["faults"].([]any); len(faults) > 0 {
		p.t.Fatalf("check found %v", faults)
	}
	return report
}

// quicken seals the secrets again at the least cost, so that a test that
// starts the program a hundred times does not pay a second each.
func (p *place) quicken(values map[string]string) {
	p.t.Helper()
	recipient, err := age.NewScryptRecipient("open sesame")
	if err != nil {
		p.t.Fatal(err)
	}
	recipient.SetWorkFactor(2)
	var sealed bytes.Buffer
	w, err := age.Encrypt(&sealed, recipient)
	if err != nil {
		p.t.Fatal(err)
	}
	if err := errors.Join(json.NewEncoder(w).Encode(values), w.Close()); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(p.dir, "secrets.age"), sealed.Bytes(), 0o600); err != nil {
		p.t.Fatal(err)
	}
}

// shared is a directory of the mail corpora beside the repository.
func shared(t *testing.T, names ...string) []string {
	t.Helper()
	var out []string
	for _, name := range names {
		path := filepath.Join("..", "..", "..", "shared", "data", name)
		if _, err := os.Stat(path); err != nil {
			t.Skipf("the corpus %s is not beside the repository", name)
		}
		out = append(out, path)
	}
	return out
}
