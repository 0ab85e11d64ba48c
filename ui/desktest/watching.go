package desktest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"vigie/inbox"
	"vigie/inbox/watch"
)

// Looking is what a house of a test looks out for.
type Looking struct {
	Standings []watch.Standing
	Hits      map[watch.ID][]watch.Hit
	Register  []watch.Entry
	// Tries are all messages that a query is tried on.
	Tries []inbox.Message
}

// Watches gives the standings.
func (d *Desk) Watches(context.Context) ([]watch.Standing, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.Looks.Standings), d.Fail["Watches"]
}

// WatchHits gives a page of hits.
func (d *Desk) WatchHits(_ context.Context, id watch.ID, after watch.HitPlace, limit int) ([]watch.Hit, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.Asked = append(d.Asked, fmt.Sprintf("WatchHits %s after %q", id, after.Message))
	list := d.Looks.Hits[id]
	from := slices.IndexFunc(list, func(h watch.Hit) bool { return h.Message == after.Message }) + 1
	return slices.Clone(list[from:min(len(list), from+limit)]), d.Fail["WatchHits"]
}

// PutWatch keeps it.
func (d *Desk) PutWatch(_ context.Context, w watch.Watch) (watch.ID, error) {
	if w.ID == "" {
		w.ID = "w-new"
	}
	if err := d.did("PutWatch", fmt.Sprintf("%s %s into %s", w.Name, w.Query, w.Into)); err != nil {
		return "", err
	}
	for i := range d.Looks.Standings {
		if d.Looks.Standings[i].ID == w.ID {
			d.Looks.Standings[i].Watch = w
			return w.ID, nil
		}
	}
	d.Looks.Standings = append(d.Looks.Standings, watch.Standing{Watch: w, Filling: true})
	return w.ID, nil
}

// RemoveWatch forgets it.
func (d *Desk) RemoveWatch(_ context.Context, id watch.ID) error {
	d.Looks.Standings = slices.DeleteFunc(d.Looks.Standings, func(s watch.Standing) bool { return s.ID == id })
	return d.did("RemoveWatch", string(id))
}

// FillWatch finds nothing, and is done.
func (d *Desk) FillWatch(_ context.Context, id watch.ID, progress func(done, total int)) error {
	if err := d.did("FillWatch", string(id)); err != nil {
		return err
	}
	progress(1, 1)
	for i := range d.Looks.Standings {
		if d.Looks.Standings[i].ID == id {
			d.Looks.Standings[i].Filling = false
		}
	}
	return nil
}

// TryWatch runs it on Tries.
func (d *Desk) TryWatch(_ context.Context, w watch.Watch) (watch.Trial, error) {
	t := watch.Trial{Whole: true, Looked: len(d.Looks.Tries), Since: Now().AddDate(0, 0, -20)}
	for i, m := range d.Looks.Tries {
		if ok, marks := w.Hit(m, inbox.ChannelFeed); ok {
			text, at := watch.Excerpt(m.Text, marks)
			t.First = append(t.First, watch.Hit{Author: m.Author, At: Now().Add(-time.Duration(i) * time.Hour), AccountName: "Blogs", Excerpt: text, Marks: at})
			t.Days[watch.StandingDays-1-i%9]++
			t.Hits++
		}
	}
	return t, d.did("TryWatch", w.Query.String())
}

// SeenWatch records it.
func (d *Desk) SeenWatch(_ context.Context, id watch.ID) error { return d.did("SeenWatch", string(id)) }

// Promote records it.
func (d *Desk) Promote(_ context.Context, id inbox.ConversationID) error {
	for _, list := range d.Looks.Hits {
		for i := range list {
			if list[i].Conversation == id {
				list[i].Watched, list[i].Status = false, inbox.Open
			}
		}
	}
	return d.did("Promote", string(id))
}

// Places gives the register.
func (d *Desk) Places(context.Context) ([]watch.Entry, error) {
	return slices.Clone(d.Looks.Register), d.Fail["Places"]
}

// PutPlace keeps it.
func (d *Desk) PutPlace(_ context.Context, p watch.Place) error {
	for i := range d.Looks.Register {
		if d.Looks.Register[i].ID == p.ID {
			d.Looks.Register[i].Place = p
		}
	}
	return d.did("PutPlace", fmt.Sprintf("%s %s %s", p.ID, p.Name, p.Way))
}

// WatchOnly records it.
func (d *Desk) WatchOnly(_ context.Context, id inbox.AccountID, on bool) error {
	return d.did("WatchOnly", fmt.Sprint(id, " ", on))
}

