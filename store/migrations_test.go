package store_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

func TestMigrations_OnlyAdd(t *testing.T) {
	files, err := filepath.Glob("schema/*.sql")
	if err != nil || len(files) < 5 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	takesAway := regexp.MustCompile(`(?i)\b(DROP\s+(TABLE|COLUMN)|RENAME\s+(TO|COLUMN))\b`)
	added := regexp.MustCompile(`(?i)ADD\s+COLUMN[^;]*`)
	given := regexp.MustCompile(`(?i)\bDEFAULT\b`)
	for _, f := range files[1:] {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if found := takesAway.Find(text); found != nil {
			t.Errorf("%s: %s: the release before still works with it", f, found)
		}
		for _, column := range added.FindAll(text, -1) {
			if !given.Match(column) {
				t.Errorf("%s: %q has no default: the release before does not write it", f, column)
			}
		}
	}
}
