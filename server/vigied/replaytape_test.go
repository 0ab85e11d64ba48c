package main

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// taped replays and says whether that was of a tape.
func (p *place) taped(args ...string) (out string, tape bool) {
	p.t.Helper()
	got := p.try(append([]string{"--json", "--verbose", "radar", "replay", "--zone", "UTC"}, args...)...)
	if got.code != 0 {
		p.t.Fatalf("%v: %+v", args, got)
	}
	var errs strings.Builder
	for line := range strings.Lines(got.errs) {
		if strings.Contains(line, `"note"`) { // what is said to people; the log may differ
			errs.WriteString(line)
		}
	}
	return got.out + errs.String(), strings.Contains(got.errs, "the replay is of a tape")
}

func TestReplay_OfItsTapeSaysTheSame(t *testing.T) {
	p := newPlace(t)
	begins := time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)
	lines, _ := history(t, begins)
	p.object("import", p.file("posts.jsonl", lines))
	day := func(d float64) string {
		return begins.Add(time.Duration(d * float64(24*time.Hour))).Format(time.RFC3339)
	}
	printed := 0
	from := []string{"--from", day(16)} // the message of long ago is no part of these
	for _, what := range [][]string{{"--by", "account"}, {"--query", "tambrelle OR voisine"}} {
		for _, begin := range [][]string{nil, from} {
			if _, tape := p.taped(append(what, begin...)...); tape {
				t.Fatalf("%v, %v: there was a tape at the first replay", what, begin)
			}
		}
		for _, settings := range [][]string{
			{"--budget", "100", "--holidays", "none"}, {"--to", day(17.61), "--budget", "3"}, {"--to", day(9)}, {"--to", "9000-01-01"},
			{"--zone", "Asia/Tokyo", "--from", day(17), "--to", day(18.2), "--budget", "20"},
		} {
			args := append(append([]string{}, what...), settings...)
			got, tape := p.taped(args...)
			if !tape {
				t.Errorf("%v: not of the tape", args)
			}
			want, tape := p.taped(append(args, "--anew")...)
			if printed += strings.Count(want, "raised_at"); got != want || tape {
				t.Errorf("%v (anew of a tape: %v):\n%s\nis not\n%s", args, tape, got, want)
			}
		}
	}
	if printed < 8 {
		t.Errorf("only %d alerts were compared", printed)
	}
}

func TestReplay_ATapeHoldsUntilTheMessagesSayOtherwise(t *testing.T) {
	p := newPlace(t)
	begins := time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)
	lines, rumour := history(t, begins)
	p.object("import", p.file("posts.jsonl", lines))
	first, _ := p.taped("--by", "account")
	if got, tape := p.taped("--by", "account"); !tape || got != first {
		t.Fatalf("of a tape: %v\n%s\nis not\n%s", tape, got, first)
	}
	var more strings.Builder
	for i := range 30 {
		fmt.Fprintf(&more, "{\"id\":\"late%d\",\"account\":\"Maison\",\"channel\":\"mastodon\",\"author\":{\"handle\":\"@late%d\"},\"text\":\"tambrelle : une allergie grave après la crème\",\"created_at\":%q}\n",
			i, i, rumour.Add(time.Duration(i)*time.Minute).Format(time.RFC3339))
	}
	p.object("import", p.file("late.jsonl", more.String()))
	before := rumour.Add(-time.Hour).Format(time.RFC3339)
	if _, tape := p.taped("--by", "account", "--to", before); !tape {
		t.Error("what came late is later than what is asked")
	}
	got, tape := p.taped("--by", "account")
	if tape || got == first {
		t.Errorf("of a tape: %v, with thirty more:\n%s", tape, got)
	}
	again, tape := p.taped("--by", "account")
	if !tape || again != got {
		t.Errorf("of the new tape: %v\n%s\nis not\n%s", tape, again, got)
	}
	if _, tape := p.taped("--by", "tag"); tape {
		t.Error("tags have no tape")
	}
	if _, tape := p.taped("--by", "tag"); tape {
		t.Error("tags have no tape")
	}
}
