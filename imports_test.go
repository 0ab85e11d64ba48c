package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "vigie"

// layer says of a package (or of a subtree, "inbox/...") the only packages of
// this module that it may import, and the outside packages that it may never
// reach. The first rule that matches exactly wins, then the first subtree.
type layer struct {
	pkg  string
	may  []string
	deny []string
}

func layers() []layer {
	headless := []string{"fyne.io/"}
	offline := append([]string{"net/http", "database/sql", "modernc.org/"}, headless...)
	screen := []string{"database/sql", "net/http", "modernc.org/"}
	pure := append([]string{"log/slog", "os", "net"}, offline...)
	domain := []string{"inbox", "inbox/fault", "inbox/team"}
	shown := append([]string{"assets/...", "inbox/watch", "crisis", "crisis/..."}, domain...)
	connector := append([]string{"inbox/channel", "inbox/channel/..."}, domain...)
	return []layer{
		{"inbox/fault", nil, pure},
		{"inbox/team", []string{"inbox/fault"}, pure},
		{"inbox", []string{"inbox/fault", "inbox/team"}, pure},
		{"inbox/watch", domain, pure},
		{"crisis", append([]string{"crisis/playbook"}, domain...), pure},
		{"crisis/radar/tongue/learn", []string{"crisis/radar/tongue"}, append([]string{"net"}, offline...)}, // a program
		{"crisis/...", append([]string{"crisis", "crisis/...", "inbox/watch"}, domain...), pure},
		{"inbox/channel", domain, offline},
		{"inbox/channel/email/letter", domain, offline},
		{"inbox/channel/...", connector, append([]string{"database/sql", "modernc.org/"}, headless...)},
		{"inbox/collect", append([]string{"inbox/channel"}, domain...), offline},
		{"inbox/outbox", append([]string{"inbox/channel", "inbox/collect"}, domain...), offline}, // they share one Pace
		{"inbox/clockwork", domain, offline},
		{"store/wire", domain, pure},
		{"store/together", nil, pure},
		{"store/powertest", nil, headless},                                                                   // tests alone
		{"store/pgtest", nil, headless},                                                                      // a real server for tests
		{"store/sim", append([]string{"store/replica", "store/together", "store/wire"}, domain...), offline}, // a simulator for tests
		{"store/replica", append([]string{"store", "store/wire", "inbox/channel"}, domain...), headless},
		{"store", append([]string{"store/together", "store/wire", "inbox/channel", "inbox/watch", "crisis", "crisis/..."}, domain...), append([]string{"net/http"}, headless...)},
		{"server/...", []string{"*"}, headless},
		{"bench", []string{"*"}, headless},
		{"assets/...", []string{"inbox/fault"}, []string{"database/sql", "net/http", "modernc.org/", "fyne.io/"}},
		{"ui/kit", []string{"assets/..."}, screen},
		{"ui/vm", append([]string{"assets/...", "inbox/watch", "crisis", "crisis/..."}, domain...), append([]string{"fyne.io/"}, screen...)},
		{"ui/settings", append([]string{"assets/...", "ui/kit", "ui/vm", "ui/place", "ui/setup"}, domain...), screen},
		{"ui/desktest", append([]string{"ui", "ui/..."}, shown...), screen}, // desks for tests
		{"ui", append([]string{"ui/..."}, shown...), screen},
		{"ui/place", append([]string{"ui/kit", "ui/vm"}, shown...), screen},
		{"ui/...", append([]string{"ui/kit", "ui/vm", "ui/place"}, shown...), screen},
		{"app", []string{"*"}, []string{"database/sql", "modernc.org/"}},
	}
}

func TestImports_KeepTheLayers(t *testing.T) {
	pkgs := readImports(t)
	if len(pkgs) < 8 {
		t.Fatalf("only %d packages were read: this test looks in the wrong place", len(pkgs))
	}
	for pkg, imports := range pkgs {
		l, ok := layerOf(pkg)
		if !ok {
			t.Errorf("%s: no rule; add it to layers", pkg)
			continue
		}
		for _, imp := range imports {
			if why := l.forbids(imp); why != "" {
				t.Errorf("%s must not import %s (%s)", pkg, imp, why)
			}
		}
	}
}

func TestImports_SeeAViolation(t *testing.T) {
	for pkg, imp := range map[string]string{
		"ui/triage": "vigie/store", "inbox": "os", "store": "net/http", "server/vigied": "fyne.io/fyne/v2",
		"inbox/collect": "vigie/store", "ui/vm": "fyne.io/fyne/v2", "inbox/channel/email": "database/sql",
	} {
		l, ok := layerOf(pkg)
		if !ok || l.forbids(imp) == "" {
			t.Errorf("%s may import %s", pkg, imp)
		}
	}
}

func TestImports_AreAtMostEightDeep(t *testing.T) {
	pkgs := readImports(t)
	var depth func(pkg string) int
	depth = func(pkg string) int {
		deepest := 0
		for _, imp := range pkgs[pkg] {
			if own, ok := strings.CutPrefix(imp, module+"/"); ok {
				deepest = max(deepest, depth(own))
			}
		}
		return deepest + 1
	}
	for pkg := range pkgs {
		// main, app, vigied and the desks of tests tie it together and are one more. Settings
		// stands on setup, because a channel is added by one form in both; what the
		// screens show of a run stands on crisis.
		most := 8
		if pkg == "app" || pkg == "server/vigied" || pkg == "ui/desktest" {
			most++
		}
		if d := depth(pkg); d > most {
			t.Errorf("%s is %d deep", pkg, d)
		}
	}
}

// forbids says why a package of the layer may not import imp; "" is that it may.
func (l layer) forbids(imp string) string {
	if own, found := strings.CutPrefix(imp, module+"/"); found {
		if slices.ContainsFunc(l.may, func(p string) bool { return matches(p, own) }) {
			return ""
		}
		return "another layer"
	}
	for _, d := range l.deny {
		if imp == d || strings.HasSuffix(d, "/") && strings.HasPrefix(imp, d) {
			return "not for this layer"
		}
	}
	return ""
}

func layerOf(pkg string) (layer, bool) {
	for _, l := range layers() {
		if l.pkg == pkg {
			return l, true
		}
	}
	for _, l := range layers() {
		if matches(l.pkg, pkg) {
			return l, true
		}
	}
	return layer{}, false
}

func matches(pattern, pkg string) bool {
	if pattern == "*" || pattern == pkg {
		return true
	}
	base, sub := strings.CutSuffix(pattern, "/...")
	return sub && strings.HasPrefix(pkg, base+"/")
}

// readImports reads the sources itself rather than asking "go list", so that
// the test cache sees which files the result depends on.
func readImports(t *testing.T) map[string][]string {
	t.Helper()
	pkgs := map[string][]string{}
	err := filepath.WalkDir(".", func(file string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "testdata" || d.Name() == "build" || len(d.Name()) > 1 && d.Name()[0] == '.'):
			return filepath.SkipDir
		case d.IsDir() || path.Ext(file) != ".go" || strings.HasSuffix(file, "_test.go"):
			return nil
		}
		pkg := path.Dir(filepath.ToSlash(file))
		if pkg == "." {
			return nil // main ties everything together
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		pkgs[pkg] = append(pkgs[pkg], importPaths(f)...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return pkgs
}

func importPaths(f *ast.File) []string {
	var paths []string
	for _, imp := range f.Imports {
		paths = append(paths, strings.Trim(imp.Path.Value, `"`))
	}
	return paths
}
