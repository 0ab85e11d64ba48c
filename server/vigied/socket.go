package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// socketFile is where a serving vigied takes commands of whoever may use the
// workspace's files: it has the workspace to itself, so that a second one
// could not write.
const socketFile = "vigied.sock"

// mostCommand bounds a command and its answer.
const mostCommand = 4 << 20

// command is a call of the program, to be done by the one that serves.
type command struct {
	Args []string `json:"args"`
	Lang string   `json:"lang"`
	In   []byte   `json:"in,omitempty"`
}

// done is what came of it.
type done struct {
	Out  []byte `json:"out"`
	Errs []byte `json:"errs"`
	Code int    `json:"code"`
}

// forwarded lists the commands that are done by a serving vigied.
func forwarded(chosen string) bool {
	if strings.HasPrefix(chosen, "audit note") {
		return true
	}
	first, _, _ := strings.Cut(chosen, " ")
	return slices.Contains([]string{"member", "department", "key"}, first)
}

// longestSocket is what every system takes as the name of a socket: Linux 107
// bytes, others 103.
const longestSocket = 103

// atSocket gives the socket of a workspace a name that the system takes. A long
// one leads through the directory, which is open meanwhile, as Linux has it in
// /proc; elsewhere the system says that it is too long.
func atSocket(dir string, use func(name string) error) error {
	name := filepath.Join(dir, socketFile)
	if len(name) <= longestSocket {
		return use(name)
	}
	at, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer at.Close()
	if short := fmt.Sprintf("/proc/self/fd/%d", at.Fd()); there(short) {
		name = filepath.Join(short, socketFile)
	}
	return use(name)
}

func there(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// forward hands a command to the vigied that serves the workspace; false is
// that none does.
func (j *job) forward(chosen string, args []string) (code int, ok bool) {
	if !forwarded(chosen) || j.server != "" {
		return 0, false
	}
	var c net.Conn
	err := atSocket(j.dir, func(name string) (err error) {
		c, err = net.DialTimeout("unix", name, 2*time.Second)
		return err
	})
	if err != nil {
		return 0, false // nobody serves; the files say what is wrong, if anything
	}
	defer c.Close()
	q := command{Args: args, Lang: languageOf(args, j.getenv)}
	if strings.HasPrefix(chosen, "member password") && j.in != nil {
		if q.In, err = io.ReadAll(io.LimitReader(j.in, 1<<12)); err != nil {
			return j.fail(err), true
		}
	}
	var d done
	err = errors.Join(c.SetDeadline(time.Now().Add(time.Minute)), json.NewEncoder(c).Encode(q))
	if err == nil {
		err = json.NewDecoder(io.LimitReader(c, mostCommand)).Decode(&d)
	}
	if err != nil {
		return j.fail(err), true
	}
	_, out := j.out.Write(d.Out)
	_, errs := j.errs.Write(d.Errs)
	if err := errors.Join(out, errs); err != nil {
		return j.fail(err), true
	}
	return d.Code, true
}

// answerSocket does the commands that come by the socket, until ctx ends.
func (s *server) answerSocket(ctx context.Context) error {
	path := filepath.Join(s.j.dir, socketFile)
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err // of a server that was killed; the lock says that it is gone
	}
	var ln *net.UnixListener
	err := atSocket(s.j.dir, func(name string) (err error) {
		ln, err = net.ListenUnix("unix", &net.UnixAddr{Name: name, Net: "unix"})
		return err
	})
	if err != nil {
		s.log.Warn("commands for members need the server stopped", "error", err)
		return nil
	}
	ln.SetUnlinkOnClose(false) // by then the name that it was given may be another's
	defer os.Remove(path)
	if err := os.Chmod(path, 0o600); err != nil {
		return errors.Join(err, ln.Close())
	}
	stop := context.AfterFunc(ctx, func() { _ = ln.Close() })
	defer stop()
	var all sync.WaitGroup
	defer all.Wait()
	for {
		c, err := ln.Accept()
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		all.Go(func() { s.command(ctx, c) })
	}
}

func (s *server) command(ctx context.Context, c net.Conn) {
	defer c.Close()
	var q command
	err := c.SetDeadline(s.j.now().Add(time.Minute))
	if err == nil {
		err = json.NewDecoder(io.LimitReader(c, mostCommand)).Decode(&q)
	}
	if err != nil {
		s.log.Warn("a command cannot be read", "error", err)
		return
	}
	var out, errs bytes.Buffer
	code := run(ctx, q.Args, surroundings{
		getenv: func(name string) string {
			return map[string]string{"LANG": q.Lang, "VIGIE_WORKSPACE": s.j.dir}[name]
		},
		in: bytes.NewReader(q.In), out: &out, errs: &errs, now: s.j.now, serving: s.w,
	})
	if err := json.NewEncoder(c).Encode(done{out.Bytes(), errs.Bytes(), code}); err != nil {
		s.log.Warn("a command's answer was not taken", "error", err)
	}
}
