package app

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// options is what the command line says.
type options struct {
	workspace string // directory of the workspace
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
	if o.workspace == "" {
		dir, err := dataDir(os.Getenv, os.UserHomeDir)
		if err != nil {
			return err
		}
		o.workspace = filepath.Join(dir, "solo")
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

// dataDir is where the workspaces of this person are: as the XDG base
// directory specification says, or beside the configuration elsewhere.
func dataDir(env func(string) string, home func() (string, error)) (string, error) {
	if dir := env("VIGIE_DATA"); dir != "" {
		return dir, nil
	}
	if dir := env("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "vigie"), nil
	}
	dir, err := home()
	if err != nil {
		return "", errors.Join(errors.New("find the home directory"), err)
	}
	return filepath.Join(dir, ".local", "share", "vigie"), nil
}
