package desktest

import (
	"context"
	"fmt"
	"time"

	"vigie/crisis/alert"
	"vigie/crisis/radar"
	"vigie/inbox"
	"vigie/inbox/watch"
	"vigie/ui"
	screen "vigie/ui/alert"
)

// Warned is the early warning of a house of a test.
type Warned struct {
	Alerts   []alert.Alert
	Settings map[watch.ID]alert.Settings
	Stands   map[watch.ID]alert.Standing
	Posts    []screen.Post
}

// Warnings gives all of it.
func (d *Desk) Warnings(context.Context) (screen.Warnings, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return screen.Warnings{Watches: d.Looks.Standings, Alerts: d.Warns.Alerts, Settings: d.Warns.Settings, Stands: d.Warns.Stands, Roster: d.Team}, d.Fail["Warnings"]
}

// JudgeAlert does it.
func (d *Desk) JudgeAlert(_ context.Context, v alert.Verdict) error {
	for i, a := range d.Warns.Alerts {
		if a.ID == v.ID {
			d.Warns.Alerts[i], _, _ = v.Judge(a, alert.Settings{Watch: a.Watch}, d.Member.ID, Now())
		}
	}
	return d.did("JudgeAlert", fmt.Sprintf("%s %s %s", v.ID, v.State, v.Why))
}

// PutRadar keeps it.
func (d *Desk) PutRadar(_ context.Context, s alert.Settings) error {
	return d.did("PutRadar", fmt.Sprintf("%s %v %d campaigns", s.Watch, s.Asked(), len(s.Campaigns)))
}

// LeaveOut records it.
func (d *Desk) LeaveOut(_ context.Context, of watch.ID, word string) error {
	return d.did("LeaveOut", fmt.Sprint(of, " ", word))
}

// Posts gives those that it has.
func (d *Desk) Posts(_ context.Context, ids []inbox.MessageID) ([]screen.Post, error) {
	var out []screen.Post
	for _, id := range ids {
		for _, p := range d.Warns.Posts {
			if p.ID == id {
				out = append(out, p)
			}
		}
	}
	return out, d.fails("Posts")
}

// Ringing gives the alerts of the house's own watches.
func (d *Desk) Ringing(context.Context) ([]ui.Ringing, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []ui.Ringing
	for _, a := range d.Warns.Alerts {
		if a.Rings() && a.Watch != "w3" {
			out = append(out, ui.Ringing{Alert: a, Watch: "Acme"})
		}
	}
	return out, d.Fail["Ringing"]
}

