package radar

import (
	"fmt"
	"math"
	"math/rand"
	"slices"
	"testing"
	"time"
)

// world makes mentions of a brand that is talked about perHour times an hour,
// with a day and a week, where one in six opinions reads as negative.
type world struct {
	r        *rand.Rand
	from     time.Time
	mentions []Mention
	n        int
}

func newWorld(seed int64) *world {
	return &world{r: rand.New(rand.NewSource(seed)), from: time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)}
}

func (w *world) day(days float64) time.Time {
	return w.from.Add(time.Duration(days * 24 * float64(time.Hour)))
}

func (w *world) say(at time.Time, author string, negative bool) *Mention {
	w.n++
	m := Mention{ID: fmt.Sprintf("m%06d", w.n), At: at, Author: author, Channel: "x", Negative: negative}
	if author == "*" {
		m.Author = fmt.Sprintf("a%d", w.r.Intn(1_000_000))
	}
	w.mentions = append(w.mentions, m)
	return &w.mentions[len(w.mentions)-1]
}

// usual fills days with what is usual.
func (w *world) usual(days int, perHour float64) *world {
	noise := 1.0
	for i := range days * BinsADay {
		at := w.from.Add(time.Duration(i) * Bin)
		if i%12 == 0 {
			noise = gamma(w.r, 6) / 6
		}
		for range poisson(w.r, perHour/12*daily(at)*noise) {
			w.say(at.Add(time.Duration(w.r.Int63n(int64(Bin)))), "*", w.r.Float64() < 0.17)
		}
	}
	return w
}

// daily is the day and the week of what is said.
func daily(at time.Time) float64 {
	h := float64(at.Hour()) + float64(at.Minute())/60
	f := 0.25 + 1.5*math.Exp(-math.Pow((h-13)/5, 2)) + 0.6*math.Exp(-math.Pow((h-20.5)/2, 2))
	if wd := at.Weekday(); wd == time.Saturday || wd == time.Sunday {
		f *= 0.6
	}
	return f
}

// grow adds a crisis that doubles until it reaches a peak an hour and stays.
func (w *world) grow(at time.Time, doubling, lasts time.Duration, peak, negative float64) *world {
	for t := time.Duration(0); t < lasts; t += Bin {
		rate := math.Min(2*math.Pow(2, t.Minutes()/doubling.Minutes()), peak)
		for range poisson(w.r, rate/12) {
			w.say(at.Add(t+time.Duration(w.r.Int63n(int64(Bin)))), "*", w.r.Float64() < negative)
		}
	}
	return w
}

func (w *world) replay(s Settings) []Alert {
	slices.SortStableFunc(w.mentions, func(a, b Mention) int { return a.At.Compare(b.At) })
	end := w.mentions[len(w.mentions)-1].At.Add(24 * time.Hour)
	return Replay(s, slices.Values(w.mentions), end)
}

func gamma(r *rand.Rand, k float64) float64 { // Marsaglia and Tsang, k >= 1
	d := k - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		z := r.NormFloat64()
		v := math.Pow(1+c*z, 3)
		if v > 0 && math.Log(r.Float64()) < 0.5*z*z+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
}

func poisson(r *rand.Rand, mean float64) int {
	if mean > 30 {
		return int(math.Max(0, math.Round(mean+math.Sqrt(mean)*r.NormFloat64())))
	}
	limit, k, p := math.Exp(-mean), 0, 1.0
	for p > limit {
		k++
		p *= r.Float64()
	}
	return k - 1
}

// during gives the alerts that were raised within a span, of at least a level.
func during(alerts []Alert, from, to time.Time, least Level) []Alert {
	return slices.DeleteFunc(slices.Clone(alerts), func(a Alert) bool {
		return a.RaisedAt.Before(from) || a.RaisedAt.After(to) || a.Level.rank() < least.rank()
	})
}

