package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// brandBefore is five weeks of an invented house that is talked about ten times
// an hour, the last of them before and after a moment, as a table.
func brandBefore(t *testing.T, at time.Time, account string) string {
	t.Helper()
	r := rand.New(rand.NewSource(at.Unix()))
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	says := []string{"the coach was on time", "where do I buy a ticket", "nice trip today", "the app lost my ticket, what a mess", "who knows the timetable", "thank you for the quick answer"}
	rows := [][]string{{"id", "text", "handle", "created_at", "account"}}
	from := at.AddDate(0, 0, -35)
	for i := range 42 * 24 * 10 {
		when := from.Add(time.Duration(i)*6*time.Minute + time.Duration(r.Intn(360))*time.Second)
		rows = append(rows, []string{fmt.Sprint("b", i), fmt.Sprintf("%s %d", says[r.Intn(len(says))], r.Intn(9000)), fmt.Sprint("@u", r.Intn(50_000)), when.Format(time.RFC3339), account})
	}
	if err := w.WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Real events as a user would bring them in: the labelled tweets of CrisisLexT26
// as they are published, whose ids hold the times, beside the usual talk about a
// house. docs/early-warning.md has the table that this prints.
func TestReplay_FindsRealCatastrophesThatWereImported(t *testing.T) {
	for name, happened := range map[string]time.Time{
		"2013_Spain_train_crash":       time.Date(2013, 7, 24, 18, 41, 0, 0, time.UTC),
		"2013_Savar_building_collapse": time.Date(2013, 4, 24, 2, 57, 0, 0, time.UTC),
	} {
		t.Run(name, func(t *testing.T) {
			table := filepath.Join("..", "..", "..", "shared", "data", "crisislex-dev", name, name+"-tweets_labeled.csv")
			if _, err := os.Stat(table); err != nil {
				t.Skipf("the shared data is not beside the repository: %v", err)
			}
			p := newPlace(t)
			tally := p.object("import", table, "--map", "id=Tweet ID,created_at=Tweet ID,text=Tweet Text,channel==twitter,account==House", "--time-layout", "snowflake")
			if tally["imported"].(float64) < 990 {
				t.Fatalf("%v", tally)
			}
			t.Logf("%v tweets; alone: %d alerts", tally["imported"], len(p.objects("radar", "replay", "--zone", "UTC", "--by", "account", "--budget", "0.33")))
			p.object("import", p.file("house.csv", brandBefore(t, happened, "House")))
			alerts := p.objects("radar", "replay", "--zone", "UTC", "--by", "account", "--budget", "0.33")
			for _, budget := range []string{"0.33", "4"} {
				got, tape := p.taped("--by", "account", "--budget", budget)
				if want, _ := p.taped("--by", "account", "--budget", budget, "--anew"); !tape || got != want {
					t.Errorf("of a tape (%v):\n%s\nis not\n%s", tape, got, want)
				}
			}
			found, wrong := "", 0
			for _, a := range alerts {
				raised, err := time.Parse(time.RFC3339, a["raised_at"].(string))
				if err != nil {
					t.Fatal(err)
				}
				switch {
				case raised.Before(happened) && a["level"] != "vigilance":
					wrong++
				case found == "" && a["level"] != "vigilance":
					found = fmt.Sprintf("%s %.0f minutes after it happened, %v authors", a["level"], raised.Sub(happened).Minutes(), a["authors"])
				}
			}
			t.Logf("among ten mentions an hour: %s; %d wrong alerts in the five weeks before; %d alerts in all", found, wrong, len(alerts))
			if found == "" || wrong > 3 {
				t.Errorf("found %q, %d wrong: %v", found, wrong, alerts)
			}
		})
	}
}
