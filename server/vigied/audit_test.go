package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAudit_IsExportedAndVerifiedWithoutTheWorkspace(t *testing.T) {
	p := newPlace(t)
	s := p.serve()
	enter(t, s.invitation(), s.addr)
	p.run("member", "add", "Nadia", "--handle", "nadia")
	p.run("member", "change", "@nadia", "--profile", "senior")
	p.run("export", "--out", filepath.Join(t.TempDir(), "all")) // beside the server, which records it
	file := filepath.Join(t.TempDir(), "audit.jsonl")
	written := p.object("audit", "export", "--out", file)
	s.stop()
	p.run("export", "--out", filepath.Join(t.TempDir(), "all")) // alone
	later := filepath.Join(t.TempDir(), "later.jsonl")
	p.run("audit", "export", "--out", later)

	raw, err := os.ReadFile(later)
	if err != nil {
		t.Fatal(err)
	}
	for kind, times := range map[string]int{"device.signed-in": 1, "member.invited": 1, "member.put": 3, "workspace.exported": 2} {
		if n := strings.Count(string(raw), `"kind":"`+kind+`"`); n != times {
			t.Errorf("%s is there %d times, not %d\n%s", kind, n, times, raw)
		}
	}
	nobody := newPlace(t)
	whole := nobody.object("audit", "verify", file)
	if whole["run"] != "audit" || whole["head"] != written["head"] || whole["events"] != written["events"] {
		t.Errorf("verified %v, written %v", whole, written)
	}
	forged := strings.Replace(string(raw), `"profile":"senior"`, `"profile":"junior"`, 1)
	if o := nobody.try("--json", "audit", "verify", nobody.file("forged", forged)); o.code != workspace || !strings.Contains(o.errs, "fault.log-broken") {
		t.Errorf("a changed line: %+v", o)
	}
	lines := strings.SplitAfter(string(raw), "\n")
	cut := strings.Join(lines[:len(lines)-2], "")
	if o := nobody.try("--json", "audit", "verify", nobody.file("cut", cut)); o.code != workspace {
		t.Errorf("cut off at the end: %+v", o)
	}
	if o := nobody.try("--json", "audit", "verify", filepath.Join(t.TempDir(), "none")); o.code != notFound || !strings.Contains(o.errs, "fault.file-unreadable") {
		t.Errorf("a file that is not there: %+v", o)
	}
	p.mustBeSound()
}
