package alert

import (
	"errors"
	"testing"
	"time"

	"vigie/crisis/radar"
	"vigie/inbox/fault"
)

func at(minutes int) time.Time {
	return time.Date(2026, 11, 3, 10, 0, 0, 0, time.UTC).Add(time.Duration(minutes) * time.Minute)
}

func rise(id string, level radar.Level, posts, minute int) *radar.Alert {
	return &radar.Alert{ID: id, Level: level, RaisedAt: at(minute), UpdatedAt: at(minute), Why: radar.Why{Posts: posts, First: at(minute - 60)}}
}

func TestFollow_TellsOnlyWhatIsNew(t *testing.T) {
	a, changed, tell := Follow(nil, "w", rise("1", radar.Vigilance, 5, 0), at(0))
	if !changed || tell || a.ID != "w/1" || a.State != Raised {
		t.Fatalf("a badge: %+v, %v, %v", a, changed, tell)
	}
	for _, step := range []struct {
		what  string
		level radar.Level
		posts int
		tell  bool
	}{
		{"the level rises", radar.Alarm, 10, true}, {"a few more", radar.Alarm, 15, false}, {"twice as many", radar.Alarm, 20, true},
		{"a probable crisis", radar.Crisis, 21, true}, {"the same", radar.Crisis, 30, false},
	} {
		a, _, tell = Follow(&a, "w", rise("1", step.level, step.posts, 10), at(10))
		if tell != step.tell {
			t.Errorf("%s: told %v", step.what, tell)
		}
	}
}

func TestFollow_KeepsOneAlert(t *testing.T) {
	a, _, _ := Follow(nil, "w", rise("1", radar.Alarm, 5, 10), at(10))
	a.State = Acknowledged
	t.Run("also when a late message moves its beginning", func(t *testing.T) {
		b, changed, _ := Follow(&a, "w", rise("2", radar.Alarm, 6, 5), at(12))
		if !changed || b.ID != a.ID || b.State != Acknowledged || !b.Radar.RaisedAt.Equal(at(5)) {
			t.Errorf("%+v", b)
		}
	})
	t.Run("and clears it when the rise is over, or turns out to be none", func(t *testing.T) {
		over := rise("1", radar.Alarm, 5, 10)
		over.ClearedAt = at(90)
		b, changed, tell := Follow(&a, "w", over, at(95))
		if !changed || tell || b.Open() || !b.Radar.ClearedAt.Equal(at(90)) {
			t.Errorf("%+v", b)
		}
		if c, changed, _ := Follow(&a, "w", nil, at(20)); !changed || c.Open() {
			t.Errorf("%+v", c)
		}
	})
	t.Run("what was over before anybody saw it makes none", func(t *testing.T) {
		over := rise("1", radar.Alarm, 5, 10)
		over.ClearedAt = at(90)
		if _, changed, _ := Follow(nil, "w", over, at(95)); changed {
			t.Error("an alert of what is over")
		}
	})
}

func TestJudge_ADismissalActs(t *testing.T) {
	a, _, _ := Follow(nil, "w", rise("1", radar.Alarm, 5, 10), at(10))
	t.Run("a campaign is declared until its end", func(t *testing.T) {
		d, s, err := Verdict{ID: a.ID, State: Dismissed, Why: Campaign, Until: at(600), Factor: 4}.Judge(a, Settings{Watch: "w"}, "léa", at(20))
		if err != nil || d.State != Dismissed || d.By != "léa" || len(s.Campaigns) != 1 || !s.Campaigns[0].From.Equal(at(-50)) || !s.Campaigns[0].To.Equal(at(600)) {
			t.Errorf("%+v, %+v, %v", d, s, err)
		}
	})
	t.Run("one that ended before it began is refused", func(t *testing.T) {
		_, _, err := Verdict{ID: a.ID, State: Dismissed, Why: Campaign, Until: at(-600), Factor: 4}.Judge(a, Settings{Watch: "w"}, "léa", at(20))
		if f := (*fault.Error)(nil); !errors.As(err, &f) || f.Key != "alert.campaign-end" {
			t.Error(err)
		}
	})
	t.Run("a bot no longer counts", func(t *testing.T) {
		_, s, err := Verdict{ID: a.ID, State: Dismissed, Why: Bot, Author: Voice("x", "@Spam")}.Judge(a, Settings{Watch: "w"}, "léa", at(20))
		if err != nil || s.Hears("x:@spam") || !s.Hears("x:@léa") {
			t.Errorf("%+v, %v", s, err)
		}
	})
	t.Run("a reason is asked", func(t *testing.T) {
		if _, _, err := (Verdict{ID: a.ID, State: Dismissed}).Judge(a, Settings{Watch: "w"}, "léa", at(20)); err == nil {
			t.Error("dismissed without a reason")
		}
	})
	t.Run("a joke stays quiet until it rises higher", func(t *testing.T) {
		d, _, err := Verdict{ID: a.ID, State: Dismissed, Why: Joke}.Judge(a, Settings{Watch: "w"}, "léa", at(20))
		if err != nil {
			t.Fatal(err)
		}
		if again, _, tell := Follow(&d, "w", rise("1", radar.Alarm, 50, 30), at(30)); tell || again.State != Dismissed {
			t.Errorf("it rang again: %+v", again)
		}
		if higher, _, tell := Follow(&d, "w", rise("1", radar.Crisis, 50, 30), at(30)); !tell || higher.State != Raised {
			t.Errorf("a crisis stays quiet: %+v", higher)
		}
	})
}

func TestScore_CountsWhatWasJudged(t *testing.T) {
	of := func(l radar.Level, s State) Alert { return Alert{Watch: "w", Radar: radar.Alert{Level: l}, State: s} }
	got := ScoreOf([]Alert{of(radar.Alarm, Dismissed), of(radar.Crisis, Declared), of(radar.Alarm, Acknowledged), of(radar.Alarm, Raised),
		of(radar.Vigilance, Acknowledged), {Watch: "other", State: Dismissed}}, "w")
	if got != (Score{Right: 2, Wrong: 1, Open: 1}) {
		t.Errorf("%+v", got)
	}
}
