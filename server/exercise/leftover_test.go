package exercise

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// left makes a directory as a crash leaves it behind, touched so long ago.
func (s *stage) left(name string, ago time.Duration) {
	s.t.Helper()
	dir := filepath.Join(s.root, name)
	s.must(os.MkdirAll(filepath.Join(dir, "blobs"), 0o700))
	s.must(os.WriteFile(filepath.Join(dir, "vigie.db"), []byte("torn"), 0o600))
	at := time.Now().Add(-ago)
	s.must(os.Chtimes(dir, at, at))
}

func (s *stage) names() (out []string) {
	s.t.Helper()
	entries, err := os.ReadDir(s.root)
	s.must(err)
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

func TestLeftovers_OfACrashGoWithTheNext(t *testing.T) {
	const torn, gone, young = "exercise-01ARZ3NDEKTSV4RRFFQ69G5FAV.new", "exercise-01ARZ3NDEKTSV4RRFFQ69G5FAW.gone", "exercise-01ARZ3NDEKTSV4RRFFQ69G5FAX.new"
	others := []string{"exercise-notes.new", "letters.gone", young}
	s := newStage(t)
	rest := func(what string, more ...string) {
		t.Helper()
		want := append(slices.Clone(others), more...)
		slices.Sort(want)
		if got := s.names(); !slices.Equal(got, want) {
			t.Errorf("%s leaves %v, not %v", what, got, want)
		}
	}
	litter := func() {
		s.left(torn, 2*time.Hour)
		s.left(gone, 2*time.Hour)
		s.left(young, time.Minute) // another window may be making it
		s.left(others[0], 2*time.Hour)
		s.left(others[1], 2*time.Hour)
	}
	litter()
	m := s.create("panne", "panne-service", "fr", 1)
	rest("making one", "exercise-"+m.ID)
	litter()
	s.must(Delete(t.Context(), s.root, m.ID))
	rest("deleting one")
}
