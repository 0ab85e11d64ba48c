package locale

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// TestFiles_HaveEachKeyOnce reads the files as they stand: of two texts with one
// key the reader of JSON takes the second without a word.
func TestFiles_HaveEachKeyOnce(t *testing.T) {
	for _, lang := range Languages() {
		files, err := filepath.Glob(filepath.Join(lang, "*.json"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%d files in %s, %v", len(files), lang, err)
		}
		at := map[string]string{}
		for _, path := range files {
			for _, key := range keysOf(t, path) {
				if first, twice := at[key]; twice {
					t.Errorf("%s stands in %s and in %s", key, first, path)
				}
				at[key] = path
			}
		}
	}
}

// keysOf are the keys of the outer object of a file, in their order.
func keysOf(t *testing.T, path string) []string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	d := json.NewDecoder(f)
	if _, err := d.Token(); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	var keys []string
	for d.More() {
		key, err := d.Token()
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		keys = append(keys, key.(string))
		var text json.RawMessage
		if err := d.Decode(&text); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
	}
	return keys
}