// looking is what Acme looks out for. Nobody in it exists.
func looking(now time.Time) Looking {
	fans := int64(5300)
	posts := []string{
		"The new Acme blender is a joy, I made soup for twelve people and it never once got warm.",
		"Has anybody else noticed that the Acme X200 smells of burning after a minute? Mine does, and the shop will not take it back. I asked twice, and twice they sent me the same leaflet.",
		"Un article complet sur les blenders : Acme, Fanal et les autres, avec les mesures de bruit.",
		"A question to those who own an acme kettle: where do you buy the filters?",
		"🔥🔥 Acme, encore une panne. Merci pour rien.",
	}
	of := func(id, name, query string, into watch.Into, competitor bool) watch.Watch {
		q, err := watch.Parse(query)
		if err != nil {
			q = watch.Query{}
		}
		return watch.Watch{ID: watch.ID(id), Name: name, Query: q, Into: into, Competitor: competitor}
	}
	l := Looking{Hits: map[watch.ID][]watch.Hit{}, Standings: []watch.Standing{
		{Watch: of("w1", "Acme", `acme OR "acme kitchen" -jobs`, watch.Inbox, false), Total: 1312, Unseen: 4, Day: 5, Last: now.Add(-4 * time.Minute)},
		{Watch: of("w2", "X200 and safety of the whole kitchen range, all languages", `x200 NEAR/8 (fire OR burning OR smoke OR brûlé OR fumée)`, watch.WatchOnly, false), Total: 27, Day: 1, Last: now.Add(-3 * time.Hour)},
		{Watch: of("w3", "Fanal", "fanal", watch.WatchOnly, true), Total: 88, Last: now.Add(-30 * time.Hour)},
	}}
	for i := range watch.StandingDays {
		l.Standings[0].Days[i] = (i*7)%11 + i/6
		l.Standings[1].Days[i] = max(0, i-24)
		l.Standings[2].Days[i] = (i * 5) % 4
	}
	names := []string{"Camille Moreau", "Ben Okafor", "Cuisine & Co", "@kettle_fan", "Bartholomäus-Alexander von und zu Grafenstein-Hohenlohe"}
	for i, text := range posts {
		l.Tries = append(l.Tries, inbox.Message{Direction: inbox.Inbound, Text: text, Author: inbox.Author{Name: names[i]}})
		marks := []watch.Span{}
		if at := strings.Index(strings.ToLower(text), "acme"); at >= 0 {
			marks = append(marks, watch.Span{Part: watch.InText, Start: at, End: at + 4})
		}
		h := watch.Hit{Watch: "w1", Message: inbox.MessageID(fmt.Sprint("m", i)), Conversation: inbox.ConversationID(fmt.Sprint("c", i)), At: now.Add(-time.Duration(i*i+1) * 23 * time.Minute),
			Author: inbox.Author{Name: names[i]}, Channel: inbox.ChannelFeed, AccountName: "Kitchen blogs", Excerpt: text, Marks: marks, Status: inbox.Ignored, Watched: true}
		if i%2 == 1 {
			h.Channel, h.AccountName, h.Watched, h.Status, h.Author.Followers = inbox.ChannelMastodon, "@acme@social.example", false, inbox.New, &fans
		}
		l.Hits["w1"] = append(l.Hits["w1"], h)
	}
	l.Register = watch.Register([]watch.Place{
		{ID: "forum", Name: "Forum des cuisiniers", URL: "https://forum.example", Way: watch.ByHand, Owner: "m1", Every: 24 * time.Hour, LastRead: now.Add(-40 * time.Hour)},
	}, watch.Readings{
		Accounts: []inbox.Account{
			{ID: "a1", Channel: inbox.ChannelEmail, Name: "contact@acme.example"},
			{ID: "a5", Channel: inbox.ChannelFeed, Name: "Kitchen blogs", WatchOnly: true, Settings: map[string]string{"feed_url": "https://blogs.example/feed", "interval": "30"}},
			{ID: "a6", Channel: inbox.ChannelFeed, Name: "Regional press"},
		},
		Health: []inbox.Health{
			{Account: "a1", State: inbox.Live, LastSuccess: now, LastMessage: now.Add(-12 * time.Minute)},
			{Account: "a5", State: inbox.Live, LastSuccess: now.Add(-11 * time.Minute), LastMessage: now.Add(-time.Hour)},
			{Account: "a6", State: inbox.Live, LastSuccess: now.Add(-9 * time.Minute), LastMessage: now.AddDate(0, 0, -9)},
		},
		Gaps: map[inbox.AccountID]time.Duration{"a6": 60 * time.Hour},
	}, now)
	return l
}
