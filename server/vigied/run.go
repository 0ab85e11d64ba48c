package main

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"strconv"
	"time"

	"vigie/assets/font"
	"vigie/crisis"
	"vigie/crisis/minutes"
	"vigie/crisis/paper"
	"vigie/inbox/fault"
	"vigie/store"
)

type runCmd struct {
	List   runListCmd   `cmd:"" help:"${run_list}"`
	Show   runShowCmd   `cmd:"" help:"${run_show}"`
	Export runExportCmd `cmd:"" help:"${run_export}"`
}

type runListCmd struct{}

// Run lists the runs of playbooks, the newest first.
func (c *runListCmd) Run(j *job) error {
	return j.with(j.look, func(w *store.Workspace) error {
		list, err := w.Runs(j.ctx)
		if err != nil {
			return err
		}
		t := newTable(j.out)
		for _, r := range list {
			if j.json {
				if err := j.say(r, ""); err != nil {
					return err
				}
				continue
			}
			t.row(string(r.ID), string(r.State), r.Severity, r.Begun.Local().Format("2006-01-02 15:04"), strconv.FormatInt(r.Seq, 10), r.Book.ID+" "+r.Book.Version)
		}
		return t.end()
	})
}

type runShowCmd struct {
	ID string `arg:"" help:"${run_id}"`
}

// Run shows where a run stands and what its log says of it.
func (c *runShowCmd) Run(j *job) error {
	return j.with(j.look, func(w *store.Workspace) error {
		log, plan, err := w.RunLog(j.ctx, crisis.RunID(c.ID))
		if err != nil {
			return err
		}
		if j.json {
			return j.say(crisis.Look(plan, log.Events), "")
		}
		t := newTable(j.out)
		for _, l := range minutes.Lines(plan, log, j.texts) {
			t.row(strconv.FormatInt(l.Seq, 10), l.At.Local().Format(time.DateTime), l.Who, l.What, l.Step, l.Detail)
		}
		return t.end()
	})
}

type runExportCmd struct {
	ID  string `arg:"" help:"${run_id}"`
	As  string `enum:"jsonl,csv,html,pdf" default:"jsonl" help:"${run_as}"`
	Out string `type:"path" placeholder:"FILE" help:"${run_out}"`
}

// Run writes the log of a run. A file that is there is never written over.
func (c *runExportCmd) Run(j *job) error {
	err := j.with(j.look, func(w *store.Workspace) error {
		log, plan, err := w.RunLog(j.ctx, crisis.RunID(c.ID))
		if err != nil {
			return err
		}
		return j.into(c.Out, func(out io.Writer) error {
			switch c.As {
			case "csv":
				return minutes.WriteCSV(out, minutes.Lines(plan, log, j.texts))
			case "pdf":
				fonts := paper.Fonts{Regular: font.PaperRegular(), Bold: font.PaperBold()}
				return paper.Minutes(out, log, minutes.Lines(plan, log, j.texts), fonts, j.texts, time.Local)
			case "html":
				return minutes.WriteHTML(out, log, minutes.Lines(plan, log, j.texts), j.texts, time.Local)
			default:
				return minutes.WriteJSONL(out, log)
			}
		})
	})
	if err == nil {
		j.exported(c.ID)
	}
	return err
}

// into gives f the standard output, or a new file: one that is there is left as
// it is, and one that could not be written whole is removed again.
func (j *job) into(name string, f func(io.Writer) error) error {
	if name == "" || name == "-" {
		return f(j.out)
	}
	file, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fault.Wrap(err, fault.Conflict, "fault.out-exists", "File", name)
	}
	if err != nil {
		return fault.Wrap(err, fault.Unavailable, "fault.out-unwritable", "File", name)
	}
	err = f(file)
	if err == nil {
		err = file.Sync()
	}
	if err = closed(err, file); err == nil {
		return nil
	}
	if broken := (*fs.PathError)(nil); errors.As(err, &broken) { // else it is f's own trouble, whatever the folder
		err = fault.Wrap(err, fault.Unavailable, "fault.out-unwritable", "File", name)
	}
	return errors.Join(err, os.Remove(name))
}
