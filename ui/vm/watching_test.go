package vm_test

import (
	"slices"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/team"
	"vigie/inbox/watch"
	"vigie/ui/vm"
)

func watching(t *testing.T, lang string) vm.Watching {
	t.Helper()
	return vm.Watching{
		Formats: vm.NewFormats(texts[lang](), time.UTC), Now: time.Date(2026, 3, 20, 12, 0, 0, 0, time.UTC),
		Team: team.Roster{Members: []team.Member{{ID: "m1", Name: "Léa"}}},
	}
}

func TestWatching_WritesATrialWithItsHitsADay(t *testing.T) {
	w := watching(t, "en")
	trial := watch.Trial{Hits: 30, Whole: true, Since: w.Now.AddDate(0, -6, 0)}
	trial.Days[29], trial.Days[3] = 20, 10
	if got := w.TrialText(trial); got != "30 hits in what you have, about 1 a day this month" {
		t.Errorf("got %q", got)
	}
	trial.Since = w.Now.Add(-9 * 24 * time.Hour)
	if got := w.TrialText(trial); got != "30 hits in what you have, about 3 a day this month" {
		t.Errorf("with ten days of messages: %q", got)
	}
	trial.Whole = false
	if got := w.TrialText(trial); got != "30 hits since 11 Mar, about 3 a day this month; there may be more" {
		t.Errorf("broken off: %q", got)
	}
	if got := watching(t, "fr").TrialText(watch.Trial{Whole: true}); got != "Cette requête ne trouve rien dans ce que vous avez." {
		t.Errorf("none: %q", got)
	}
}

func TestHitMarks_AreRunes(t *testing.T) {
	text := "été à la Vigie"
	_, marks := watch.Match(query(t, "vigie OR ete"), inbox.Message{Text: text})
	got := vm.HitMarks(text, append(marks, watch.Span{Part: watch.InSubject, Start: 0, End: 3}, watch.Span{Part: watch.InText, Start: 0, End: 99}))
	if want := []vm.Range{{From: 0, To: 3}, {From: 9, To: 14}}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func query(t *testing.T, text string) watch.Query {
	t.Helper()
	q, err := watch.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func TestMistakeAt_IsWhereTheQueryIsWrong(t *testing.T) {
	_, err := watch.Parse("été (vigie")
	if at, ok := vm.MistakeAt(err); !ok || at != 4 {
		t.Errorf("got %d %v", at, ok)
	}
	if _, ok := vm.MistakeAt(nil); ok {
		t.Error("no error has a place")
	}
}

func TestWatching_WritesAPlaceInTheReadersLanguage(t *testing.T) {
	w := watching(t, "fr")
	gap := watch.Entry{Place: watch.Place{Known: "closed-groups"}, Mode: watch.Unread, State: watch.Uncovered}
	if w.PlaceName(gap) != "Groupes fermés" || w.Reason(gap) == "" || w.How(gap) != "Personne n’y regarde" || w.LastRead(gap) != "" {
		t.Errorf("got %q %q %q", w.PlaceName(gap), w.Reason(gap), w.How(gap))
	}
	gap.Uncovered, gap.Mode, gap.Owner, gap.Every = "on y va à la main", watch.HandRead, "m1", 7*24*time.Hour
	if w.Reason(gap) != "on y va à la main" || w.How(gap) != "Par Léa, tous les 7\u00a0j" {
		t.Errorf("got %q %q", w.Reason(gap), w.How(gap))
	}
	if got := w.LastRead(gap); got != "Jamais pour l’instant" {
		t.Errorf("got %q", got)
	}
	if text, tone := w.PlaceState(watch.Entry{State: watch.Dead}); text != "refusé" || tone != vm.Alarm {
		t.Errorf("got %q %v", text, tone)
	}
}

func TestWatching_SaysWhereAHitStands(t *testing.T) {
	w := watching(t, "en")
	if text, _ := w.HitState(watch.Hit{Watched: true, Status: inbox.Ignored}); text != "watch only" {
		t.Errorf("got %q", text)
	}
	if text, tone := w.HitState(watch.Hit{Status: inbox.New}); text != "New" || tone != vm.Brand {
		t.Errorf("got %q", text)
	}
}
