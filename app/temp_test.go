package app

import (
	"errors"
	"os"
	"testing"
)

func TestHanded_FilesAreGoneWhenVigieEnds(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	var h handed
	one, err := h.write("../facture.pdf", []byte("un"))
	if err != nil {
		t.Fatal(err)
	}
	two, err := h.write("facture.pdf", []byte("deux"))
	if err != nil || one == two {
		t.Fatalf("%s, %s: %v", one, two, err)
	}
	if raw, err := os.ReadFile(one); err != nil || string(raw) != "un" {
		t.Errorf("%q, %v", raw, err)
	}
	for range 2 {
		if err := h.remove(); err != nil {
			t.Error(err)
		}
	}
	left, err := os.ReadDir(os.TempDir())
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	if _, err := os.Stat(two); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%s: %v", two, err)
	}
}
