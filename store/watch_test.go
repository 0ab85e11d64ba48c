package store_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/fault"
	"vigie/inbox/watch"
)

func (h *house) watches(id, query string, into watch.Into) watch.Watch {
	h.t.Helper()
	q, err := watch.Parse(query)
	h.must(err)
	v := watch.Watch{ID: watch.ID(id), Name: "Watch " + id, Query: q, Into: into}
	h.must(h.PutWatch(context.Background(), v, coordinator))
	h.must(h.FillWatch(context.Background(), v.ID, nil))
	return v
}

func (h *house) hits(id string) []watch.Hit {
	h.t.Helper()
	list, err := h.WatchHits(context.Background(), watch.ID(id), watch.HitPlace{}, 1000)
	h.must(err)
	return list
}

// said lists the excerpts of a watch's hits, the newest first.
func (h *house) said(id string) string {
	h.t.Helper()
	var out []string
	for _, hit := range h.hits(id) {
		out = append(out, hit.Excerpt)
	}
	return strings.Join(out, "|")
}

func (h *house) standing(id string) watch.Standing {
	h.t.Helper()
	list, err := h.WatchStandings(context.Background(), coordinator, h.clock.now())
	h.must(err)
	for _, s := range list {
		if s.ID == watch.ID(id) {
			return s
		}
	}
	h.t.Fatalf("no watch %s", id)
	return watch.Standing{}
}

// blog is an account whose messages only watches look at.
const blog = inbox.AccountID("01HZZZZZZZZZZZZZZZZZZZZZAB")

func (h *house) addBlog() {
	h.t.Helper()
	h.must(h.PutAccount(context.Background(), inbox.Account{ID: blog, Channel: inbox.ChannelFeed, Name: "Blogs", WatchOnly: true, AddedAt: noon()}, coordinator))
}

func TestWatch_MarksWhatComesIn(t *testing.T) {
	h := newHouse(t)
	h.watches("brand", `vigie OR "service client"`, watch.WatchOnly)
	h.take(
		mail("m1", "lea@client.example", "Colis", "La Vigie est belle", noon()),
		mail("m2", "max@client.example", "Autre", "rien", noon()),
		mail("m3", "max@client.example", "Vigie", "le service client, lui", noon().Add(time.Minute)),
	)
	hits := h.hits("brand")
	if len(hits) != 2 {
		t.Fatalf("%d hits: %+v", len(hits), hits)
	}
	first := hits[0]
	equal(t, "newest first", first.Subject, "Vigie")
	equal(t, "author", first.Author.Name, "max")
	equal(t, "account", first.AccountName, "Bonjour")
	equal(t, "marks", len(first.Marks), 2)
	equal(t, "marked", first.Excerpt[first.Marks[0].Start:first.Marks[0].End], "service client")
	s := h.standing("brand")
	equal(t, "total", s.Total, 2)
	equal(t, "unseen", s.Unseen, 2)
	equal(t, "today", s.Days[watch.StandingDays-1], 2)
	equal(t, "day", s.Day, 2)
	h.must(h.SeenWatch(context.Background(), "brand", coordinator))
	equal(t, "unseen after a look", h.standing("brand").Unseen, 0)
	h.sound()
}

func TestWatch_TakesAMessageOnce(t *testing.T) {
	h := newHouse(t)
	h.watches("brand", "vigie", watch.WatchOnly)
	u := mail("m1", "lea@client.example", "Colis", "La Vigie", noon())
	h.take(u, u)
	h.take(u)
	h.must(h.FillWatch(context.Background(), "brand", nil))
	equal(t, "hits", len(h.hits("brand")), 1)
	equal(t, "total", h.standing("brand").Total, 1)
}

func TestWatch_LooksAtABodyWhenItComes(t *testing.T) {
	h := newHouse(t)
	h.watches("brand", "vigie", watch.WatchOnly)
	whole := mail("print-1", "lea@client.example", "Colis", "La Vigie", noon())
	h.take(header(whole, "INBOX;7;1"))
	equal(t, "hits of a header", len(h.hits("brand")), 0)
	whole.Replaces = "INBOX;7;1"
	h.take(whole)
	equal(t, "hits", len(h.hits("brand")), 1)
}

