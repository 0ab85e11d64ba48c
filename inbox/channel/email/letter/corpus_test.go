package letter

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// shared finds a folder of the shared corpora beside the repository.
func shared(t testing.TB, name string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		found := filepath.Join(dir, "shared", "data", name)
		if _, err := os.Stat(found); err == nil {
			return found
		}
	}
	t.Skipf("shared/data/%s is not beside the repository", name)
	return ""
}

// mails gives the files below a shared folder that hold one mail each.
func mails(t testing.TB, name string) map[string][]byte {
	t.Helper()
	root := shared(t, name)
	found := map[string][]byte{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		base := filepath.Base(path)
		switch {
		case strings.HasPrefix(base, "README"), strings.HasPrefix(base, "LICENSE"), base == "NOTICE":
			return nil
		}
		raw, err := os.ReadFile(path)
		rel, _ := filepath.Rel(root, path)
		found[filepath.ToSlash(rel)] = raw
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestParse_ReadsEveryMailOfTheCorpora(t *testing.T) {
	for _, corpus := range []string{"mime-enmime", "mime-postal", "mime-python", "bounces-dev", "spamassassin-dev"} {
		t.Run(corpus, func(t *testing.T) {
			for name, raw := range mails(t, corpus) {
				l, err := Parse(raw)
				if err != nil {
					t.Errorf("%s: %v", name, err)
				}
				if strings.TrimSpace(l.Text+l.Quoted+l.Signature) == "" && len(l.Attachments) == 0 {
					t.Logf("%s: nothing to show", name)
				}
			}
		})
	}
}
