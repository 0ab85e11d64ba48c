package main

import (
	"errors"
	"os"

	"vigie/assets/font"
	"vigie/assets/locale"
	"vigie/crisis/paper"
	"vigie/crisis/playbook"
	"vigie/crisis/playbook/cacao"
	"vigie/crisis/playbook/mattermost"
	"vigie/inbox/fault"
)

type playbookPrintCmd struct {
	Out  string `required:"" placeholder:"FILE" help:"${playbook_print_out}"`
	File string `arg:"" name:"file" help:"${playbook_file}"`
}

// Run prints a playbook as PDF, in its own language.
func (c *playbookPrintCmd) Run(j *job) error {
	p, f, err := j.soundPlaybook(c.File)
	if err != nil {
		return err
	}
	fonts := paper.Fonts{Regular: font.PaperRegular(), Bold: font.PaperBold()}
	pages, err := paper.Playbook(p, fonts, locale.New(p.Lang), j.now())
	if err != nil {
		return err
	}
	return j.made(f.name, c.Out, pages)
}

// made hands out what was made of a playbook, and says so where it does not
// stand on the output itself.
func (j *job) made(name, out string, content []byte) error {
	if err := j.give(out, content); err != nil || out == "" || out == "-" {
		return err
	}
	return j.say(map[string]any{"file": name, "out": out, "bytes": len(content)}, j.texts.T("cli.playbook-made", map[string]any{"File": name, "Out": out}))
}

type playbookExportCmd struct {
	Cacao bool   `required:"" help:"${playbook_cacao}"`
	Out   string `placeholder:"FILE" help:"${playbook_out}"`
	File  string `arg:"" name:"file" help:"${playbook_file}"`
}

// Run gives a playbook in another format. The time of the file is the time of
// the export, so that a file gives the same export until it changes.
func (c *playbookExportCmd) Run(j *job) error {
	p, f, err := j.soundPlaybook(c.File)
	if err != nil {
		return err
	}
	out, report, err := cacao.Export(p, cacao.Stamp{Created: f.changed, Modified: f.changed})
	if err != nil {
		return err
	}
	j.report(f.name, report)
	return j.made(f.name, c.Out, out)
}

type playbookImportCmd struct {
	Format string `enum:"auto,cacao,mattermost" default:"auto" help:"${playbook_format}"`
	Out    string `placeholder:"FILE" help:"${playbook_out}"`
	File   string `arg:"" name:"file" help:"${playbook_foreign}"`
}

// Run makes a playbook of ours of another tool's. It is a draft in the
// person's language: what it still lacks is said as the check would.
func (c *playbookImportCmd) Run(j *job) error {
	raw, err := readPlaybookExport(c.File)
	if err != nil {
		return err
	}
	p, report := c.read(j, raw)
	j.report(c.File, report)
	if report.Errors() {
		return fault.New(fault.Invalid, "fault.playbook-refused", "File", c.File)
	}
	text, err := playbook.Write(p)
	if err != nil {
		return err
	}
	if err := j.made(c.File, c.Out, text); err != nil {
		return err
	}
	if _, findings := playbook.Read(text); findings.Errors() {
		j.report(c.Out, findings)
		return fault.New(fault.Invalid, "fault.playbook-draft")
	}
	return nil
}

func (c *playbookImportCmd) read(j *job, raw []byte) (playbook.Playbook, playbook.Findings) {
	if c.Format == "mattermost" || c.Format == "auto" && mattermost.Is(raw) {
		return mattermost.Import(raw, j.texts.Language(), j.texts)
	}
	return cacao.Import(raw, j.texts.Language(), j.texts)
}

// readPlaybookExport reads a foreign file, which is never large.
func readPlaybookExport(name string) ([]byte, error) {
	info, err := os.Stat(name)
	if err == nil && (info.IsDir() || info.Size() > cacao.MostBytes) {
		err = errors.New("a directory, or too large")
	}
	if err != nil {
		return nil, fault.Wrap(err, fault.NotFound, "fault.file-unreadable", "File", name)
	}
	raw, err := os.ReadFile(name)
	if err != nil {
		return nil, fault.Wrap(err, fault.NotFound, "fault.file-unreadable", "File", name)
	}
	return raw, nil
}