func TestWatch_KeepsWhatWasSaidBeforeAnEdit(t *testing.T) {
	h := newHouse(t)
	h.watches("brand", "vigie", watch.WatchOnly)
	h.watches("anger", "scandale", watch.WatchOnly)
	h.takeFor(wall, comment("c1", "p1", "@lea@s.example", "La Vigie", noon()))
	h.takeFor(wall, comment("c1", "p1", "@lea@s.example", "Scandale !", noon()))
	equal(t, "before", len(h.hits("brand")), 1)
	equal(t, "after", len(h.hits("anger")), 1)
}

func TestWatch_MakesNoWorkOfAPlaceThatIsOnlyWatched(t *testing.T) {
	h := newHouse(t)
	h.addBlog()
	h.watches("brand", "vigie", watch.WatchOnly)
	out := h.takeFor(blog, comment("p1", "r1", "lea", "La Vigie", noon()), comment("p2", "r2", "max", "autre chose", noon()))
	equal(t, "arrived", out.Arrived, 0)
	equal(t, "in the inbox", len(h.rows(inbox.View{})), 0)
	equal(t, "counters", counts(h), "map[watched:2]")
	equal(t, "kept", len(h.rows(inbox.View{Watched: true})), 2)
	equal(t, "found", len(h.rows(inbox.View{Search: "autre"})), 1)
	hits := h.hits("brand")
	equal(t, "hits", len(hits), 1)
	equal(t, "watched", hits[0].Watched, true)
	h.sound()

	h.act(hits[0].Conversation, inbox.Reopen{}, senior)
	r := h.only(inbox.View{Statuses: []inbox.Status{inbox.Open}})
	equal(t, "due", r.DueAt.IsZero(), false)
	equal(t, "counters after it was promoted", counts(h), "map[account:"+string(blog)+":1 inbox:1 unassigned:1 watched:1]")
	equal(t, "hit", h.hits("brand")[0].Watched, false)
	h.sound()
}

func TestWatch_BringsItsHitsToTheInboxWhereItIsAsked(t *testing.T) {
	h := newHouse(t)
	h.addBlog()
	h.watches("brand", "vigie", watch.Inbox)
	h.watches("rival", "phare", watch.WatchOnly)
	out := h.takeFor(blog, comment("p1", "r1", "lea", "La Vigie", noon()), comment("p2", "r2", "max", "Le Phare", noon()))
	equal(t, "arrived", out.Arrived, 1)
	r := h.only(inbox.View{Statuses: []inbox.Status{inbox.New}})
	equal(t, "snippet", r.Snippet, "La Vigie")
	equal(t, "the rival's", h.hits("rival")[0].Watched, true)

	// Whoever edits the brand's name into a post brings it along.
	out = h.takeFor(blog, comment("p2", "r2", "max", "Le Phare, et la Vigie", noon()))
	equal(t, "arrived by an edit", out.Arrived, 1)
	equal(t, "in the inbox", len(h.rows(inbox.View{Statuses: []inbox.Status{inbox.New}})), 2)
	h.sound()
}

func TestWatch_ACompetitorsNeverReachesTheInbox(t *testing.T) {
	h := newHouse(t)
	h.addBlog()
	q, err := watch.Parse("phare")
	h.must(err)
	h.must(h.PutWatch(context.Background(), watch.Watch{ID: "rival", Name: "Phare", Query: q, Into: watch.Inbox, Competitor: true}, coordinator))
	h.takeFor(blog, comment("p1", "r1", "lea", "Le Phare", noon()))
	equal(t, "in the inbox", len(h.rows(inbox.View{})), 0)
	equal(t, "hits", len(h.hits("rival")), 1)
	list, err := h.Watches(context.Background())
	h.must(err)
	equal(t, "into", list[0].Into, watch.WatchOnly)
}

