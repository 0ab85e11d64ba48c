package sample

import (
	"testing"

	"vigie/inbox/watch"
)

func TestCreate_WatchesTheHouseAndItsCompetitors(t *testing.T) {
	for _, lang := range []string{"fr", "en"} {
		w := made(t, lang, present())
		list, err := w.WatchStandings(t.Context(), "", present())
		if err != nil {
			t.Fatal(err)
		}
		own, others := 0, 0
		for _, s := range list {
			if s.Competitor {
				others++
			} else {
				own++
			}
			hits, err := w.WatchHits(t.Context(), s.ID, watch.HitPlace{}, 2000)
			if err != nil {
				t.Fatal(err)
			}
			if s.Total < 10 || s.Total != len(hits) || s.Filling {
				t.Errorf("%s %s: %d hits, %d listed, filling %v", lang, s.Name, s.Total, len(hits), s.Filling)
			}
		}
		if own != 2 || others != 1 {
			t.Errorf("%s: %d own watches, %d on others", lang, own, others)
		}
		places, err := w.Places(t.Context())
		if err != nil || len(places) != 1 {
			t.Errorf("%s: %d places, %v", lang, len(places), err)
		}
	}
}
