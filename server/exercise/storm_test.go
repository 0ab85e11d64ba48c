package exercise

import (
	"fmt"
	"slices"
	"testing"
	"time"

	built "vigie/assets/playbook"
)

func TestStorms_AreTheSameInBothLanguages(t *testing.T) {
	fr, err := Storms("fr")
	if err != nil {
		t.Fatal(err)
	}
	en, err := Storms("en")
	if err != nil {
		t.Fatal(err)
	}
	if len(fr) < 5 || len(en) != len(fr) {
		t.Fatalf("%d in French, %d in English", len(fr), len(en))
	}
	files, err := built.All()
	if err != nil {
		t.Fatal(err)
	}
	for i := range fr {
		if fr[i].ID != en[i].ID || fr[i].Messages != en[i].Messages || !slices.Equal(fr[i].Books, en[i].Books) || fr[i].Lasts != en[i].Lasts && fr[i].Lasts-en[i].Lasts > time.Minute {
			t.Errorf("%s: %d messages in %v; %s: %d in %v", fr[i].ID, fr[i].Messages, fr[i].Lasts, en[i].ID, en[i].Messages, en[i].Lasts)
		}
		for _, b := range fr[i].Books {
			if !slices.ContainsFunc(files, func(f built.File) bool { return f.ID == b }) {
				t.Errorf("%s suits %s, which is no playbook", fr[i].ID, b)
			}
		}
	}
	for _, f := range files {
		id := StormFor(fr, f.ID)
		if !slices.ContainsFunc(fr, func(s Storm) bool { return s.ID == id }) {
			t.Errorf("%s suits %s, and is no storm", id, f.ID)
		}
	}
}

// TestStorms_Ring plays each storm at the slowest and at the quickest pace: the
// early warning rings as it would live, and not before the storm.
func TestStorms_Ring(t *testing.T) {
	for _, lang := range []string{"fr", "en"} {
		storms, err := Storms(lang)
		if err != nil {
			t.Fatal(err)
		}
		for i, storm := range storms {
			if testing.Short() && i > 0 {
				break
			}
			pace := map[string]int{"fr": 60, "en": 1}[lang]
			t.Run(fmt.Sprint(lang, " ", storm.ID, " ", pace, "x"), func(t *testing.T) {
				t.Parallel()
				s := newStage(t)
				s.open(s.create(storm.ID, storm.Books[0], lang, pace))
				s.must(s.Pause(true))
				s.play(20 * time.Second)
				if _, rings := s.ringing(); rings {
					t.Fatal("it rings before anything arrived")
				}
				s.must(s.Pause(false))
				from := s.now
				for s.now.Sub(from) < 20*time.Minute {
					s.play(30 * time.Second)
					if at, rings := s.ringing(); rings {
						t.Logf("rang %v after the first message, %d messages", at.Sub(s.Status().First).Round(time.Second), s.Status().Sent)
						return
					}
				}
				t.Errorf("it does not ring: %d of %d messages", s.Status().Sent, s.Status().All)
			})
		}
	}
}
