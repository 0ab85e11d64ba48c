package main

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/server/engine"
	"vigie/store"
)

type quarantineCmd struct {
	List   quarantineListCmd   `cmd:"" help:"${quarantine_list}"`
	Retry  quarantineRetryCmd  `cmd:"" help:"${quarantine_retry}"`
	Export quarantineExportCmd `cmd:"" help:"${quarantine_export}"`
}

type quarantineListCmd struct{}

// Run lists the messages that could not be read.
func (c *quarantineListCmd) Run(j *job) error {
	return j.with(j.look, func(w *store.Workspace) error {
		all, err := w.Quarantine(j.ctx)
		if err != nil {
			return err
		}
		t := newTable(j.out)
		for _, q := range all {
			if j.json {
				if err := j.say(q, ""); err != nil {
					return err
				}
				continue
			}
			t.row(q.ID, when(q.At), strconv.FormatInt(q.Size, 10), cut(q.Cause, 100))
		}
		return t.end()
	})
}

type quarantineRetryCmd struct {
	ID []string `arg:"" optional:"" help:"${quarantine_id}"`
}

// Run reads the messages again, as a newer version may be able to.
func (c *quarantineRetryCmd) Run(j *job) error {
	return j.with(j.open, func(w *store.Workspace) error {
		chosen, err := j.quarantined(w, c.ID)
		if err != nil {
			return err
		}
		released, left := 0, 0
		for _, q := range chosen {
			switch err := engine.Release(j.ctx, w, q); {
			case err == nil:
				released++
			case fault.KindOf(err) == fault.Invalid:
				left++
			default:
				return err
			}
		}
		j.partly = left > 0 && len(c.ID) > 0
		return j.say(map[string]any{"released": released, "left": left}, j.texts.T("cli.released", map[string]any{"Released": released, "Left": left}))
	})
}

func (j *job) quarantined(w *store.Workspace, ids []string) ([]inbox.Quarantined, error) {
	all, err := w.Quarantine(j.ctx)
	if err != nil || len(ids) == 0 {
		return all, err
	}
	byID := map[string]inbox.Quarantined{}
	for _, q := range all {
		byID[q.ID] = q
	}
	var out []inbox.Quarantined
	for _, id := range ids {
		q, ok := byID[id]
		if !ok {
			return nil, fault.New(fault.NotFound, "fault.quarantined-gone", "ID", id)
		}
		out = append(out, q)
	}
	return out, nil
}

type quarantineExportCmd struct {
	Out string   `required:"" type:"path" placeholder:"DIR" help:"${export_out}"`
	ID  []string `arg:"" optional:"" help:"${quarantine_id}"`
}

// Run writes the bytes of the messages to files.
func (c *quarantineExportCmd) Run(j *job) error {
	return j.with(j.look, func(w *store.Workspace) error {
		chosen, err := j.quarantined(w, c.ID)
		if err != nil {
			return err
		}
		if err := os.MkdirAll(c.Out, 0o700); err != nil {
			return outFault(err, c.Out)
		}
		for _, q := range chosen {
			raw, err := w.QuarantinedRaw(j.ctx, q.ID)
			if err != nil {
				return err
			}
			if err := os.WriteFile(filepath.Join(c.Out, q.ID+".raw"), raw, 0o600); err != nil {
				return outFault(err, c.Out)
			}
		}
		return j.say(map[string]any{"written": len(chosen)}, j.texts.N("cli.messages", len(chosen), nil))
	})
}

func outFault(err error, dir string) error {
	if errors.Is(err, os.ErrPermission) {
		return fault.Wrap(err, fault.Forbidden, "fault.export-not-writable", "Dir", dir)
	}
	return fault.Wrap(err, fault.Unavailable, "fault.export-failed", "Dir", dir)
}
