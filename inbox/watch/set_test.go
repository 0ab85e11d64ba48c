package watch_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/watch"
)

func watching(t testing.TB, queries ...string) watch.Set {
	t.Helper()
	var list []watch.Watch
	for _, q := range queries {
		list = append(list, watch.Watch{ID: watch.ID(q), Name: q, Query: parse(t, q), Into: watch.Inbox})
	}
	return watch.NewSet(list)
}

func heard(text string) inbox.Message {
	return inbox.Message{Text: text, Direction: inbox.Inbound}
}

func TestSet_FindsWhatEachWatchAloneWouldFind(t *testing.T) {
	queries := []string{"vigie", "boutique -emploi", `"service client"`, "recrut* OR vigie", "vigie NEAR/3 panne", "lang:fr boutique", "from:@lea vigie", "(a OR b) c"}
	set := watching(t, queries...)
	texts := []string{"", "La Vigie en panne", "boutique emploi", "le service client de la boutique", "on recrute", "panne un deux trois quatre vigie", "b c", "a b", "VIGIE"}
	for _, text := range texts {
		for _, lang := range []string{"", "fr"} {
			m := heard(text)
			m.Language, m.Author.Handle = lang, "@lea"
			var want, got []string
			for _, q := range queries {
				if ok, _ := watch.Match(parse(t, q), m); ok {
					want = append(want, q)
				}
			}
			for _, w := range set.Hits(m, "") {
				got = append(got, w.Name)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%q in %q: got %q, want %q", text, lang, got, want)
			}
		}
	}
}

func TestSet_LooksOnlyAtWhatOthersWrote(t *testing.T) {
	set := watching(t, "vigie")
	for name, change := range map[string]func(*inbox.Message){
		"a header without its body": func(m *inbox.Message) { m.Pending = true },
		"our own words":             func(m *inbox.Message) { m.Direction = inbox.Outbound },
		"a bounce":                  func(m *inbox.Message) { m.Class = inbox.Bounce },
		"an automatic answer":       func(m *inbox.Message) { m.Class = inbox.AutoReply },
	} {
		m := heard("vigie")
		change(&m)
		if hits := set.Hits(m, ""); len(hits) != 0 {
			t.Errorf("%s: %d hits", name, len(hits))
		}
	}
	alert := heard("vigie")
	alert.Class = inbox.Newsletter
	if len(set.Hits(alert, "")) != 1 {
		t.Error("a mail alert is no hit")
	}
	if hits := (watch.Set{}).Hits(heard("vigie"), ""); hits != nil {
		t.Errorf("no watch found %v", hits)
	}
}

func TestSet_KeepsToTheAccountsOfAWatch(t *testing.T) {
	w := watch.Watch{ID: "w", Query: parse(t, "vigie"), Accounts: []inbox.AccountID{"one"}}
	set := watch.NewSet([]watch.Watch{w})
	m := heard("vigie")
	m.Account = "two"
	if len(set.Hits(m, "")) != 0 {
		t.Error("a message of another account was a hit")
	}
	if m.Account = "one"; len(set.Hits(m, "")) != 1 {
		t.Error("a message of its account was none")
	}
}

func TestWantedInside_IsNeverACompetitors(t *testing.T) {
	if watch.WantedInside([]watch.Watch{{Into: watch.Inbox, Competitor: true}, {Into: watch.WatchOnly}}) {
		t.Error("what is said of others came to the inbox")
	}
	if !watch.WantedInside([]watch.Watch{{Into: watch.WatchOnly}, {Into: watch.Inbox}}) {
		t.Error("a hit of the house's own watch did not")
	}
}

// needsText writes alternatives as "a b | c".
func needsText(list [][]inbox.Word) string {
	var alternatives []string
	for _, words := range list {
		var texts []string
		for _, w := range words {
			if w.Prefix {
				w.Text += "*"
			}
			texts = append(texts, w.Text)
		}
		alternatives = append(alternatives, strings.Join(texts, " "))
	}
	return strings.Join(alternatives, " | ")
}

func TestNeeds_SayWhatEveryHitHolds(t *testing.T) {
	for query, want := range map[string]string{
		"Vigie":                    "vigie",
		"vigie boutique -emploi":   "vigie boutique",
		`"Service clientèle"`:      "service clientele",
		"recrut*":                  "recrut*",
		"a OR b":                   "a | b",
		"(a OR b) c":               "a c | b c",
		"a NEAR/3 b":               "a b",
		"coeur":                    "coeur | cœur",
		"lang:fr vigie":            "vigie",
		"lang:fr":                  "",
		"vigie OR lang:fr":         "",
		"🔥 vigie":                  "vigie",
		"🔥":                        "",
		"(a b) OR (c (d OR e))":    "a b | c d | c e",
		"@vigie -(boutique OR zz)": "vigie",
	} {
		if got := needsText(parse(t, query).Needs()); got != want {
			t.Errorf("%s needs %q, want %q", query, got, want)
		}
	}
	many := strings.Repeat("a OR ", 40) + "b"
	if got := parse(t, many).Needs(); got != nil {
		t.Errorf("%d alternatives are worth asking for", len(got))
	}
}

