package locale

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// faultKey is a literal that can only be the key of a fault or a verdict.
var faultKey = regexp.MustCompile(`^(fault|caps)(\.[a-z0-9-]+)+$`)

// usage is what the sources of the whole tree say of texts.
type usage struct {
	needed   map[string]string // key -> where a text is asked for by it
	literals map[string]bool   // every string literal
	prefixes []string          // literals that begin a key made at run time
}

func TestKeys_UsedInTheSourcesExist(t *testing.T) {
	english, used := must(t, "en"), sources(t)
	for _, key := range slices.Sorted(maps.Keys(used.needed)) {
		if _, ok := english[key]; !ok {
			t.Errorf("%s asks for %s, which has no text", used.needed[key], key)
		}
	}
}

func TestKeys_ThatExistAreUsedInTheSources(t *testing.T) {
	used := sources(t)
	for _, key := range slices.Sorted(maps.Keys(must(t, "en"))) {
		if used.literals[key] || slices.ContainsFunc(used.prefixes, func(p string) bool { return strings.HasPrefix(key, p) }) {
			continue
		}
		t.Errorf("nothing uses %s", key)
	}
}

func sources(t *testing.T) usage {
	t.Helper()
	u := usage{needed: map[string]string{}, literals: map[string]bool{}}
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != root && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || d.Name() == "build") {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		return u.file(path)
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(u.literals) < 100 {
		t.Fatalf("only %d literals found: the sources are not where they were", len(u.literals))
	}
	return u
}

func (u *usage) file(path string) error {
	tree, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	ast.Inspect(tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.CallExpr:
			if key, ok := asked(n); ok {
				u.needed[key] = path
			}
		case *ast.BasicLit:
			if text, ok := literal(n); ok {
				u.literal(text, path)
			}
		}
		return true
	})
	return nil
}

var prefix = regexp.MustCompile(`^[a-z][a-z0-9-]*\.([a-z0-9.-]+[.-])?$`)

func (u *usage) literal(text, path string) {
	u.literals[text] = true
	if faultKey.MatchString(text) {
		u.needed[text] = path
	}
	start, _, _ := strings.Cut(text, "%")
	if prefix.MatchString(start) {
		u.prefixes = append(u.prefixes, start)
	}
}

// asked gives the key of a call that asks for a text: T, N, fault.New and
// fault.Wrap with a literal.
func asked(call *ast.CallExpr) (string, bool) {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return "", false
	}
	at := -1
	owner, _ := sel.X.(*ast.Ident)
	switch {
	case sel.Sel.Name == "T" || sel.Sel.Name == "N":
		at = 0
	case owner != nil && owner.Name == "fault" && sel.Sel.Name == "New":
		at = 1
	case owner != nil && owner.Name == "fault" && sel.Sel.Name == "Wrap":
		at = 2
	}
	if at < 0 || at >= len(call.Args) {
		return "", false
	}
	lit, ok := call.Args[at].(*ast.BasicLit)
	if !ok {
		return "", false
	}
	return literal(lit)
}

func literal(lit *ast.BasicLit) (string, bool) {
	if lit.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(lit.Value)
	return text, err == nil
}
