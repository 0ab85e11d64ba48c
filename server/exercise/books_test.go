package exercise

import (
	"strings"
	"testing"
	"time"

	"vigie/store"
)

// offered is the version that whoever starts a playbook is offered: of those
// published, the one written last.
func (s *stage) offered(id string) (best store.PlaybookVersion) {
	s.t.Helper()
	list, err := s.Workspace().Playbooks(s.t.Context())
	s.must(err)
	for _, v := range list {
		if v.ID == id && v.State == published && (best.ID == "" || v.WrittenAt.After(best.WrittenAt)) {
			best = v
		}
	}
	return best
}

func TestCreate_OffersTheVersionThatTheHouseWroteLast(t *testing.T) {
	for _, c := range []struct{ name, first, last string }{
		{"the next one", "1.0.0", "1.1.0"},
		{"an earlier line that was mended", "2.0.0", "1.0.1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStage(t)
			pin, text := book(t, "panne-service", "fr")
			for _, version := range []string{c.first, c.last} {
				s.now = s.now.Add(time.Hour)
				text = strings.Replace(text, "\nversion: "+pin.Version+"\n", "\nversion: "+version+"\n", 1)
				hash, err := s.real.PutPlaybook(t.Context(), text, "")
				s.must(err)
				s.must(s.real.PublishPlaybook(t.Context(), hash, ""))
				pin.Version, pin.Hash = version, hash
			}
			m, err := Create(t.Context(), s.root, s.real, Plan{
				Brand: "Tambrelle", Book: pin, BookText: text, Storm: "panne", Lang: "fr", Pace: 1, Seed: 5, Me: lou,
			}, Around{Now: s.clock, Random: s.ids})
			s.must(err)
			s.open(m)
			if v := s.offered("panne-service"); v.Version != c.last || v.Hash != pin.Hash {
				t.Errorf("the exercise offers %s, the house %s", v.Version, c.last)
			}
		})
	}
}
