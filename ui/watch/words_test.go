package watch

import (
	"slices"
	"testing"
	"time"

	"vigie/assets/locale"
	"vigie/inbox"
	"vigie/inbox/team"
	domain "vigie/inbox/watch"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

func watching(t *testing.T, lang string) words {
	t.Helper()
	return words{
		Formats: vm.NewFormats(locale.New(lang), time.UTC), Now: time.Date(2026, 3, 20, 12, 0, 0, 0, time.UTC),
		Team: team.Roster{Members: []team.Member{{ID: "m1", Name: "Léa"}}},
	}
}

func TestWatching_WritesATrialWithItsHitsADay(t *testing.T) {
	w := watching(t, "en")
	trial := domain.Trial{Hits: 30, Whole: true, Since: w.Now.AddDate(0, -6, 0)}
	trial.Days[29], trial.Days[3] = 20, 10
	if got := w.trialText(trial); got != "30 hits in what you have, about 1 a day this month" {
		t.Errorf("got %q", got)
	}
	trial.Since = w.Now.Add(-9 * 24 * time.Hour)
	if got := w.trialText(trial); got != "30 hits in what you have, about 3 a day this month" {
		t.Errorf("with ten days of messages: %q", got)
	}
	trial.Whole = false
	if got := w.trialText(trial); got != "30 hits since 11 Mar, about 3 a day this month; there may be more" {
		t.Errorf("broken off: %q", got)
	}
	if got := watching(t, "fr").trialText(domain.Trial{Whole: true}); got != "Cette requête ne trouve rien dans ce que vous avez." {
		t.Errorf("none: %q", got)
	}
}

func TestHitMarks_AreRunes(t *testing.T) {
	text := "été à la Vigie"
	_, marks := domain.Match(parsed(t, "vigie OR ete"), inbox.Message{Text: text})
	got := hitMarks(text, append(marks, domain.Span{Part: domain.InSubject, Start: 0, End: 3}, domain.Span{Part: domain.InText, Start: 0, End: 99}))
	if want := []vm.Range{{From: 0, To: 3}, {From: 9, To: 14}}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func parsed(t *testing.T, text string) domain.Query {
	t.Helper()
	q, err := domain.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func TestMistakeAt_IsWhereTheQueryIsWrong(t *testing.T) {
	_, err := domain.Parse("été (vigie")
	if at, ok := mistakeAt(err); !ok || at != 4 {
		t.Errorf("got %d %v", at, ok)
	}
	if _, ok := mistakeAt(nil); ok {
		t.Error("no error has a place")
	}
}

func TestWatching_WritesAPlaceInTheReadersLanguage(t *testing.T) {
	w := watching(t, "fr")
	gap := domain.Entry{Place: domain.Place{Known: "closed-groups"}, Mode: domain.Unread, State: domain.Uncovered}
	if w.placeName(gap) != "Groupes fermés" || w.reason(gap) == "" || w.how(gap) != "Personne n’y regarde" || w.lastRead(gap) != "" {
		t.Errorf("got %q %q %q", w.placeName(gap), w.reason(gap), w.how(gap))
	}
	gap.Uncovered, gap.Mode, gap.Owner, gap.Every = "on y va à la main", domain.HandRead, "m1", 7*24*time.Hour
	if w.reason(gap) != "on y va à la main" || w.how(gap) != "Par Léa, tous les 7\u00a0j" {
		t.Errorf("got %q %q", w.reason(gap), w.how(gap))
	}
	if got := w.lastRead(gap); got != "Jamais pour l’instant" {
		t.Errorf("got %q", got)
	}
	if text, tone := w.placeState(domain.Entry{State: domain.Dead}); text != "refusé" || tone != kit.Alarm {
		t.Errorf("got %q %v", text, tone)
	}
}

func TestWatching_SaysWhereAHitStands(t *testing.T) {
	w := watching(t, "en")
	if text, _ := w.hitState(domain.Hit{Watched: true, Status: inbox.Ignored}); text != "watch only" {
		t.Errorf("got %q", text)
	}
	if text, tone := w.hitState(domain.Hit{Status: inbox.New}); text != "New" || tone != kit.Brand {
		t.Errorf("got %q", text)
	}
}