func TestFillWatch_MarksWhatIsStoredAndGoesOnAfterABreak(t *testing.T) {
	h := newHouse(t)
	var events []channel.Event
	for i := range 1300 {
		text := "rien"
		if i%3 == 0 {
			text = "La Vigie"
		}
		events = append(events, mail(fmt.Sprint("m", i), "lea@client.example", fmt.Sprint("Sujet ", i), text, noon().Add(-time.Duration(i)*time.Hour)))
	}
	h.take(events...)
	q, err := watch.Parse("vigie")
	h.must(err)
	h.must(h.PutWatch(context.Background(), watch.Watch{ID: "brand", Name: "Marque", Query: q}, coordinator))
	equal(t, "filling", h.standing("brand").Filling, true)

	ctx, stop := context.WithCancel(context.Background())
	if err := h.FillWatch(ctx, "brand", func(done, total int) { stop() }); err == nil {
		t.Fatal("a fill that was broken off says that it is done")
	}
	part := h.standing("brand").Total
	if part == 0 || part == 434 {
		t.Fatalf("%d hits after the first chunk", part)
	}
	h.reopen()
	h.take(mail("new", "lea@client.example", "Neuf", "La Vigie", noon()))
	last := 0
	h.must(h.FillWatch(context.Background(), "brand", func(done, total int) { last = done }))
	s := h.standing("brand")
	equal(t, "total", s.Total, 435)
	equal(t, "listed", len(h.hits("brand")), 435)
	equal(t, "filling", s.Filling, false)
	equal(t, "unseen is what came since", s.Unseen, 1)
	equal(t, "progress", last, 1301)
	sum := 0
	for _, n := range s.Days {
		sum += n
	}
	equal(t, "on the curve", sum > 200 && sum < 260, true)
}

func TestPutWatch_BeginsAnewWhenItLooksForSomethingElse(t *testing.T) {
	h := newHouse(t)
	v := h.watches("brand", "vigie", watch.WatchOnly)
	h.take(mail("m1", "a@b.example", "Un", "vigie", noon()), mail("m2", "a@b.example", "Deux", "phare", noon()))
	v.Name = "Autre nom"
	h.must(h.PutWatch(context.Background(), v, coordinator))
	equal(t, "after a new name", h.said("brand"), "vigie")
	h.watches("brand", "phare", watch.WatchOnly)
	equal(t, "after another query", h.said("brand"), "phare")
	equal(t, "total", h.standing("brand").Total, 1)
	h.take(mail("m3", "a@b.example", "Trois", "le phare", noon().Add(time.Minute)))
	equal(t, "what comes", h.said("brand"), "le phare|phare")
}

func TestPutWatch_RefusesWhatIsWrong(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	v := h.watches("brand", "vigie", watch.WatchOnly)
	other := v
	other.ID, other.Name = "other", "WATCH Brand"
	h.fails(h.PutWatch(ctx, other, coordinator), fault.Conflict, "watch.name-taken")
	other.Name = " "
	h.fails(h.PutWatch(ctx, other, coordinator), fault.Invalid, "watch.no-name")
	_, err := h.WatchHits(ctx, "none", watch.HitPlace{}, 10)
	h.fails(err, fault.NotFound, "watch.gone")
	h.must(h.RemoveWatch(ctx, "brand", coordinator))
	h.must(h.RemoveWatch(ctx, "brand", coordinator))
	h.take(mail("m1", "a@b.example", "Un", "vigie", noon()))
	list, err := h.Watches(ctx)
	h.must(err)
	equal(t, "watches", len(list), 0)
}

func TestWatchHits_ComeByPages(t *testing.T) {
	h := newHouse(t)
	h.watches("brand", "vigie", watch.WatchOnly)
	var events []channel.Event
	for i := range 25 {
		events = append(events, mail(fmt.Sprint("m", i), "a@b.example", fmt.Sprint(i), "vigie", noon().Add(-time.Duration(i/3)*time.Minute)))
	}
	h.take(events...)
	seen := map[inbox.MessageID]bool{}
	var at watch.HitPlace
	var before time.Time
	for {
		page, err := h.WatchHits(context.Background(), "brand", at, 4)
		h.must(err)
		for _, hit := range page {
			if seen[hit.Message] || !before.IsZero() && hit.At.After(before) {
				t.Fatalf("%s twice or out of order", hit.Message)
			}
			seen[hit.Message], before, at = true, hit.At, hit.Place()
		}
		if len(page) < 4 {
			break
		}
	}
	equal(t, "seen", len(seen), 25)
}

