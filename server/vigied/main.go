// Command vigied works on a workspace without a window: it adds accounts,
// collects, imports, lists, acts, sends, exports, checks and serves. It is built
// without cgo. docs/vigied.md describes it for people.
package main

import (
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
	_ "time/tzdata" // an image may have no zones of its own

	"github.com/alecthomas/kong"

	"vigie/assets/locale"
	"vigie/inbox/fault"
	"vigie/store"
)

// version is set when a release is built.
var version = "dev"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], surroundings{
		getenv: os.Getenv, in: os.Stdin, out: os.Stdout, errs: os.Stderr, now: time.Now, terminal: isTerminal(os.Stderr),
	})
	stop()
	os.Exit(code)
}

// surroundings are what the program finds around it, so that tests can put
// something else there.
type surroundings struct {
	getenv    func(string) string
	in        io.Reader
	out, errs io.Writer
	now       func() time.Time
	terminal  bool // errs is one: progress may be shown
	// serving is the open workspace of a vigied that serves and does a command
	// that came by its socket; nil elsewhere.
	serving *store.Workspace
}

func run(ctx context.Context, args []string, s surroundings) int {
	var c cli
	texts := locale.New(languageOf(args, s.getenv))
	j := &job{ctx: ctx, surroundings: s, texts: texts, json: wantsJSON(args)}
	parser, err := kong.New(&c, options(j)...)
	if err != nil {
		return j.fail(err)
	}
	chosen, err := parser.Parse(args)
	var usage *kong.ParseError
	switch {
	case errors.Is(err, errHelp):
		return ok
	case errors.As(err, &usage):
		return j.fail(fault.Wrap(err, fault.Invalid, keyUsage, "Detail", usage.Error()))
	case err != nil:
		return j.fail(err)
	}
	if err := j.prepare(c); err != nil {
		return j.fail(err)
	}
	if j.serving == nil {
		if code, ok := j.forward(chosen.Command(), args); ok {
			return code
		}
	} else if !forwarded(chosen.Command()) {
		return j.fail(fault.New(fault.Unsupported, "fault.not-while-serving"))
	}
	err = chosen.Run(j)
	if err == nil && j.partly {
		return partly
	}
	return j.fail(err)
}

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
