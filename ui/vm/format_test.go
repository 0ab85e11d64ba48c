package vm_test

import (
	"strings"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/ui/vm/desktest"
)

func TestFormats_WriteTimesTheWayALanguageDoes(t *testing.T) {
	now := desktest.Morning()
	for _, c := range []struct {
		say    string
		at     time.Time
		en, fr string
	}{
		{"a moment ago", now.Add(-20 * time.Second), "now", "à l’instant"},
		{"minutes", now.Add(-4 * time.Minute), "4 min", "4\u00a0min"},
		{"hours", now.Add(-61 * time.Minute), "1 h", "1\u00a0h"},
		{"a day of this year", now.AddDate(0, 0, -3), "12 Oct", "12 oct."},
		{"a day of another year", now.AddDate(-1, 0, 0), "15 Oct 2025", "15 oct. 2025"},
	} {
		t.Run(c.say, func(t *testing.T) {
			if got := formats("en").Ago(c.at, now); got != c.en {
				t.Errorf("English says %q", got)
			}
			if got := formats("fr").Ago(c.at, now); got != c.fr {
				t.Errorf("French says %q", got)
			}
		})
	}
}

func TestFormats_WriteMomentsAmidASentence(t *testing.T) {
	now := time.Date(2027, 3, 15, 12, 0, 0, 0, time.UTC) // a Monday
	for _, c := range []struct {
		lang, want string
		at         time.Time
	}{
		{"fr", "hier 12:00", now.AddDate(0, 0, -1)}, {"en", "yesterday 12:00", now.AddDate(0, 0, -1)},
		{"fr", "demain 12:00", now.AddDate(0, 0, 1)}, {"en", "tomorrow 12:00", now.AddDate(0, 0, 1)},
		{"en", "Thu, 12:00", now.AddDate(0, 0, 3)}, {"fr", "12:00", now}, {"fr", "", time.Time{}},
	} {
		if got := formats(c.lang).Amid(c.at, now); got != c.want {
			t.Errorf("%s: %q, want %q", c.lang, got, c.want)
		}
	}
}

func TestFormats_WriteMomentsToLookUp(t *testing.T) {
	now := desktest.Morning()
	for at, want := range map[time.Time]string{
		now.Add(time.Hour): "10:45", now.AddDate(0, 0, 1): "Tomorrow 09:45", now.AddDate(0, 0, -1): "Yesterday 09:45",
		now.AddDate(0, 0, 4): "Mon, 09:45", now.AddDate(0, 1, 0): "15 Nov, 09:45",
	} {
		if got := formats("en").Moment(at, now); got != want {
			t.Errorf("%v is %q, want %q", at, got, want)
		}
	}
}

func TestFormats_WriteLengthsSizesAndPeople(t *testing.T) {
	f, g := formats("en"), formats("fr")
	for got, want := range map[string]string{
		f.Span(30 * time.Second): "<1 min", f.Span(70 * time.Minute): "1 h 10", f.Span(50 * time.Hour): "2 d", g.Span(72 * time.Hour): "3\u00a0j",
		f.Size(240_000): "240 KB", g.Size(1_500_000): "1,5\u00a0Mo", f.Size(12): "12 bytes",
		f.People(940): "940", f.People(18400): "18.4k", g.People(18400): "18,4\u00a0k", f.People(1_200_000): "1.2M",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestFormats_ReadTypedTimes(t *testing.T) {
	now := desktest.Morning() // a Thursday, 09:45
	day := func(d, h, m int) time.Time { return time.Date(2026, 10, d, h, m, 0, 0, time.UTC) }
	for typed, want := range map[string]time.Time{
		"14:30": day(15, 14, 30), "14h30": day(15, 14, 30), "14h": day(15, 14, 0), "9:00": day(16, 9, 0), "2 h": now.Add(2 * time.Hour),
		"30 min": now.Add(30 * time.Minute), "3 d": day(18, 9, 0), "3 j": day(18, 9, 0), "20/10": day(20, 9, 0), "20/10 14:15": day(20, 14, 15),
		"2026-10-20": day(20, 9, 0), "1/2": time.Date(2027, 2, 1, 9, 0, 0, 0, time.UTC),
	} {
		if got, ok := formats("fr").Typed(typed, now); !ok || !got.Equal(want) {
			t.Errorf("%q is %v (%v), want %v", typed, got, ok, want)
		}
	}
	for _, typed := range []string{"", "soon", "25:00", "14:75", "-3 h", "2020-01-01", "31/2", "9999999999999999999 h", "0 min"} {
		if got, ok := formats("en").Typed(typed, now); ok {
			t.Errorf("%q was taken for %v", typed, got)
		}
	}
}

func FuzzTyped_NeverGivesAPastTime(f *testing.F) {
	for _, s := range []string{"14:30", "2 h", "3 d", "25/12 9:00", "2026-12-25", "9h", "h", "1/1/1"} {
		f.Add(s)
	}
	now := desktest.Morning()
	f.Fuzz(func(t *testing.T, s string) {
		if at, ok := formats("en").Typed(s, now); ok && !at.After(now) {
			t.Errorf("%q gave %v", s, at)
		}
	})
}

func TestChoices_AreAllToCome(t *testing.T) {
	for hour := range 24 {
		now := time.Date(2026, 10, 18, hour, 59, 0, 0, time.UTC)
		for range 7 {
			now = now.AddDate(0, 0, 1)
			for _, m := range append(formats("en").SnoozeChoices(now), formats("en").DueChoices(now)...) {
				if !m.At.After(now) {
					t.Errorf("at %v, %s is %v", now, m.ID, m.At)
				}
				if m.ID == "monday" && (m.At.Weekday() != time.Monday || m.At.Hour() != 9) {
					t.Errorf("monday is %v", m.At)
				}
			}
		}
	}
}

func TestTexts_OfEveryActAreThere(t *testing.T) {
	for _, lang := range []string{"en", "fr"} {
		f := formats(lang)
		for _, s := range inbox.Statuses() {
			if got := f.StatusText(s); strings.Contains(got, "status.") {
				t.Errorf("%s: %s", lang, got)
			}
		}
		for _, a := range inbox.Acts() {
			switch a.(type) {
			case inbox.AddNote, inbox.SaveDraft, inbox.DiscardDraft, inbox.Reply, inbox.CancelReply, inbox.Undo:
				continue // no line of their own
			}
			if key := "event." + a.Name(); f.Texts.T(key, nil) == key {
				t.Errorf("%s: no line for %s", lang, a.Name())
			}
		}
	}
}

func TestFormats_WriteAndReadADayInFigures(t *testing.T) {
	day := time.Date(2026, 3, 6, 0, 0, 0, 0, time.UTC)
	for lang, want := range map[string]string{"fr": "06/03/2026", "en": "2026-03-06"} {
		f := formats(lang)
		if got := f.Date(day.Add(13 * time.Hour)); got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
		for _, typed := range []string{"06/03/2026", "6/3/2026", "2026-03-06", "6.3.2026", " 06 03  2026 ", "6-3-2026"} {
			if got, ok := f.TypedDate(typed); !ok || !got.Equal(day) {
				t.Errorf("%s: %q is read as %v, %v", lang, typed, got, ok)
			}
		}
		for _, typed := range []string{"", "31/02/2026", "06/03", "demain", "2026", "06/03/26 ou après"} {
			if got, ok := f.TypedDate(typed); ok {
				t.Errorf("%s: %q is read as %v", lang, typed, got)
			}
		}
	}
}
