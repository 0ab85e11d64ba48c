package main

import (
	"encoding/json"
	"fmt"
	"math/rand"
	"strings"
	"testing"
	"time"
)

// history is an invented archive: a shop that is talked about four times an
// hour for twenty days and another one beside it, and a rumour about the first
// one on the eighteenth day.
func history(t *testing.T, begins time.Time) (lines string, rumour time.Time) {
	t.Helper()
	var b strings.Builder
	r := rand.New(rand.NewSource(3))
	n := 0
	say := func(at time.Time, account, channel, author, text string) {
		n++
		raw, err := json.Marshal(map[string]any{
			"id": fmt.Sprint("m", n), "account": account, "channel": channel, "text": text, "created_at": at.Format(time.RFC3339Nano),
			"author": map[string]any{"handle": author},
		})
		if err != nil {
			t.Fatal(err)
		}
		b.Write(append(raw, '\n'))
	}
	rumour = begins.Add(17*24*time.Hour + 13*time.Hour)
	for i := range 20 * 24 * 4 {
		at := begins.Add(time.Duration(i)*15*time.Minute + time.Duration(r.Intn(600))*time.Second)
		say(at, "Maison", "mastodon", fmt.Sprint("@u", r.Intn(5000)), fmt.Sprintf("tambrelle : la soupe numéro %d est au menu ce soir", i))
		say(at, "Voisin", "bluesky", fmt.Sprint("@v", r.Intn(5000)), fmt.Sprintf("voisine : le gâteau numéro %d est au four", i))
		if i == 600 {
			for j := range 200 { // one angry person, and somebody without a name
				say(at.Add(time.Duration(j)*time.Second), "Voisin", "bluesky", "@furieux", "voisine : quelle honte, c'est un scandale !")
			}
		}
	}
	for i := range 90 {
		at := rumour.Add(time.Duration(i) * time.Minute)
		say(at, "Maison", "mastodon", fmt.Sprint("@r", i), "tambrelle : une allergie grave après la crème, c'est une honte et un scandale")
	}
	say(begins.AddDate(-30, 0, 0), "Maison", "mastodon", "@vieux", "tambrelle a trente ans") // brought in with a date of its own
	return b.String(), rumour
}

func TestReplay_FindsTheRumourAndNothingElse(t *testing.T) {
	p := newPlace(t)
	begins := time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)
	lines, rumour := history(t, begins)
	p.object("import", p.file("posts.jsonl", lines))
	replay := func(more ...string) string {
		return p.run(append([]string{"--json", "radar", "replay", "--zone", "UTC"}, more...)...)
	}
	whole := replay("--by", "account")
	alerts := p.objects("radar", "replay", "--zone", "UTC", "--by", "account")
	if len(alerts) != 1 {
		t.Fatalf("%d alerts: %v", len(alerts), alerts)
	}
	a := alerts[0]
	raised, err := time.Parse(time.RFC3339, a["raised_at"].(string))
	if err != nil || raised.Before(rumour) || raised.After(rumour.Add(time.Hour)) {
		t.Errorf("raised at %v, the rumour began at %v: %v", a["raised_at"], rumour, err)
	}
	if a["group"] != "Maison" || a["level"] == "vigilance" || a["cleared_at"] == nil || a["story"] == nil || len(a["streams"].([]any)) == 0 || len(a["reasons"].([]any)) == 0 || a["authors"].(float64) < 5 || a["observed"].(float64) <= a["expected"].(float64) {
		t.Errorf("%v", a)
	}
	t.Run("the same settings give the same bytes", func(t *testing.T) {
		if again := replay("--by", "account"); again != whole {
			t.Errorf("%s\nis not\n%s", again, whole)
		}
	})
	t.Run("nothing later is known at a moment", func(t *testing.T) {
		cut := raised.Add(7 * time.Minute)
		var early map[string]any
		if err := json.Unmarshal([]byte(replay("--by", "account", "--to", cut.Format(time.RFC3339))), &early); err != nil {
			t.Fatal(err)
		}
		if early["raised_at"] != a["raised_at"] || early["cleared_at"] != nil {
			t.Errorf("of the history until then: %v", early)
		}
		if none := replay("--by", "account", "--to", raised.Add(-time.Minute).Format(time.RFC3339)); none != "" {
			t.Errorf("before it was raised: %s", none)
		}
	})
	t.Run("what came before the beginning is learnt from", func(t *testing.T) {
		if late := replay("--by", "account", "--from", rumour.Add(-time.Hour).Format(time.RFC3339)); late == "" {
			t.Error("nothing rang")
		}
		if after := replay("--by", "account", "--from", rumour.Add(30*time.Hour).Format(time.RFC3339)); after != "" {
			t.Errorf("rang before: %s", after)
		}
	})
	t.Run("by channel, by a query and as a whole it is found as well", func(t *testing.T) {
		for _, args := range [][]string{{"--by", "channel"}, {"--query", "tambrelle"}, {"--query", "tambrelle", "--by", "query"}, {"--by", "tag"}, {}} {
			if got := replay(args...); strings.Count(got, "\n") != 1 {
				t.Errorf("%v: %s", args, got)
			}
		}
		if got := replay("--query", "voisine"); got != "" {
			t.Errorf("one angry person rings: %s", got)
		}
	})
	t.Run("an end that is far off changes nothing", func(t *testing.T) {
		if got := replay("--by", "account", "--to", "9000-01-01"); got != whole {
			t.Errorf("%s", got)
		}
	})
	t.Run("a group with little history says so", func(t *testing.T) {
		got := p.try("--json", "radar", "replay", "--zone", "UTC", "--query", "voisine", "--from", "2026-01-05", "--to", "2026-01-08")
		if got.code != 0 || got.out != "" || !strings.Contains(got.errs, `"days":`) {
			t.Errorf("%+v", got)
		}
	})
}

