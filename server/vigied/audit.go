package main

import (
	"errors"
	"io"
	"os"
	"strings"

	"vigie/crisis"
	"vigie/crisis/minutes"
	"vigie/inbox/fault"
	"vigie/store"
)

type auditCmd struct {
	Verify auditVerifyCmd `cmd:"" help:"${audit_verify}"`
	Export auditExportCmd `cmd:"" help:"${audit_export}"`
	Note   auditNoteCmd   `cmd:"" hidden:""`
}

type auditVerifyCmd struct {
	File string `arg:"" type:"path" help:"${audit_file}"`
}

// Run checks the chain of an exported log. It needs neither a workspace nor a
// server: the file alone says whether it is whole.
func (c *auditVerifyCmd) Run(j *job) error {
	file, err := os.Open(c.File)
	if err != nil {
		return fault.Wrap(err, fault.NotFound, "fault.file-unreadable", "File", c.File)
	}
	log, err := minutes.ReadJSONL(file)
	if err = closed(err, file); err != nil {
		return err
	}
	if b := minutes.Verify(log); b != nil {
		return fault.New(fault.Corrupt, "fault.log-broken", "File", c.File, "Line", b.Line, "Why", j.texts.T("cli.audit-"+b.Why, nil))
	}
	facts := map[string]any{"run": log.Header.Run, "events": len(log.Events), "head": log.Header.Head}
	text := j.texts.T("cli.audit-whole", map[string]any{"Run": string(log.Header.Run), "Events": len(log.Events), "Head": log.Header.Head})
	if n := log.Redacted(); n > 0 {
		facts["redacted"] = n
		text += "\n" + j.texts.T("cli.audit-redacted", map[string]any{"Events": n})
	}
	if s, _ := crisis.CheckSeals(log.Events); s.Count > 0 {
		facts["seals"], facts["sealed_to"], facts["key"] = s.Count, s.Last, s.Key
		text += "\n" + j.texts.T("cli.audit-sealed", map[string]any{"Count": s.Count, "Last": s.Last, "Key": s.Key})
	}
	return j.say(facts, text)
}

// closed closes what was open and gives the first error.
func closed(err error, c io.Closer) error { return errors.Join(err, c.Close()) }

type auditExportCmd struct {
	Out string `required:"" type:"path" placeholder:"FILE" help:"${audit_out}"`
}

// Run writes the general audit into a file that verify reads.
func (c *auditExportCmd) Run(j *job) error {
	return j.with(j.look, func(w *store.Workspace) error {
		log, err := w.Audit(j.ctx)
		if err != nil {
			return err
		}
		if err := j.into(c.Out, func(to io.Writer) error { return minutes.WriteJSONL(to, log) }); err != nil {
			return err
		}
		head := ""
		if n := len(log.Events); n > 0 {
			head = log.Events[n-1].Hash
		}
		return j.say(map[string]any{"events": len(log.Events), "head": head},
			j.texts.T("cli.audit-exported", map[string]any{"Events": len(log.Events), "File": c.Out, "Head": head}))
	})
}

// auditNoteCmd is how an export beside a running server is recorded by it.
type auditNoteCmd struct {
	What string `arg:""`
}

// Run adds an export to the audit.
func (c *auditNoteCmd) Run(j *job) error {
	return j.with(j.open, func(w *store.Workspace) error { return w.Exported(j.ctx, c.What, "") })
}

// exported has the audit say that something was taken out of the workspace. An
// export is not in the way of whoever works: where another program has the
// workspace to itself, a warning is all.
func (j *job) exported(what string) {
	args := []string{"--workspace", j.dir, "audit", "note", what}
	quiet := *j
	var said, complaint strings.Builder
	quiet.out, quiet.errs = &said, &complaint
	if code, done := quiet.forward("audit note", args); done {
		if code != ok {
			j.log().Warn("the export is not in the audit", "answer", complaint.String())
		}
		return
	}
	if err := (&auditNoteCmd{What: what}).Run(j); err != nil {
		j.log().Error("the export is not in the audit", "error", err)
	}
}