// Rumour rises at Acme; and what was before.
func Rumour(now time.Time) Warned {
	followers := int64(84000)
	var points []radar.Point
	for i := range 24 {
		points = append(points, radar.Point{At: now.Add(-time.Duration(24-i) * radar.Bin), Sums: map[radar.Stream]float64{radar.Negative: float64(max(0, i-9)) * 1.9}})
	}
	ids := []string{"m0", "m1", "m2"}
	why := radar.Why{
		First: now.Add(-75 * time.Minute), Stream: radar.Negative, Observed: 47, Expected: 6.2, Authors: 39, Posts: 58, Negative: 47, Sum: 26.4, Threshold: 24.1,
		Rung: 1, Days: 21, Channels: map[string]int{"mastodon": 31, "feed": 12, "email": 4}, Doubling: 25 * time.Minute, Reach: 9.4,
		Story: &radar.StoryFacts{ID: "m1", Title: "The Acme X200 smells of burning after a minute", Copies: 28, Authors: 26, Share: .71, Widest: "@cuisine@social.example", Followers: &followers},
		Words: []radar.Word{{Word: "burning", N: 19}, {Word: "dangerous", N: 6}}, Risk: []radar.Word{{Word: "fire", N: 11}}, Points: points,
	}
	reason := func(key string, against bool, posts []string, args map[string]any) radar.Reason {
		return radar.Reason{Key: key, Against: against, Posts: posts, Args: args}
	}
	rising := alert.Alert{ID: "w1/20260312T1335/m1", Watch: "w1", State: alert.Raised, Told: radar.Crisis, Radar: radar.Alert{
		ID: "20260312T1335/m1", Level: radar.Crisis, RaisedAt: now.Add(-20 * time.Minute), UpdatedAt: now.Add(-2 * time.Minute), Why: why,
		Reasons: []radar.Reason{
			reason("radar.observed", false, ids, map[string]any{"Observed": 47.0, "Expected": 6.2, "Stream": "negative"}),
			reason("radar.authors", false, ids[:2], map[string]any{"Authors": 39.0, "Posts": 58.0}),
			reason("radar.story", false, ids[1:], map[string]any{"Percent": 71.0, "Title": why.Story.Title, "Copies": 28.0}),
			reason("radar.doubling", false, ids[1:], map[string]any{"Minutes": 25.0}),
			reason("radar.risk", false, ids[1:2], map[string]any{"Word": "fire", "Count": 11.0}),
			reason("radar.rung-before", true, nil, map[string]any{"Times": 1.0, "Days": 21.0}),
		},
	}}
	watching := alert.Alert{ID: "w2/20260312T0900/negative", Watch: "w2", State: alert.Watching, By: "m1", At: now.Add(-3 * time.Hour), Radar: radar.Alert{
		Level: radar.Alarm, RaisedAt: now.Add(-6 * time.Hour), UpdatedAt: now.Add(-time.Hour), Why: radar.Why{
			First: now.Add(-7 * time.Hour), Stream: radar.All, Observed: 18, Expected: 8.5, Authors: 14, Posts: 18, Negative: 7, Sum: 6, Threshold: 5, Learning: true, Days: 3, Channels: map[string]int{"feed": 18},
		}, Reasons: []radar.Reason{reason("radar.still-learning", true, nil, map[string]any{"Days": 3.0})},
	}}
	over := alert.Alert{ID: "w1/20260301T0900/all", Watch: "w1", State: alert.Dismissed, Why: alert.Campaign, By: "m1", At: now.AddDate(0, 0, -11), Radar: radar.Alert{
		Level: radar.Alarm, RaisedAt: now.AddDate(0, 0, -11), ClearedAt: now.AddDate(0, 0, -11).Add(3 * time.Hour), Why: radar.Why{Observed: 30, Expected: 5, Posts: 40, Negative: 2},
	}}
	w := Warned{Alerts: []alert.Alert{watching, rising, over}, Settings: map[watch.ID]alert.Settings{}, Stands: map[watch.ID]alert.Standing{}}
	curve := make([]float64, 252)
	for i := range curve {
		curve[i] = float64((i*i*7)%11) / 2
		if i > 246 {
			curve[i] = float64(i-245) * 4.2
		}
	}
	for _, id := range []watch.ID{"w1", "w2", "w3"} {
		w.Stands[id] = alert.Standing{Watch: id, AsOf: now.UnixMilli(), Radar: radar.Standing{
			Days: 21, Learning: id == "w2", Hour: map[radar.Stream]radar.Hourly{radar.All: {Observed: 58, Expected: 14.2}},
			Streams: map[radar.Stream]radar.Pattern{radar.Negative: {Threshold: 24.1, Rung: 1, Sum: 26.4, Curve: curve}, radar.All: {Threshold: 31, Sum: 12, Curve: curve}},
		}}
	}
	for i, text := range []string{"Has anybody else noticed that the Acme X200 smells of burning after a minute?", "The Acme X200 smells of burning. Dangerous.", "Same here: X200, burning smell."} {
		w.Posts = append(w.Posts, screen.Post{Channel: inbox.ChannelMastodon, Message: inbox.Message{
			ID: inbox.MessageID(ids[i]), Conversation: inbox.ConversationID(fmt.Sprint("c", i)), Text: text, SentAt: now.Add(-time.Duration(i+3) * time.Minute),
			Author: inbox.Author{Name: []string{"Ben Okafor", "Camille Moreau", "Ben Okafor"}[i], Handle: []string{"@ben", "@camille", "@ben"}[i]},
		}})
	}
	return w
}