func TestDetector_SeesACrisisStart(t *testing.T) {
	w := newWorld(1).usual(35, 30)
	at := w.day(30.5)
	alerts := w.grow(at, 20*time.Minute, 12*time.Hour, 90, 0.54).replay(Settings{})
	got := during(alerts, at, at.Add(4*time.Hour), Alarm)
	if len(got) != 1 {
		t.Fatalf("%d alerts in the crisis; all: %s", len(got), told(alerts))
	}
	a := got[0]
	if delay := a.RaisedAt.Sub(at); delay > 3*time.Hour {
		t.Errorf("raised after %s", delay)
	}
	if a.ClearedAt.Before(at.Add(12*time.Hour)) || a.ClearedAt.After(at.Add(22*time.Hour)) {
		t.Errorf("cleared %s after its start", a.ClearedAt.Sub(at))
	}
	if a.Why.Authors < leastAuthors || a.Why.Expected <= 0 || float64(a.Why.Observed) < a.Why.Expected {
		t.Errorf("its numbers: %+v", a.Why)
	}
	if !slices.ContainsFunc(a.Reasons, func(r Reason) bool { return r.Against }) {
		t.Error("nothing is said against it")
	}
}

func told(alerts []Alert) string {
	s := ""
	for _, a := range alerts {
		s += fmt.Sprintf("\n%s %s %v authors %d", a.RaisedAt.Format(time.RFC3339), a.Level, a.Streams, a.Why.Authors)
	}
	return s
}

func TestDetector_SeesASlowBurn(t *testing.T) {
	w := newWorld(2).usual(38, 30)
	at := w.day(30)
	alerts := w.grow(at, 12*time.Hour, 72*time.Hour, 40, 0.54).replay(Settings{})
	if got := during(alerts, at, at.Add(72*time.Hour), Alarm); len(got) == 0 {
		t.Errorf("a slow burn was missed: %s", told(alerts))
	}
}

func TestDetector_IsSilentInADeclaredCampaign(t *testing.T) {
	w := newWorld(3).usual(35, 30)
	at := w.day(30.4)
	span := Span{at, at.Add(6 * time.Hour)}
	for range 3 { // four times the usual, as friendly as ever
		for t := at; t.Before(span.To); t = t.Add(Bin) {
			for range poisson(w.r, 30.0/12*1.3) {
				w.say(t.Add(time.Duration(w.r.Int63n(int64(Bin)))), "*", w.r.Float64() < 0.17)
			}
		}
	}
	alerts := w.replay(Settings{Campaigns: []Campaign{{Span: span, Name: "launch", Factor: 5}}})
	if got := during(alerts, at, span.To.Add(time.Hour), Vigilance); len(got) > 0 {
		t.Errorf("rang in a declared campaign: %s", told(got))
	}
	if undeclared := during(w.replay(Settings{}), at, span.To, Vigilance); len(undeclared) == 0 {
		t.Error("the same jump undeclared, in neutral words, is no alert: this test proves nothing")
	}
}

func TestDetector_IsSilentForAFewWhoShout(t *testing.T) {
	for name, authors := range map[string]int{"one angry person": 1, "three bots": 3} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(4).usual(35, 30)
			at := w.day(30.5)
			for i := range 500 {
				w.say(at.Add(time.Duration(i)*10*time.Second), fmt.Sprintf("bot%d", i%authors), true)
			}
			if got := during(w.replay(Settings{}), at, at.Add(3*time.Hour), Vigilance); len(got) > 0 {
				t.Errorf("rang: %s", told(got))
			}
		})
	}
}

func TestDetector_HearsANeutralJump(t *testing.T) {
	w := newWorld(5).usual(35, 30)
	at := w.day(30.5)
	alerts := w.grow(at, 20*time.Minute, 8*time.Hour, 200, 0.05).replay(Settings{})
	if got := during(alerts, at, at.Add(4*time.Hour), Vigilance); len(got) == 0 {
		t.Errorf("a jump in mocking words was missed: %s", told(alerts))
	}
}

// Nights are quiet by habit, the clock changes twice a year, and a collector
// may be down for hours: none of it is a crisis, and none of it blinds.
func TestDetector_StandsTheClock(t *testing.T) {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Skipf("no zone files: %v", err)
	}
	s := Settings{Week: WeekIn(paris, nil)}
	w := newWorld(6)
	w.from = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC) // the clock goes forward on 29 March
	w.usual(42, 60)
	dst := time.Date(2026, 3, 29, 0, 0, 0, 0, time.UTC)
	if got := during(w.replay(s), dst, dst.Add(48*time.Hour), Alarm); len(got) > 0 {
		t.Errorf("rang when the clock changed: %s", told(got))
	}
	gap := Span{w.day(33.3), w.day(33.3).Add(8 * time.Hour)}
	w.mentions = slices.DeleteFunc(w.mentions, func(m Mention) bool { return gap.holds(m.At) })
	at := gap.To.Add(20 * time.Hour)
	if got := during(w.replay(s), gap.From, gap.To.Add(6*time.Hour), Alarm); len(got) > 0 {
		t.Errorf("rang after a gap: %s", told(got))
	}
	w.grow(at, 20*time.Minute, 8*time.Hour, 180, 0.54)
	if got := during(w.replay(s), at, at.Add(4*time.Hour), Alarm); len(got) == 0 {
		t.Error("blind after a gap")
	}
}

