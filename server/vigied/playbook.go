package main

import (
	"encoding/json"
	"fmt"
	"os"

	"vigie/crisis/playbook"
	"vigie/inbox/fault"
)

type playbookCmd struct {
	Lint   lintCmd           `cmd:"" help:"${playbook_lint}"`
	List   playbookListCmd   `cmd:"" help:"${playbook_list}"`
	Print  playbookPrintCmd  `cmd:"" help:"${playbook_print}"`
	Export playbookExportCmd `cmd:"" help:"${playbook_export}"`
	Import playbookImportCmd `cmd:"" help:"${playbook_import}"`
}

type lintCmd struct {
	Strict bool     `help:"${playbook_strict}"`
	Files  []string `arg:"" name:"file" help:"${playbook_files}"`
}

// Run checks files and prints everything that is wrong with them. Files of one
// playbook in several languages must have one skeleton.
func (c *lintCmd) Run(j *job) error {
	seen := map[string]lintedFile{}
	wrong := 0
	for _, name := range c.Files {
		text, err := os.ReadFile(name)
		if err != nil {
			return fault.Wrap(err, fault.NotFound, "fault.file-unreadable", "File", name)
		}
		p, findings := playbook.Read(text)
		if first, ok := seen[p.ID]; ok && !findings.Errors() {
			findings = append(findings, differs(first, p)...)
		} else if !findings.Errors() {
			seen[p.ID] = lintedFile{name, p}
		}
		if findings.Errors() || c.Strict && len(findings) > 0 {
			wrong++
		}
		if err := j.findings(name, p, findings); err != nil {
			return err
		}
	}
	if wrong > 0 {
		return fault.New(fault.Invalid, "fault.playbook-wrong", "Count", wrong)
	}
	return nil
}

// lintedFile is a playbook that has no fault, and where it was read.
type lintedFile struct {
	name string
	p    playbook.Playbook
}

func differs(a lintedFile, b playbook.Playbook) playbook.Findings {
	if playbook.Skeleton(a.p) == playbook.Skeleton(b) {
		return nil
	}
	return playbook.Findings{{Pos: playbook.Pos{Line: 1, Col: 1}, Key: "playbook.skeleton-differs", Args: map[string]any{"File": a.name}}}
}

// findings prints one line for each, "file:line:column: path: what".
func (j *job) findings(name string, p playbook.Playbook, list playbook.Findings) error {
	for _, f := range list {
		what := j.texts.T(f.Key, f.Args)
		level := "error"
		if f.Warning {
			level = "warning"
		}
		if j.json {
			line, err := json.Marshal(map[string]any{
				"file": name, "line": f.Line, "column": f.Col, "path": f.Path, "level": level, "key": f.Key, "message": what,
			})
			if err != nil {
				return fmt.Errorf("print a finding: %w", err)
			}
			fmt.Fprintf(j.out, "%s\n", line)
			continue
		}
		if f.Warning {
			what = j.texts.T("cli.lint-warning", map[string]any{"What": what})
		}
		if f.Path != "" {
			what = f.Path + ": " + what
		}
		fmt.Fprintf(j.out, "%s:%d:%d: %s\n", name, f.Line, f.Col, what)
	}
	if list.Errors() {
		return nil
	}
	steps := 0
	p.Walk(func(string, *playbook.Step) { steps++ })
	return j.say(map[string]any{"file": name, "id": p.ID, "version": p.Version, "lang": p.Lang, "steps": steps, "skeleton": playbook.Skeleton(p)},
		j.texts.T("cli.linted", map[string]any{"File": name, "Steps": steps, "Skeleton": playbook.Skeleton(p)}))
}