func TestExcerpt_ShowsTheFirstMarkedWordWithItsMarks(t *testing.T) {
	text := strings.Repeat("avant ", 40) + "la\n\n  Vigie est là. " + strings.Repeat("après ", 80)
	_, marks := watch.Match(parse(t, "vigie"), heard(text))
	got, in := watch.Excerpt(text, marks)
	if len(in) != 1 || got[in[0].Start:in[0].End] != "Vigie" {
		t.Fatalf("marks %v in %q", in, got)
	}
	if !strings.HasPrefix(got, "…") || !strings.HasSuffix(got, "…") || strings.Contains(got, "\n") || strings.Contains(got, "  ") {
		t.Errorf("got %q", got)
	}
	whole, none := watch.Excerpt("court", nil)
	if whole != "court" || none != nil {
		t.Errorf("a short text became %q %v", whole, none)
	}
}

func FuzzExcerpt(f *testing.F) {
	f.Add("La Vigie\nveille", "vigie")
	f.Add(strings.Repeat("é ", 300)+"vigie", "vigie")
	f.Fuzz(func(t *testing.T, text, word string) {
		q, err := watch.Parse(word)
		if err != nil {
			t.Skip()
		}
		_, marks := watch.Match(q, heard(text))
		got, in := watch.Excerpt(text, marks)
		for _, s := range in {
			if s.Start < 0 || s.Start > s.End || s.End > len(got) {
				t.Fatalf("mark %v outside %q", s, got)
			}
		}
	})
}

func at(day int) time.Time { return time.Date(2026, 3, day, 12, 0, 0, 0, time.UTC) }

func TestRegister_SaysWhatIsReadAndWhatIsNot(t *testing.T) {
	accounts := []inbox.Account{
		{ID: "m", Channel: inbox.ChannelEmail, Name: "Mail"},
		{ID: "f", Channel: inbox.ChannelFeed, Name: "Blog", Settings: map[string]string{"interval": "30"}, WatchOnly: true},
		{ID: "s", Channel: inbox.ChannelFeed, Name: "Quiet blog"},
		{ID: "i", Channel: inbox.ChannelImport, Name: "Archive"},
		{ID: "g", Channel: inbox.ChannelFeed, Name: "Gone", Retired: true},
	}
	health := []inbox.Health{
		{Account: "m", State: inbox.Refused, FaultKey: "fault.sign-in"},
		{Account: "f", State: inbox.Live, LastSuccess: at(9), LastMessage: at(9)},
		{Account: "s", State: inbox.Live, LastSuccess: at(9), LastMessage: at(1)},
	}
	places := []watch.Place{
		{ID: "p", Name: "Forum", Way: watch.ByHand, Owner: "lea", Every: 24 * time.Hour, LastRead: at(7)},
		{ID: "x", Known: "x", Way: watch.NotRead, Gone: true},
		{ID: "gap-stories", Known: "stories", Way: watch.ByHand, Owner: "lea", Every: 24 * time.Hour, LastRead: at(10)},
	}
	list := watch.Register(places, watch.Readings{Accounts: accounts, Health: health, Gaps: map[inbox.AccountID]time.Duration{"f": 48 * time.Hour, "s": 48 * time.Hour}}, at(10))
	state := map[watch.PlaceID]watch.Entry{}
	for _, e := range list {
		state[e.ID] = e
	}
	for id, want := range map[watch.PlaceID]watch.State{
		"account-m": watch.Dead, "account-f": watch.Alive, "account-s": watch.Silent, "p": watch.Overdue, "gap-stories": watch.Alive, "gap-closed-groups": watch.Uncovered,
	} {
		if state[id].State != want {
			t.Errorf("%s is %q, want %q", id, state[id].State, want)
		}
	}
	for _, id := range []watch.PlaceID{"account-i", "account-g", "x", "gap-x"} {
		if _, there := state[id]; there {
			t.Errorf("%s is in the register", id)
		}
	}
	if f := state["account-f"]; f.Mode != watch.Polled || f.Every != 30*time.Minute || !f.WatchOnly {
		t.Errorf("the feed is read %s every %s", f.Mode, f.Every)
	}
	if list[0].ID != "account-m" || list[len(list)-1].Mode != watch.Unread {
		t.Errorf("the order is %v … %v", list[0].ID, list[len(list)-1].ID)
	}
}

func TestPlace_NeedsAReasonOrAReader(t *testing.T) {
	for name, p := range map[string]watch.Place{
		"no name":   {ID: "p", Way: watch.ByHand, Owner: "lea"},
		"no reason": {ID: "p", Name: "Forum", Way: watch.NotRead},
		"no reader": {ID: "p", Name: "Forum", Way: watch.ByHand},
		"no id":     {Name: "Forum"},
	} {
		if _, err := p.Clean(); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	if _, err := (watch.Place{ID: "gap-x", Known: "x", Way: watch.NotRead}).Clean(); err != nil {
		t.Errorf("a known gap was refused: %v", err)
	}
}

// BenchmarkSet asks eight watches of a mail of 200 words.
func BenchmarkSet(b *testing.B) {
	set := watching(b, `douzaine OR "service client"`, "bako* OR vigie", "rarissime -emploi", "vigie NEAR/5 panne", "lang:fr douzaine",
		"(phare OR fanal) (panne OR retard)", "from:@client7 bako*", `"la vigie" OR #vigie OR @vigie`)
	m := heard(strings.Repeat("Bonjour, la commande été livrée hier à la boutique, merci beaucoup pour votre réponse rapide. ", 14))
	for b.Loop() {
		set.Hits(m, inbox.ChannelEmail)
	}
}
