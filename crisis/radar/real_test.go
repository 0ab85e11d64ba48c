package radar

import (
	"encoding/csv"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// catastrophe is the tweets about an event of the shared data (CrisisLexT26,
// MIT): a sample of some thousand, with their times.
func catastrophe(t testing.TB, name string) []time.Time {
	t.Helper()
	dir := filepath.Join("..", "..", "..", "shared", "data", "crisislex-dev", name)
	f, err := os.Open(filepath.Join(dir, name+"-tweetids_entire_period.csv"))
	if err != nil {
		t.Skipf("the shared data is not beside the repository: %v", err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.TrimLeadingSpace = true
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []time.Time
	for _, row := range rows[1:] {
		at, err := time.Parse("Mon Jan 02 15:04:05 -0700 2006", strings.TrimSpace(row[0]))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, at.UTC())
	}
	slices.SortFunc(out, time.Time.Compare)
	return out
}

// Real events on top of an invented brand of ten mentions an hour. The data is a
// sample of what was said, so the alert is measured against the moment at which
// the sample itself reaches ten an hour.
func TestReport_RealCatastrophes(t *testing.T) {
	for name, happened := range map[string]time.Time{
		"2013_Spain_train_crash":       time.Date(2013, 7, 24, 18, 41, 0, 0, time.UTC),
		"2013_Savar_building_collapse": time.Date(2013, 4, 24, 2, 57, 0, 0, time.UTC),
	} {
		tweets := catastrophe(t, name)
		w := newWorld(31)
		w.from = happened.AddDate(0, 0, -35).Truncate(24 * time.Hour)
		w.usual(40, 10)
		before := 0
		for i, at := range tweets {
			if at.Before(happened) {
				before++
			}
			m := w.say(at, fmt.Sprint("t", i), false)
			m.Negative = rand.New(rand.NewSource(int64(i))).Float64() < 0.4
		}
		alerts := during(w.replay(Settings{}), happened.Add(-time.Hour), happened.Add(12*time.Hour), Alarm)
		if len(alerts) == 0 {
			t.Errorf("%s: no alert within twelve hours", name)
			continue
		}
		delay := alerts[0].RaisedAt.Sub(happened)
		posted := 0
		for _, at := range tweets {
			if at.Before(alerts[0].RaisedAt) {
				posted++
			}
		}
		late := alerts[0].RaisedAt.Sub(tenAnHour(tweets, happened))
		t.Logf("%s: alert %.0f minutes after it happened, %.0f after ten tweets within the hour, level %s, %d of %d tweets of the sample were out",
			name, delay.Minutes(), late.Minutes(), alerts[0].Level, posted-before, len(tweets))
		if late > 3*time.Hour {
			t.Errorf("%s: the alert came %s after ten tweets an hour", name, late)
		}
	}
}

// tenAnHour is when the tenth tweet within an hour came.
func tenAnHour(tweets []time.Time, from time.Time) time.Time {
	for i := range tweets {
		if i >= 9 && tweets[i].After(from) && tweets[i].Sub(tweets[i-9]) <= time.Hour {
			return tweets[i]
		}
	}
	return tweets[len(tweets)-1]
}