func TestWatchStream_GivesAPeriodInOrder(t *testing.T) {
	h := newHouse(t)
	h.watches("brand", "vigie", watch.WatchOnly)
	fans := int64(1200)
	for i := range 10 {
		u := comment(fmt.Sprint("c", i), fmt.Sprint("p", i), "@lea@s.example", fmt.Sprint("vigie ", i), noon().Add(time.Duration(i)*time.Hour))
		u.Message.Author.Followers = &fans
		h.takeFor(wall, u)
	}
	var said []string
	var at watch.HitPlace
	for {
		page, err := h.WatchStream(context.Background(), "brand", noon().Add(2*time.Hour), noon().Add(8*time.Hour), at, 4)
		h.must(err)
		for _, m := range page {
			said = append(said, m.Text)
			at = watch.HitPlace{At: m.At, Message: m.Message}
			if m.Author.Followers == nil || *m.Author.Followers != fans || m.Channel != inbox.ChannelMastodon {
				t.Errorf("got %+v", m)
			}
		}
		if len(page) < 4 {
			break
		}
	}
	equal(t, "said", strings.Join(said, ","), "vigie 2,vigie 3,vigie 4,vigie 5,vigie 6,vigie 7")
}

func TestTryWatch_FindsWhatASavedWatchWouldFind(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	h.take(
		mail("m1", "a@b.example", "Un", "La Vigie de l’été", noon().Add(-50*time.Hour)),
		mail("m2", "a@b.example", "Deux", "vigie emploi", noon().Add(-time.Hour)),
		mail("m3", "c@d.example", "Trois", "un cœur de boutique", noon().Add(-2*time.Hour)),
		mail("m4", "c@d.example", "Quatre", "la vigie, la boutique", noon().Add(-3*time.Hour)),
	)
	for query, want := range map[string]string{
		"vigie":              "vigie emploi|la vigie, la boutique|La Vigie de l’été",
		"vigie -emploi":      "la vigie, la boutique|La Vigie de l’été",
		"coeur OR ete":       "un cœur de boutique|La Vigie de l’été",
		"from:c":             "un cœur de boutique|la vigie, la boutique",
		`"la boutique"`:      "la vigie, la boutique",
		"bout* NEAR/2 vigie": "la vigie, la boutique",
		"absent":             "",
	} {
		q, err := watch.Parse(query)
		h.must(err)
		got, err := h.TryWatch(ctx, watch.Watch{ID: "t", Name: "t", Query: q}, 100, h.clock.now())
		h.must(err)
		var said []string
		for _, f := range got.First {
			said = append(said, f.Excerpt)
		}
		equal(t, query, strings.Join(said, "|"), want)
		equal(t, query+": hits", got.Hits, len(said))
		equal(t, query+": whole", got.Whole, true)
		h.watches("t", query, watch.WatchOnly)
		equal(t, query+", saved", h.said("t"), want)
	}
	q, err := watch.Parse("vigie")
	h.must(err)
	few, err := h.TryWatch(ctx, watch.Watch{Query: q}, 1, h.clock.now())
	h.must(err)
	equal(t, "hits of one", few.Hits, 1)
	equal(t, "the newest", few.Days[watch.StandingDays-1], 1)
	stopped, stop := context.WithCancel(ctx)
	stop()
	none, err := h.TryWatch(stopped, watch.Watch{Query: q}, 100, h.clock.now())
	h.must(err)
	equal(t, "whole after it was stopped", none.Whole, false)
}

func TestPutPlace_KeepsTheRegister(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	p := watch.Place{ID: "forum", Name: "Forum", Way: watch.ByHand, Owner: senior, Every: 24 * time.Hour}
	h.must(h.PutPlace(ctx, p, senior))
	p.LastRead = noon()
	h.must(h.PutPlace(ctx, p, senior))
	h.must(h.PutPlace(ctx, watch.Place{ID: "gap-x", Known: "x", Gone: true}, senior))
	list, err := h.Places(ctx)
	h.must(err)
	equal(t, "places", len(list), 2)
	equal(t, "read", list[0].LastRead, noon())
	h.fails(h.PutPlace(ctx, watch.Place{ID: "y", Way: watch.NotRead}, senior), fault.Invalid, "watch.place-no-name")
}
