package main

import (
	"errors"
	"io"
	"os"

	"vigie/crisis/minutes"
	"vigie/inbox/fault"
)

type auditCmd struct {
	Verify auditVerifyCmd `cmd:"" help:"${audit_verify}"`
}

type auditVerifyCmd struct {
	File string `arg:"" type:"existingfile" help:"${audit_file}"`
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
	return j.say(map[string]any{"run": log.Header.Run, "events": len(log.Events), "head": log.Header.Head},
		j.texts.T("cli.audit-whole", map[string]any{"Run": string(log.Header.Run), "Events": len(log.Events), "Head": log.Header.Head}))
}

// closed closes what was open and gives the first error.
func closed(err error, c io.Closer) error { return errors.Join(err, c.Close()) }
