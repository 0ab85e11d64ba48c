package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	builtin "vigie/assets/playbook"
	"vigie/crisis/playbook"
	"vigie/inbox/fault"
)

type playbookListCmd struct{}

// Run lists the playbooks that come with the program.
func (c *playbookListCmd) Run(j *job) error {
	all, err := builtin.All()
	if err != nil {
		return fmt.Errorf("list playbooks: %w", err)
	}
	t := newTable(j.out)
	for _, f := range all {
		p, _ := playbook.Read(f.Text)
		steps := 0
		p.Walk(func(string, *playbook.Step) { steps++ })
		if j.json {
			if err := j.say(map[string]any{"id": f.ID, "lang": f.Lang, "version": p.Version, "title": p.Title, "steps": steps, "skeleton": playbook.Skeleton(p)}, ""); err != nil {
				return err
			}
			continue
		}
		t.row(f.ID, f.Lang, p.Version, strconv.Itoa(steps), p.Title)
	}
	return t.end()
}

// playbookFile is the text of a playbook and when it was last changed.
type playbookFile struct {
	name    string
	text    []byte
	changed time.Time
}

// playbookText reads a file, or a playbook that comes with the program by its
// id; "id.lang" where the language is not the person's.
func (j *job) playbookText(name string) (playbookFile, error) {
	text, err := os.ReadFile(name)
	if err == nil {
		info, err := os.Stat(name)
		if err != nil {
			return playbookFile{}, fault.Wrap(err, fault.NotFound, "fault.file-unreadable", "File", name)
		}
		return playbookFile{name, text, info.ModTime()}, nil
	}
	all, listing := builtin.All()
	for _, f := range all {
		if name == f.ID+"."+f.Lang || name == f.ID && f.Lang == j.texts.Language() {
			return playbookFile{f.ID + "." + f.Lang, f.Text, j.now()}, nil
		}
	}
	return playbookFile{}, fault.Wrap(errors.Join(err, listing), fault.NotFound, "fault.file-unreadable", "File", name)
}

// soundPlaybook reads a playbook that must be without errors; what is wrong
// with it is printed.
func (j *job) soundPlaybook(name string) (playbook.Playbook, playbookFile, error) {
	f, err := j.playbookText(name)
	if err != nil {
		return playbook.Playbook{}, f, err
	}
	p, findings := playbook.Read(f.text)
	if findings.Errors() {
		return p, f, errors.Join(j.findings(f.name, p, findings), fault.New(fault.Invalid, "fault.playbook-wrong", "Count", 1))
	}
	return p, f, nil
}

// give writes what was made into a file, or out where none is named.
func (j *job) give(name string, content []byte) error {
	return j.into(name, func(to io.Writer) error {
		_, err := to.Write(content)
		return err
	})
}

// report prints what an import or export has to say, beside what it made.
func (j *job) report(name string, list playbook.Findings) {
	for _, f := range list {
		what := j.texts.T(f.Key, f.Args)
		level := "error"
		if f.Warning {
			level = "warning"
		}
		if j.json {
			j.complain(map[string]any{"file": name, "path": f.Path, "level": level, "key": f.Key, "message": what})
			continue
		}
		if f.Warning {
			what = j.texts.T("cli.lint-warning", map[string]any{"What": what})
		}
		if f.Path != "" {
			what = f.Path + ": " + what
		}
		fmt.Fprintf(j.errs, "%s: %s\n", name, strings.Map(visible, what))
	}
}