func TestReplay_SaysWhatCannotBe(t *testing.T) {
	p := newPlace(t)
	p.object("import", p.file("posts.jsonl", fourPosts))
	for _, args := range [][]string{
		{"--budget", "0"}, {"--budget", "NaN"}, {"--budget", "-1"}, {"--budget", "101"}, {"--budget", "much"}, {"--by", "author"}, {"--zone", "Mars/Crater"},
		{"--from", "yesterday"}, {"--from", "2026-02-02", "--to", "2026-02-02"}, {"--from", "2026-03-02", "--to", "2026-02-02"}, {"--query", "("}, {"--watch", "nobody"},
		{"--watch", "a", "--query", "b"},
	} {
		if got := p.try(append([]string{"--json", "radar", "replay"}, args...)...); got.code == 0 || got.out != "" || got.errs == "" {
			t.Errorf("%v: %+v", args, got)
		}
	}
	if got := p.try("--json", "radar", "replay"); got.code != 0 || got.out != "" {
		t.Errorf("two posts: %+v", got)
	}
}

// A watch with a mention a day cannot tell a week without collecting from a
// week of silence; the house can.
func TestReplay_AWeekWithoutCollectingIsNoHistory(t *testing.T) {
	begins := time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)
	lines := func(gap bool) string {
		var b strings.Builder
		for i := range 13*24 + 12 {
			at := begins.Add(time.Duration(i) * time.Hour)
			if gap && i >= 7*24+3 && i < 13*24+3 {
				continue
			}
			fmt.Fprintf(&b, "{\"id\":\"v%d\",\"account\":\"Voisin\",\"text\":\"voisine : le gâteau %d\",\"created_at\":%q}\n", i, i, at.Format(time.RFC3339))
			if i%24 == 9 {
				fmt.Fprintf(&b, "{\"id\":\"m%d\",\"account\":\"Maison\",\"text\":\"tambrelle : la soupe %d\",\"created_at\":%q}\n", i, i, at.Format(time.RFC3339))
			}
		}
		return b.String()
	}
	for gap, want := range map[bool]string{false: "", true: `"days":7`} {
		p := newPlace(t)
		p.object("import", p.file("posts.jsonl", lines(gap)))
		got := p.try("--json", "radar", "replay", "--zone", "UTC", "--query", "tambrelle")
		if got.code != 0 || (want == "") != (got.errs == "") || !strings.Contains(got.errs, want) {
			t.Errorf("gap %v: %+v", gap, got)
		}
	}
}
