package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"github.com/oklog/ulid/v2"

	"vigie/assets/locale"
	"vigie/inbox/channel/secret"
	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/server/engine"
	"vigie/store"
)

// job is one call of the program.
type job struct {
	surroundings
	ctx    context.Context
	texts  *locale.Texts
	json   bool
	dir    string
	phrase string // file with the passphrase
	server string // address of the database, "" for the file in dir
	level  slog.Level
	partly bool // something failed, the rest is done
}

// prepare takes up the flags that hold for every command.
func (j *job) prepare(c cli) error {
	j.json, j.phrase, j.level = c.JSON, c.PassphraseFile, slog.LevelError
	if c.Verbose {
		j.level = slog.LevelDebug
	}
	j.server = cmp.Or(c.Database, j.getenv("VIGIE_DATABASE"))
	j.dir = cmp.Or(c.Workspace, j.getenv("VIGIE_WORKSPACE"))
	if j.dir != "" {
		return nil
	}
	dir, err := engine.DataDir(j.getenv, os.UserHomeDir)
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "fault.no-workspace")
	}
	j.dir = filepath.Join(dir, engine.Solo)
	return nil
}

// log goes to the same place as complaints; silent but for errors unless
// --verbose.
func (j *job) log() *slog.Logger {
	o := &slog.HandlerOptions{Level: j.level}
	if j.json {
		return slog.New(slog.NewJSONHandler(j.errs, o))
	}
	return slog.New(slog.NewTextHandler(j.errs, o))
}

// open opens the workspace to change it; nobody else may have it open.
func (j *job) open() (*store.Workspace, error) {
	return store.Open(j.ctx, j.dir, store.Options{Now: j.now, Random: rand.Reader, Log: j.log(), Database: j.server})
}

// look opens the workspace to read it, also while another program has it. One
// of an older version, or whose making was cut short, is first brought up to
// date, which needs it for oneself.
func (j *job) look() (*store.Workspace, error) {
	w, err := store.Open(j.ctx, j.dir, store.Options{Now: j.now, Random: rand.Reader, Log: j.log(), ReadOnly: true, Database: j.server})
	var f *fault.Error
	if errors.As(err, &f) && f.Kind == fault.ReadOnly && f.Args["Version"] != nil {
		return j.open()
	}
	return w, err
}

// with runs f on the open workspace and closes it again.
func (j *job) with(open func() (*store.Workspace, error), f func(*store.Workspace) error) error {
	if w := j.serving; w != nil {
		return f(w)
	}
	w, err := open()
	if err != nil {
		return err
	}
	return errors.Join(f(w), w.Close())
}

// secrets opens the secret store: the protected file at once when a passphrase
// is given, else what the system offers.
func (j *job) secrets() (secret.Store, error) {
	if j.phrase == "" && j.getenv("VIGIE_PASSPHRASE") == "" {
		return secret.Open(j.ctx, j.dir, nil)
	}
	return secret.OpenFile(j.dir, func(context.Context) (string, error) { return j.passphrase() }), nil
}

// passphrase is the one that was given, "" when none was.
func (j *job) passphrase() (string, error) {
	if j.phrase == "" {
		return j.getenv("VIGIE_PASSPHRASE"), nil
	}
	raw, err := os.ReadFile(j.phrase)
	if err != nil {
		return "", fault.Wrap(err, fault.NotFound, "fault.no-passphrase-file", "File", j.phrase)
	}
	return strings.TrimRight(string(raw), "\r\n"), nil
}

// newID makes a ULID.
func (j *job) newID() (string, error) {
	id, err := ulid.New(ulid.Timestamp(j.now()), rand.Reader)
	if err != nil {
		return "", fmt.Errorf("make an id: %w", err)
	}
	return id.String(), nil
}

// say prints one value: as JSON on one line, or as the person reads it.
func (j *job) say(v any, person string) error {
	if !j.json {
		_, err := fmt.Fprintln(j.out, person)
		return err
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	_, err = fmt.Fprintf(j.out, "%s\n", raw)
	return err
}

// member finds who acts, by id, handle or name.
func member(r team.Roster, who string) (team.Member, error) {
	name := strings.TrimPrefix(who, "@")
	for _, m := range r.Members {
		if string(m.ID) == who || strings.EqualFold(m.Handle, name) || strings.EqualFold(m.Name, who) {
			return m, nil
		}
	}
	return team.Member{}, fault.New(fault.NotFound, "fault.member-gone", "Member", who)
}

// department finds a department, by id or name.
func department(r team.Roster, which string) (team.Department, error) {
	for _, d := range r.Departments {
		if string(d.ID) == which || strings.EqualFold(d.Name, which) {
			return d, nil
		}
	}
	return team.Department{}, fault.New(fault.NotFound, "fault.department-gone", "Department", which)
}

// by is the member who acts, or nobody where none is named.
func by(r team.Roster, who string) (team.MemberID, error) {
	if who == "" {
		return "", nil
	}
	m, err := member(r, who)
	return m.ID, err
}
