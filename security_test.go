package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// SECURITY.md says of each threat which test proves what holds against it. A
// row without a test, or with one that is not there, is a promise of nobody.
func TestSecurity_NamesTestsThatExist(t *testing.T) {
	text, err := os.ReadFile("SECURITY.md")
	if err != nil {
		t.Fatal(err)
	}
	tests := testNames(t)
	name := regexp.MustCompile("`((?:Test|Fuzz)[A-Za-z0-9_]+\\*?)`")
	rows := 0
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(line, "|")
		if len(cells) != 5 || strings.TrimSpace(cells[1]) == "threat" || strings.HasPrefix(cells[1], "---") {
			continue
		}
		rows++
		named := name.FindAllStringSubmatch(cells[3], -1)
		if len(named) == 0 && !strings.Contains(cells[3], "the same") {
			t.Errorf("%q is proved by no test", strings.TrimSpace(cells[1]))
		}
		for _, n := range named {
			if !isNamed(tests, n[1]) {
				t.Errorf("%q is proved by %s, which is not there", strings.TrimSpace(cells[1]), n[1])
			}
		}
	}
	if rows < 30 {
		t.Errorf("only %d rows were read: this test looks in the wrong place", rows)
	}
}

// The pages name the tests that prove what they promise.
func TestDocs_NameTestsThatExist(t *testing.T) {
	tests := testNames(t)
	name := regexp.MustCompile("`((?:Test|Fuzz)[A-Za-z0-9_]+)(…?)`")
	for _, page := range []string{"ARCHITECTURE.md", "CONTRIBUTING.md", "docs/sync.md", "docs/performance.md", "docs/early-warning.md", "docs/scale.md"} {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range name.FindAllStringSubmatch(string(text), -1) {
			if wanted := n[1] + strings.ReplaceAll(n[2], "…", "*"); !isNamed(tests, wanted) {
				t.Errorf("%s says that %s proves something: there is no such test", page, n[0])
			}
		}
	}
}

// isNamed reports whether there is a test of a name, or one that begins so
// where the name ends in a star.
func isNamed(tests map[string]bool, name string) bool {
	head, star := strings.CutSuffix(name, "*")
	if !star {
		return tests[name]
	}
	for t := range tests {
		if strings.HasPrefix(t, head) {
			return true
		}
	}
	return false
}

// testNames lists the tests of the repository.
func testNames(t *testing.T) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	declared := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || d.Name() == "build" || len(d.Name()) > 1 && d.Name()[0] == '.') {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, "_test.go") {
			return nil
		}
		text, err := os.ReadFile(path)
		for _, m := range declared.FindAllStringSubmatch(string(text), -1) {
			out[m[1]] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
