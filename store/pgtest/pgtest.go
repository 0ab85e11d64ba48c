// Package pgtest starts a real PostgreSQL server for tests: in a private
// directory, on a private socket without TCP, under a user without rights, and
// never another one. It ends with the test program, however that ends.
package pgtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
)

// ErrAbsent is that PostgreSQL is not installed here.
var ErrAbsent = errors.New("PostgreSQL is not installed (scripts/need test)")

// user is the superuser of the server's databases.
const user = "vigie"

// prefix begins the names of the servers' directories.
const prefix = "vigie-pg-"

// place is where the servers' directories are made: the name of a socket is at
// most 107 bytes long.
func place() string {
	const longest = 60
	if dir := os.TempDir(); len(dir) <= longest {
		return dir
	}
	return "/tmp"
}

// abandoned is how long nothing happened in a directory that a test program
// left behind when it was killed.
const abandoned = 2 * time.Hour

// tidyUp removes the directories of servers whose test program was killed: a
// server that runs has a file of its process, which goes with it when it ends.
func tidyUp() error {
	left, err := filepath.Glob(filepath.Join(place(), prefix+"*"))
	if err != nil {
		return err
	}
	for _, dir := range left {
		info, err := os.Stat(dir)
		if err != nil || time.Since(info.ModTime()) < abandoned {
			continue
		}
		if _, err := os.Stat(filepath.Join(dir, "data", "postmaster.pid")); errors.Is(err, os.ErrNotExist) {
			if err := os.RemoveAll(dir); err != nil {
				return err
			}
		}
	}
	return nil
}

// patience bounds every waiting for the server.
const patience = 60 * time.Second

// Server is a running server. Its methods are safe for concurrent use, but for
// Stop, Kill and Again.
type Server struct {
	bin, dir string
	durable  bool
	process  *process
	count    atomic.Int64
}

// Start makes a new server. durable has it write to disk as in earnest; else it
// forgets what a loss of power would take, and is quick. Without PostgreSQL the
// error is ErrAbsent.
func Start(ctx context.Context, durable bool) (*Server, error) {
	bin, err := binaries(ctx)
	if err != nil {
		return nil, err
	}
	if err := tidyUp(); err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp(place(), prefix)
	if err != nil {
		return nil, err
	}
	s := &Server{bin: bin, dir: dir, durable: durable}
	if err := s.prepare(ctx); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	if err := s.run(ctx); err != nil {
		return nil, errors.Join(err, s.Stop())
	}
	return s, nil
}

// binaries finds where the server's programs are: in no PATH on Debian.
func binaries(ctx context.Context) (string, error) {
	var places []string
	if out, err := exec.CommandContext(ctx, "pg_config", "--bindir").Output(); err == nil {
		places = append(places, strings.TrimSpace(string(out)))
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err != nil {
		return "", err
	}
	slices.Sort(found)
	slices.Reverse(found)
	for _, dir := range append(places, found...) {
		if _, err := os.Stat(filepath.Join(dir, "initdb")); err == nil {
			return dir, nil
		}
	}
	return "", ErrAbsent
}

// data is the server's own directory, below the one of the socket.
func (s *Server) data() string { return filepath.Join(s.dir, "data") }

func (s *Server) prepare(ctx context.Context) error {
	if err := giveAway(s.dir); err != nil {
		return err
	}
	ctx, stop := context.WithTimeout(ctx, patience)
	defer stop()
	cmd := exec.CommandContext(ctx, filepath.Join(s.bin, "initdb"), "-D", s.data(), "-U", user, "-E", "UTF8", "--locale=C", "--auth=trust", "--no-sync")
	cmd.Dir = s.dir
	cmd.SysProcAttr = unprivileged()
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	return nil
}

func (s *Server) run(ctx context.Context) error {
	settings := []string{"-D", s.data(), "-k", s.dir, "-c", "listen_addresses=", "-c", "max_connections=200", "-c", "shared_buffers=96MB"}
	if !s.durable {
		settings = append(settings, "-c", "fsync=off", "-c", "full_page_writes=off")
	}
	var said bytes.Buffer
	cmd := exec.Command(filepath.Join(s.bin, "postgres"), settings...)
	cmd.Dir, cmd.Stderr, cmd.Stdout = s.dir, &said, &said
	cmd.SysProcAttr = tied(unprivileged())
	p, err := startTied(cmd)
	if err != nil {
		return fmt.Errorf("start postgres: %w", err)
	}
	s.process = p
	if err := s.await(ctx); err != nil {
		return errors.Join(err, s.halt(os.Kill), errors.New(said.String()))
	}
	return nil
}

// await waits until the server answers, and makes sure that it is this one.
func (s *Server) await(ctx context.Context) error {
	ctx, stop := context.WithTimeout(ctx, patience)
	defer stop()
	for {
		var dir string
		err := ask(ctx, s.URL("postgres"), func(c *pgx.Conn) error { return c.QueryRow(ctx, `SHOW data_directory`).Scan(&dir) })
		if err == nil && dir != s.data() {
			return fmt.Errorf("another server answers: its directory is %s, not %s", dir, s.data())
		}
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("the server does not answer: %w", err)
		case <-s.process.done:
			return errors.New("the server ended")
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func ask(ctx context.Context, address string, f func(*pgx.Conn) error) error {
	c, err := pgx.Connect(ctx, address)
	if err != nil {
		return err
	}
	return errors.Join(f(c), c.Close(ctx))
}

// URL is the address of one of its databases.
func (s *Server) URL(database string) string {
	q := url.Values{"host": {s.dir}, "user": {user}}
	return "postgres:///" + database + "?" + q.Encode()
}

// Exec runs SQL in one of its databases.
func (s *Server) Exec(ctx context.Context, database, text string) error {
	return s.ExecAt(ctx, s.URL(database), text)
}

// ExecAt runs SQL in the database of an address that URL gave.
func (s *Server) ExecAt(ctx context.Context, address, text string) error {
	return ask(ctx, address, func(c *pgx.Conn) error {
		_, err := c.Exec(ctx, text)
		return err
	})
}

// Create makes an empty database, or a copy of another one that nobody has
// open, and gives its name.
func (s *Server) Create(ctx context.Context, template string) (string, error) {
	name := fmt.Sprintf("w%d_%d", os.Getpid(), s.count.Add(1))
	if template == "" {
		template = "template0"
	}
	return name, s.Exec(ctx, "postgres", `CREATE DATABASE `+name+` TEMPLATE `+template)
}

// Drop removes a database, whoever uses it.
func (s *Server) Drop(ctx context.Context, name string) error {
	return s.Exec(ctx, "postgres", `DROP DATABASE IF EXISTS `+name+` WITH (FORCE)`)
}

// Kill ends the server as a loss of power would, but for the disk's cache.
func (s *Server) Kill() error { return s.halt(os.Kill) }

// Again starts a server that was killed.
func (s *Server) Again(ctx context.Context) error {
	// What a killed server leaves behind ends by itself a moment later.
	for end := time.Now().Add(patience); ; time.Sleep(100 * time.Millisecond) {
		err := s.run(ctx)
		if err == nil || ctx.Err() != nil || time.Now().After(end) {
			return err
		}
	}
}

// Stop ends the server and removes its directory.
func (s *Server) Stop() error {
	return errors.Join(s.halt(os.Interrupt), os.RemoveAll(s.dir))
}

func (s *Server) halt(how os.Signal) error {
	if s.process == nil {
		return nil
	}
	p := s.process
	s.process = nil
	return p.end(how)
}
