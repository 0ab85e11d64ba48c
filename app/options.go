package app

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"vigie/server/engine"
	"vigie/server/exercise"
)

// options is what the command line says.
type options struct {
	workspace string // directory of the workspace
	rehearsed string // directory of an exercise that was named in its place, and is opened first; mostly empty
	config    string // directory of preferences and log
	fill      bool   // the window takes the whole screen
	version   bool
	debug     bool
}

var errHelp = flag.ErrHelp

func parseOptions(args []string, errs io.Writer) (options, error) {
	var o options
	set := flag.NewFlagSet("vigie", flag.ContinueOnError)
	set.SetOutput(errs)
	set.StringVar(&o.workspace, "workspace", "", "directory of the workspace (default: the person's own data directory)")
	set.StringVar(&o.config, "config", "", "directory of preferences and log (default: the person's own configuration directory)")
	set.BoolVar(&o.fill, "fill", false, "fill the screen with the window")
	set.BoolVar(&o.version, "version", false, "print the version and end")
	set.BoolVar(&o.debug, "debug", false, "log more")
	if err := set.Parse(args); err != nil {
		return o, err
	}
	if set.NArg() > 0 {
		return o, fmt.Errorf("unexpected argument %q", set.Arg(0))
	}
	return o, o.complete()
}

func (o *options) complete() error {
	if exercise.Is(o.workspace) { // it is left for the person's own
		o.rehearsed, o.workspace = o.workspace, ""
	}
	if o.workspace == "" {
		dir, err := engine.DataDir(os.Getenv, os.UserHomeDir)
		if err != nil {
			return err
		}
		o.workspace = filepath.Join(dir, engine.Solo)
	}
	if o.config == "" {
		dir, err := os.UserConfigDir()
		if err != nil {
			return fmt.Errorf("find the configuration directory: %w", err)
		}
		o.config = filepath.Join(dir, "vigie")
	}
	return nil
}