func TestDetector_HasNoHistoryAtFirst(t *testing.T) {
	w := newWorld(7).usual(1, 200)
	if got := w.replay(Settings{}); len(got) > 0 && got[0].RaisedAt.Before(w.day(1)) {
		t.Errorf("rang without a day of history: %s", told(got))
	}
	d := New(Settings{})
	d.Feed(Mention{ID: "1", At: w.from})
	if days, fixed := d.Learning(); days != 0 || !fixed {
		t.Errorf("knows %d days, fixed %v", days, fixed)
	}
}

func TestDetector_GivesTheSameAlertsAgain(t *testing.T) {
	w := newWorld(8).usual(33, 30)
	w.grow(w.day(30.5), 20*time.Minute, 8*time.Hour, 120, 0.54)
	a, b := fmt.Sprintf("%+v", w.replay(Settings{})), fmt.Sprintf("%+v", w.replay(Settings{}))
	if a != b {
		t.Error("two replays differ")
	}
}

func TestDetector_KeepsToItsBudget(t *testing.T) {
	for _, perHour := range []float64{3, 30} {
		weeks, false1 := 0.0, 0
		for seed := range int64(2) {
			w := newWorld(100+seed).usual(70, perHour)
			alerts := w.replay(Settings{Budget: 0.5})
			false1 += len(during(alerts, w.day(28), w.day(70), Alarm))
			weeks += 6
		}
		t.Logf("%v an hour: %d false alerts in %.0f weeks (budget %.1f)", perHour, false1, weeks, 0.5*weeks)
		if float64(false1) > 0.5*weeks*1.2+2 {
			t.Errorf("%v an hour: %d false alerts in %.0f weeks", perHour, false1, weeks)
		}
	}
}

// A message with a wrong date, or fifty thousand old ones brought in at once,
// are neither a crisis nor a history of silence before today.
func TestDetector_StandsOldMessages(t *testing.T) {
	t.Run("one of thirty years ago", func(t *testing.T) {
		w := newWorld(10).usual(20, 30)
		w.say(w.from.AddDate(-30, 0, 0), "*", true)
		if got := w.replay(Settings{}); len(during(got, w.from.AddDate(-40, 0, 0), w.day(7), Vigilance)) > 0 {
			t.Errorf("rang: %s", told(got))
		}
	})
	t.Run("50,000 of four years, with their dates", func(t *testing.T) {
		w := newWorld(11)
		w.from = w.from.AddDate(-4, 0, 0)
		for i := range 50_000 {
			w.say(w.from.Add(time.Duration(i)*42*time.Minute), "*", w.r.Float64() < 0.17)
		}
		if got := w.replay(Settings{Budget: 0.5}); len(during(got, w.from, w.day(5*365), Alarm)) > 208/4 {
			t.Errorf("an even history of 208 weeks rang %d times", len(got))
		}
	})
}

func BenchmarkReplay28Days(b *testing.B) {
	w := newWorld(9).usual(28, 30)
	slices.SortStableFunc(w.mentions, func(a, b Mention) int { return a.At.Compare(b.At) })
	for b.Loop() {
		Replay(Settings{}, slices.Values(w.mentions), w.day(28))
	}
	b.ReportMetric(float64(len(w.mentions)), "mentions")
}

func TestBaseline_ForgetsByHalfLives(t *testing.T) {
	for _, g := range []struct {
		bins int
		gain float64
	}{{levelHalfLife, levelGain}, {seasonHalfLife, seasonGain}, {spreadHalfLife, spreadGain}} {
		if want := 1 - math.Pow(0.5, 1/float64(g.bins)); math.Abs(g.gain-want) > 1e-15 {
			t.Errorf("%d bins: %v, not %v", g.bins, g.gain, want)
		}
	}
}
