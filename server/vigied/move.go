package main

import (
	"encoding/json"
	"fmt"
	"os"

	"vigie/inbox/fault"
	"vigie/store"
)

type moveCmd struct {
	Back bool `help:"${move_back}"`
}

// Run takes the workspace from its file into a PostgreSQL database, or back.
func (c *moveCmd) Run(j *job) error {
	if j.server == "" {
		return fault.New(fault.Invalid, "fault.move-where")
	}
	o := store.Options{Now: j.now, Log: j.log()}
	var m store.Moved
	var err error
	if c.Back {
		m, err = store.MoveBack(j.ctx, j.server, j.dir, o, j.moving)
	} else {
		m, err = store.Move(j.ctx, j.dir, j.server, o, j.moving)
	}
	if j.terminal && !j.json {
		fmt.Fprintln(j.errs)
	}
	if err != nil {
		return err
	}
	text := "cli.moved"
	if c.Back {
		text = "cli.moved-back"
	}
	return j.say(map[string]any{"tables": m.Tables, "rows": m.Rows, "changed_texts": m.Bent, "checksum": m.Sum, "kept": m.Kept},
		j.texts.T(text, map[string]any{"Rows": m.Rows, "Bent": m.Bent, "File": m.Kept, "Dir": j.dir}))
}

// moving shows a person how far a move is.
func (j *job) moving(p store.MoveProgress) {
	if j.terminal && !j.json {
		fmt.Fprintf(j.errs, "\r%s %d/%d ", j.texts.T("cli.move-"+string(p.Stage), nil), p.Rows, p.Of)
	}
}

type erasuresCmd struct {
	Out string `type:"path" placeholder:"FILE" help:"${erasures_out}"`
}

// Run writes down who asked to be forgotten, for restores to come.
func (c *erasuresCmd) Run(j *job) error {
	return j.with(j.look, func(w *store.Workspace) error {
		list, err := w.Erasures(j.ctx)
		if err != nil {
			return err
		}
		raw, err := json.Marshal(list)
		if err != nil {
			return fmt.Errorf("write the erasures: %w", err)
		}
		if c.Out == "" {
			_, err = fmt.Fprintf(j.out, "%s\n", raw)
			return err
		}
		if err := store.WriteWhole(store.ComputersDisk{}, c.Out, append(raw, '\n')); err != nil {
			return fault.Wrap(err, fault.ReadOnly, "fault.file-not-written", "Path", c.Out)
		}
		return nil
	})
}

// readErasures reads what erasures wrote; no file is nobody.
func readErasures(path string) (list store.Erasures, err error) {
	if path == "" {
		return list, nil
	}
	raw, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(raw, &list)
	}
	if err != nil {
		return list, fault.Wrap(err, fault.Invalid, "fault.erasures-unreadable", "File", path)
	}
	return list, nil
}
