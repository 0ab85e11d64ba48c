package store_test

import (
	"context"
	"testing"
	"time"

	"vigie/crisis/alert"
	"vigie/crisis/radar"
	"vigie/crisis/radar/tone"
	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/watch"
	"vigie/store"
)

func (h *house) alerts() []alert.Alert {
	h.t.Helper()
	list, err := h.Alerts(context.Background(), time.Time{}, 50)
	h.must(err)
	return list
}

func (h *house) rises(of string, level radar.Level, posts int) {
	h.t.Helper()
	at := h.clock.now()
	h.must(h.FollowAlert(context.Background(), watch.ID(of), &radar.Alert{
		ID: "a1", Level: level, RaisedAt: at, UpdatedAt: at, Why: radar.Why{Posts: posts, First: at.Add(-time.Hour)},
	}))
}

// hears waits for a notice; none fails the test.
func (h *house) hears(told <-chan inbox.Notice) inbox.Notice {
	h.t.Helper()
	select {
	case n := <-told:
		return n
	case <-time.After(patience):
		h.t.Fatal("no notice")
		return inbox.Notice{}
	}
}

func TestAlert_IsSharedByATeam(t *testing.T) {
	h := newHouse(t)
	h.watches("brand", `vigie`, watch.WatchOnly)
	told := make(chan inbox.Notice, 8)
	defer h.Subscribe(func(n inbox.Notice) { told <- n })()
	h.rises("brand", radar.Alarm, 12)
	got := h.alerts()
	if len(got) != 1 || !got[0].Rings() || got[0].Radar.Why.Posts != 12 {
		t.Fatalf("%+v", got)
	}
	if n := h.hears(told); len(n.Tell) == 0 || n.Tell[0].Event.Name != "alert.raise" || n.Tell[0].Event.Facts["alert"] != got[0].ID {
		t.Errorf("nobody was told: %+v", n)
	}
	t.Run("acknowledged, it stays so when it goes on", func(t *testing.T) {
		h.must(h.JudgeAlert(context.Background(), alert.Verdict{ID: got[0].ID, State: alert.Acknowledged}, coordinator))
		h.rises("brand", radar.Alarm, 13)
		a := h.alerts()[0]
		if a.State != alert.Acknowledged || a.By != coordinator || a.Radar.Why.Posts != 13 {
			t.Errorf("%+v", a)
		}
	})
	t.Run("dismissed as a campaign, it is declared", func(t *testing.T) {
		until := h.clock.now().Add(48 * time.Hour)
		h.must(h.JudgeAlert(context.Background(), alert.Verdict{ID: got[0].ID, State: alert.Dismissed, Why: alert.Campaign, Until: until, Factor: 3}, coordinator))
		set, err := h.RadarSettings(context.Background())
		h.must(err)
		if c := set["brand"].Campaigns; len(c) != 1 || !c[0].To.Equal(until) || h.alerts()[0].Rings() {
			t.Errorf("%+v", set)
		}
	})
	t.Run("one that is gone is said", func(t *testing.T) {
		h.fails(h.JudgeAlert(context.Background(), alert.Verdict{ID: "none", State: alert.Declared}, coordinator), fault.NotFound, "alert.gone")
	})
	t.Run("it goes with its watch", func(t *testing.T) {
		h.must(h.RemoveWatch(context.Background(), "brand", coordinator))
		if left := h.alerts(); len(left) != 0 {
			t.Errorf("%+v", left)
		}
		h.rises("brand", radar.Crisis, 40) // a detector that did not hear of it yet
		if left := h.alerts(); len(left) != 0 {
			t.Errorf("%+v", left)
		}
	})
}

func TestAlert_OfACompetitorTellsNobody(t *testing.T) {
	h := newHouse(t)
	v := h.watches("rival", `autre`, watch.WatchOnly)
	v.Competitor = true
	h.must(h.PutWatch(context.Background(), v, coordinator))
	told := make(chan inbox.Notice, 8)
	defer h.Subscribe(func(n inbox.Notice) { told <- n })()
	h.rises("rival", radar.Crisis, 12)
	if n := h.hears(told); len(n.Tell) != 0 || len(h.alerts()) != 1 {
		t.Errorf("%+v", n.Tell)
	}
}

func TestTone_CorrectionsTeach(t *testing.T) {
	h := newHouse(t)
	h.watches("brand", `vigie`, watch.WatchOnly)
	h.take(mail("m1", "lea@client.example", "Avis", "La vigie est zinzin", noon()))
	page, err := h.SaidOn(context.Background(), "brand", noon().Add(-time.Hour), noon().Add(time.Hour), watch.HitPlace{}, 10)
	h.must(err)
	if len(page) != 1 || page[0].Tone != "" {
		t.Fatalf("%+v", page)
	}
	m := page[0].Message
	h.must(h.CorrectTone(context.Background(), store.ToneCorrection{
		Message: m.ID, Correction: tone.Correction{Language: "fr", Tone: tone.Negative, Named: []string{"zinzin"}},
	}, coordinator))
	own, err := h.OwnTones(context.Background())
	h.must(err)
	if v, ok := own.Words("fr")["zinzin"].Valence(); !ok || v >= 0 {
		t.Errorf("taught %v", own.Words("fr"))
	}
	marks, err := h.TonesCorrected(context.Background(), m.Conversation)
	h.must(err)
	page, err = h.SaidOn(context.Background(), "brand", noon().Add(-time.Hour), noon().Add(time.Hour), watch.HitPlace{}, 10)
	h.must(err)
	if len(marks) != 1 || marks[0].Tone != tone.Negative || marks[0].By != coordinator || page[0].Tone != tone.Negative {
		t.Errorf("%+v, %q", marks, page[0].Tone)
	}
	h.sound()
}

func TestTone_AWordIsTaughtAndTakenBack(t *testing.T) {
	h := newHouse(t)
	teach := func(word string, is tone.Tone) error {
		return h.TeachWord(context.Background(), store.WordTaught{Language: "fr", Word: word, Tone: is}, coordinator)
	}
	votes := func() tone.Votes {
		own, err := h.OwnTones(context.Background())
		h.must(err)
		return own.Words("fr")["zinzin"]
	}
	h.must(teach("Zinzin", tone.Negative))
	if v := votes(); v.Tone() != tone.Negative || v.By != string(coordinator) || v.At != h.clock.now().UnixMilli() {
		t.Errorf("taught %+v", v)
	}
	h.must(teach("zinzin", tone.Positive))
	if v := votes(); v.Tone() != tone.Positive || v.Negative != 0 {
		t.Errorf("the later word does not win: %+v", v)
	}
	h.must(teach("zinzin", ""))
	if v := votes(); v != (tone.Votes{}) {
		t.Errorf("not taken back: %+v", v)
	}
	for word, key := range map[string]string{"": "tone.no-word", "un deux trois quatre cinq": "tone.no-word"} {
		if err := teach(word, tone.Negative); fault.Of(err).Key != key {
			t.Errorf("%q: %v", word, err)
		}
	}
	if err := h.TeachWord(context.Background(), store.WordTaught{Language: "de", Word: "toll", Tone: tone.Positive}, coordinator); err == nil || fault.Of(err).Key != "tone.no-language" {
		t.Errorf("a language without a list: %v", err)
	}
	h.sound()
}
