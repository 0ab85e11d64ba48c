package radar

import (
	"slices"
	"testing"
	"time"
)

// cut takes out what was said in a stretch, as when nothing was collected.
func (w *world) cut(gap Span) *world {
	w.mentions = slices.DeleteFunc(w.mentions, func(m Mention) bool { return gap.holds(m.At) })
	return w
}

// heard is a detector that was fed all of a world.
func (w *world) heard(s Settings, gaps ...Span) *Detector {
	slices.SortStableFunc(w.mentions, func(a, b Mention) int { return a.At.Compare(b.At) })
	d := New(s)
	for _, m := range w.mentions {
		for len(gaps) > 0 && !m.At.Before(gaps[0].To) {
			d.Missed(gaps[0])
			gaps = gaps[1:]
		}
		d.Feed(m)
	}
	return d
}

func TestDetector_AGapIsNoHistory(t *testing.T) {
	for name, perHour := range map[string]float64{"of a brand": 30, "of a small watch, told by the house": 0.05} {
		t.Run(name, func(t *testing.T) {
			whole := newWorld(41).usual(30, perHour)
			gap := Span{whole.day(30), whole.day(40)}
			for _, m := range newWorld(42).usual(3, perHour).mentions {
				m.At = m.At.AddDate(0, 0, 40)
				whole.mentions = append(whole.mentions, m)
			}
			if last := whole.mentions[len(whole.mentions)-1].At; last.Before(whole.day(41)) {
				whole.say(whole.day(41.5), "*", false)
			}
			d := whole.heard(Settings{}, gap)
			until := slices.IndexFunc(whole.mentions, func(m Mention) bool { return m.At.After(gap.From) })
			before := *whole
			before.mentions = whole.mentions[:until]
			had := before.heard(Settings{})
			for _, s := range []Stream{All, Negative} {
				h, _, days := d.Threshold(s)
				was, _, _ := had.Threshold(s)
				if days > 34 || h < 0.8*was {
					t.Errorf("%s: the threshold is %.1f of %d days after the gap, it was %.1f", s, h, days, was)
				}
			}
			if days, _ := d.Learning(); days > 34 {
				t.Errorf("%d days are known of 33", days)
			}
		})
	}
}

func TestDetector_AGapOfDaysKeepsTheThreshold(t *testing.T) {
	full, holed := newWorld(43).usual(34, 30), newWorld(43).usual(34, 30)
	holed.cut(Span{holed.day(12), holed.day(26)})
	a, b := full.heard(Settings{}), holed.heard(Settings{})
	for _, s := range []Stream{All, Negative} {
		want, _, _ := a.Threshold(s)
		got, _, days := b.Threshold(s)
		if days > 20 || got < 0.75*want {
			t.Errorf("%s: %.1f of %d days, %.1f without the gap", s, got, days, want)
		}
	}
}

func TestDetector_BelievesThatABrandBecameQuiet(t *testing.T) {
	w := newWorld(44).usual(20, 30)
	quiet := newWorld(45).usual(24, 0.3)
	for _, m := range quiet.mentions {
		m.At = m.At.AddDate(0, 0, 20)
		w.mentions = append(w.mentions, m)
	}
	d := w.heard(Settings{})
	if got := d.meters[All].base.Level * 12; got > 3 {
		t.Errorf("after 24 days of a mention in three hours %.1f an hour are expected", got)
	}
}

func TestDetector_ACampaignIsNoQuietTime(t *testing.T) {
	w := newWorld(46).usual(30, 30)
	span := Span{w.day(16), w.day(26)}
	plain, _, _ := w.heard(Settings{}).Threshold(Negative)
	set, _, days := w.heard(Settings{Campaigns: []Campaign{{Span: span, Name: "fair", Factor: 1.01}}}).Threshold(Negative)
	if days > 19 || set < 0.6*plain {
		t.Errorf("ten days of a campaign lower the threshold from %.1f to %.1f (%d days)", plain, set, days)
	}
}

func TestListening_TellsWhenNobodyListened(t *testing.T) {
	from := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	hours := func(heard func(time.Time) bool) (gaps []Span) {
		l := Listening{Week: WeekIn(time.UTC, nil)}
		for at := from; at.Before(from.AddDate(0, 0, 35)); at = at.Add(time.Hour) {
			if gap, ok := l.Hour(at, heard(at)); ok {
				gaps = append(gaps, gap)
			}
		}
		return gaps
	}
	day := func(n int) time.Time { return from.AddDate(0, 0, n) }
	open := func(t time.Time) bool {
		return t.Weekday() != time.Saturday && t.Weekday() != time.Sunday && t.Hour() >= 8 && t.Hour() < 18
	}
	t.Run("nights and weekends are no gaps", func(t *testing.T) {
		if got := hours(open); len(got) != 0 {
			t.Errorf("%v", got)
		}
	})
	t.Run("a week in which nothing came is one", func(t *testing.T) {
		got := hours(func(at time.Time) bool { return open(at) && !(Span{day(21), day(28)}).holds(at) })
		if len(got) != 1 || got[0].From.After(day(21)) || got[0].To.Before(day(28)) {
			t.Errorf("%v", got)
		}
	})
	t.Run("so is a night where something always comes", func(t *testing.T) {
		got := hours(func(at time.Time) bool { return !(Span{day(20), day(20).Add(8 * time.Hour)}).holds(at) })
		if len(got) != 1 || !got[0].From.Equal(day(20)) || !got[0].To.Equal(day(20).Add(8*time.Hour)) {
			t.Errorf("%v", got)
		}
	})
	t.Run("a house to which somebody writes every third day has none", func(t *testing.T) {
		if got := hours(func(at time.Time) bool { return at.YearDay()%3 == 0 && at.Hour() == 11 }); len(got) != 0 {
			t.Errorf("%v", got)
		}
	})
	t.Run("a house that became quiet is believed", func(t *testing.T) {
		got := hours(func(at time.Time) bool { return at.Before(day(14)) || at.Hour() == 11 })
		if len(got) > 8 {
			t.Errorf("%d gaps: %v", len(got), got)
		}
	})
}
