package watch_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/watch"
)

func parse(t testing.TB, text string) watch.Query {
	t.Helper()
	q, err := watch.Parse(text)
	if err != nil {
		t.Fatalf("parse %q: %v", text, err)
	}
	return q
}

func post(text string) inbox.Message { return inbox.Message{Text: text} }

func TestMatch_MeansWhatIsWritten(t *testing.T) {
	for _, c := range []struct {
		query    string
		yes, not []string
	}{
		{"vigie", []string{"La VIGIE veille", "vigie", "#vigie!", "l’vigie"}, []string{"vigies", "", "navigie"}},
		{"ete", []string{"l’Été arrive", "ÉTÉ", "e\u0301te\u0301"}, []string{"étés"}},
		{"œuvre strasse", []string{"une oeuvre, Straße"}, []string{"œuvre"}},
		{"vigie boutique", []string{"boutique de la vigie"}, []string{"vigie", "boutique"}},
		{`"service client"`, []string{"Le Service, client !", "service\nclient"}, []string{"service du client", "client service"}},
		{"«\u00a0service client\u00a0»", []string{"service client"}, []string{"client"}},
		{"e-mail", []string{"un e-mail", "un e mail"}, []string{"un email"}},
		{"AT&T", []string{"chez AT&T"}, []string{"AT vs T"}},
		{"recrut*", []string{"recrutement", "RECRUTE", "recrut"}, []string{"on recru"}},
		{`"service cl"*`, []string{"service clientèle"}, []string{"service de clients"}},
		{"#vigie", []string{"hier #Vigie"}, []string{"hier vigie"}},
		{"@vigie", []string{"bonjour @vigie"}, []string{"bonjour vigie"}},
		{"a OR b c", []string{"a", "b c"}, []string{"b", "c"}},
		{"(a OR b) c", []string{"a c", "c b"}, []string{"a", "c"}},
		{"a OU b|c", []string{"a", "b", "c"}, []string{"d"}},
		{"a ET b", []string{"b a"}, []string{"a et", "a"}},
		{"a -b", []string{"a", "a c"}, []string{"a b"}},
		{"a NOT b", []string{"a"}, []string{"b a"}},
		{"a AND NOT (b OR c)", []string{"a"}, []string{"a c"}},
		{"a SAUF b", []string{"a"}, []string{"a b"}},
		{"a NON b", []string{"a"}, []string{"a b"}},
		{"a - b", []string{"a b"}, []string{"a"}},
		{"a et b", []string{"a b et"}, []string{"a b"}},
		{`a "ET" b`, []string{"a et b"}, []string{"a b"}},
		{"a NEAR/2 b", []string{"a b", "b a", "a x b", "b x a"}, []string{"a x y b", "a"}},
		{"a near/1 b", []string{"a b"}, []string{"a x b"}},
		{"a PRÈS/3 (b OR c)", []string{"c x x a"}, []string{"c x x x a", "a"}},
		{"a NEAR b", []string{"a 1 2 3 4 5 6 7 8 9 b"}, []string{"a 1 2 3 4 5 6 7 8 9 10 b"}},
		{"a NEAR/2 a", []string{"a x a"}, []string{"a", "a x x a"}},
		{`"a b" NEAR/1 c`, []string{"a b c", "c a b"}, []string{"a c b"}},
		{"a NEAR/1 b NEAR/1 c", []string{"a b c", "b a c"}, []string{"a b x c", "a c b"}},
		{"a -b NEAR/1 c", []string{"a", "a b x c"}, []string{"a b c"}},
		{"日本", []string{"私は日本人です"}, []string{"本日"}},
		{"🔥 panne", []string{"panne 🔥🔥"}, []string{"panne"}},
	} {
		q := parse(t, c.query)
		for _, text := range c.yes {
			if ok, spans := watch.Match(q, post(text)); !ok || len(spans) == 0 {
				t.Errorf("%q is not found in %q (%v)", c.query, text, spans)
			}
		}
		for _, text := range c.not {
			if ok, spans := watch.Match(q, post(text)); ok || spans != nil {
				t.Errorf("%q is found in %q", c.query, text)
			}
		}
	}
}

func TestMatch_LooksAtMoreThanTheText(t *testing.T) {
	m := inbox.Message{
		Subject: "Panne du service", Text: "client mécontent", Language: "fr-FR", Permalink: "https://www.Journal.example/economie/a.html",
		Author: inbox.Author{Handle: "camille@blog.example", Name: "Camille Márquez"}, Quoted: "secret",
	}
	for query, want := range map[string]bool{
		"panne client": true, `"service client"`: false, "service NEAR/100 client": false, "secret": false,
		"lang:fr": true, "langue:FR panne": true, "lang:en": false, "client -lang:en": true,
		"from:@camille": true, "auteur:camille@blog.example": true, `author:"marquez"`: true, `de:"camille marquez"`: true, "from:@marquez": false, "from:cam": false,
		"site:journal.example": true, "site:https://www.journal.example/economie/": true, "site:example": true, "site:journal.example/eco": false, "site:ournal.example": false,
		"channel:feed": true, "canal:email": false, "panne -channel:email": true,
	} {
		if got, _ := watch.MatchOn(parse(t, query), m, inbox.ChannelFeed); got != want {
			t.Errorf("%q: %v, want %v", query, got, want)
		}
	}
	if ok, _ := watch.Match(parse(t, "channel:feed"), m); ok {
		t.Error("the channel of a message alone is not known")
	}
	if ok, _ := watch.Match(watch.Query{}, m); ok {
		t.Error("the zero query asks for nothing")
	}
}

func TestMatch_ShowsWhatMadeItSo(t *testing.T) {
	m := inbox.Message{Subject: "Été chez Vigie", Text: "« L’été », dit-on : la vigie est en pänne. Vigie !"}
	_, spans := watch.Match(parse(t, `ete (vigie NEAR/3 panne OR absent) -boutique`), m)
	var shown []string
	for _, s := range spans {
		text := map[watch.Part]string{watch.InSubject: m.Subject, watch.InText: m.Text}[s.Part]
		shown = append(shown, string(s.Part)+":"+text[s.Start:s.End])
	}
	if got := strings.Join(shown, "|"); got != "subject:Été|text:été|text:vigie est en pänne. Vigie" {
		t.Errorf("got %s", got)
	}
}

func TestParse_NamesTheMistakeAndItsColumn(t *testing.T) {
	for text, want := range map[string]string{
		"": "empty 1", "   ": "empty 1", "a (b": "open 3", "a b)": "close 4", `été "b`: "open-quote 5", "a OR": "ends 5", "OR a": "operand 1", "a AND OR b": "operand 7",
		"()": "operand 2", "a +++": "no-word 3", "a*b": "star 1", "*a": "star 1", "a*": "short-prefix 1", "-a": "only-exclusions 1", "a OR -b": "only-exclusions 1",
		"a NEAR/0 b": "near-distance 3", "a NEAR/101 b": "near-distance 3", "a NEAR/99999999999999999999 b": "near-distance 3", "a NEAR lang:fr": "near-words 8", "(a b) NEAR c": "near-words 1",
		"a NEAR": "ends 7", "lang:klingon": "language 1", "lang: fr": "language 1", "a from:": "field-empty 3", `site:"."`: "field-empty 1",
		strings.Repeat("a ", 2001): "too-long 4001", strings.Repeat("(", 51) + "a": "too-deep 51", strings.Repeat("a ", 501): "too-many 1001",
	} {
		_, err := watch.Parse(text)
		var f *fault.Error
		if !errors.As(err, &f) || f.Kind != fault.Invalid {
			t.Errorf("%.40q: %v, want %s", text, err, want)
			continue
		}
		if got := fmt.Sprintf("%s %v", strings.TrimPrefix(f.Key, "watch.query-"), f.Args["Column"]); got != want {
			t.Errorf("%.40q: %s, want %s", text, got, want)
		}
	}
}

func TestString_IsCanonical(t *testing.T) {
	for typed, want := range map[string]string{
		"a ET b": "a b", "a OU  b|c": "a OR b OR c", "((a)) ((b c))": "a b c", "NOT b a": "-b a", "a SAUF (b OU c)": "a -(b OR c)", "a NOT NOT b": "a b",
		"(a OR b) PRES c": "(a OR b) NEAR/10 c", "a NEAR/1 b NEAR/2 c": "a NEAR/1 b NEAR/2 c", "a NEAR/1 (b NEAR/2 c)": "a NEAR/1 (b NEAR/2 c)", "a -b near/3 c": "a -(b NEAR/3 c)",
		"«\u00a0Service   client\u00a0»": `"Service client"`, `"vigie"`: "vigie", "e-mail": `"e-mail"`, `"ET"`: `"ET"`, "Recrut*": "Recrut*", "AUTEUR:@Camille": "from:@Camille",
		`from:"Camille M"`: `from:"Camille M"`, "site:HTTPS://www.Blog.example/": "site:blog.example", "Été #tag": "Été #tag",
	} {
		if got := parse(t, typed).String(); got != want {
			t.Errorf("%q: %q, want %q", typed, got, want)
		}
	}
}

// written draws a query as people may write it.
func written(t *rapid.T, depth int) string {
	leaf := rapid.SampledFrom([]string{"vigie", "Été", "recrut*", `"service client"`, `"a b"*`, "e-mail", "#tag", "lang:fr", "from:@cam", `from:"Cam M"`, "site:a.example/b", "channel:feed", `"OR"`, "日本", "AT&T", "c++"})
	if depth == 0 {
		return leaf.Draw(t, "leaf")
	}
	sub := func() string { return written(t, depth-1) }
	switch rapid.IntRange(0, 7).Draw(t, "form") {
	case 0:
		return sub() + " " + sub()
	case 1:
		return sub() + rapid.SampledFrom([]string{" OR ", " OU ", "|"}).Draw(t, "or") + sub()
	case 2:
		return "(" + sub() + ")"
	case 3:
		return sub() + rapid.SampledFrom([]string{" -", " NOT ", " AND NOT ", " SAUF "}).Draw(t, "not") + sub()
	case 4:
		return "mot " + rapid.SampledFrom([]string{"NEAR/3", "NEAR", "PRES/2"}).Draw(t, "near") + " (un OR deux NEAR/1 trois)"
	case 5:
		return "-(" + sub() + ") " + sub()
	default:
		return leaf.Draw(t, "leaf")
	}
}

func TestString_IsReadBackTheSame(t *testing.T) {
	texts := []string{"la vigie recrute en été", "service client #tag", "mot un trois deux", "a b e mail", "rien", "日本 AT T c or"}
	rapid.Check(t, func(t *rapid.T) {
		typed := written(t, rapid.IntRange(0, 4).Draw(t, "depth"))
		q, err := watch.Parse(typed)
		if err != nil {
			return
		}
		again, err := watch.Parse(q.String())
		if err != nil || again.String() != q.String() {
			t.Fatalf("%q is written %q, read back as %q, %v", typed, q.String(), again.String(), err)
		}
		for _, text := range texts {
			m := inbox.Message{Text: text, Language: "fr", Author: inbox.Author{Handle: "cam@x"}}
			a, x := watch.Match(q, m)
			if b, y := watch.Match(again, m); a != b || fmt.Sprint(x) != fmt.Sprint(y) {
				t.Fatalf("%q and %q differ on %q", typed, q.String(), text)
			}
		}
	})
}

func TestWatch_IsStoredAsText(t *testing.T) {
	w := watch.Watch{ID: "1", Name: "Marque", Query: parse(t, "vigie OU boutique"), Accounts: []inbox.AccountID{"A"}, Into: watch.WatchOnly}
	b, err := json.Marshal(w)
	if err != nil || !strings.Contains(string(b), `"vigie OR boutique"`) {
		t.Fatalf("%s, %v", b, err)
	}
	var again watch.Watch
	if err := json.Unmarshal(b, &again); err != nil || again.Query.String() != w.Query.String() {
		t.Fatalf("%+v, %v", again, err)
	}
	if ok, _ := again.Hit(inbox.Message{Account: "A", Text: "Vigie"}, inbox.ChannelFeed); !ok {
		t.Error("a message of its account is not found")
	}
	if ok, _ := again.Hit(inbox.Message{Account: "B", Text: "Vigie"}, inbox.ChannelFeed); ok {
		t.Error("a message of another account is found")
	}
	// Short signs are written out: what could be saved must be read again.
	long := watch.Watch{Query: parse(t, strings.TrimSuffix(strings.Repeat("ab PRES ", 490), " PRES "))}
	if b, err = json.Marshal(long); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &again); err != nil {
		t.Errorf("a long query cannot be read again: %v", err)
	}
	if err := json.Unmarshal([]byte(`{"query":""}`), &again); err != nil || !again.Query.IsZero() {
		t.Errorf("no query: %q, %v", again.Query, err)
	}
}

func TestPlace_KnowsWhenItIsDue(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	p := watch.Place{Way: watch.ByHand, Every: 24 * time.Hour, LastRead: now.Add(-23 * time.Hour)}
	if p.Due(now) || !p.Due(now.Add(time.Hour)) {
		t.Error("a place read daily is due after a day")
	}
	if p.Way = watch.NotRead; p.Due(now.AddDate(1, 0, 0)) || p.Covered() {
		t.Error("what is not read is never due")
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{`a (b OR "c d"*) -e NEAR/5 f`, "lang:fr from:@x site:www.www.a.example", "«x» PRÈS/2 y|z", "-(-a) b", "𝔞ǅ ﬁ ½ ΐ", "a - −b"} {
		f.Add(s, "un texte e\u0301 «x» y")
	}
	f.Fuzz(func(t *testing.T, typed, text string) {
		q, err := watch.Parse(typed)
		if err != nil {
			var e *fault.Error
			if !errors.As(err, &e) || e.Args["Column"].(int) < 1 {
				t.Fatalf("%q: %v", typed, err)
			}
			return
		}
		stored, _ := q.MarshalText()
		var again watch.Query
		if err := again.UnmarshalText(stored); err != nil || again.String() != q.String() {
			t.Fatalf("%q is written %q, read back as %q, %v", typed, q, again, err)
		}
		m := inbox.Message{Subject: typed, Text: text, Language: "fr", Permalink: "https://a.example/" + typed}
		ok, spans := watch.Match(q, m)
		if same, _ := watch.Match(again, m); same != ok {
			t.Fatalf("%q and %q differ on %q", typed, q, text)
		}
		last := watch.Span{Part: watch.InSubject}
		for _, s := range spans {
			part := map[watch.Part]string{watch.InSubject: m.Subject, watch.InText: m.Text}[s.Part]
			if s.Start < 0 || s.Start >= s.End || s.End > len(part) || s.Part == last.Part && s.Start < last.End {
				t.Fatalf("span %+v of %q after %+v", s, part, last)
			}
			last = s
		}
	})
}

func BenchmarkMatch(b *testing.B) {
	q := parse(b, `(vigie OR "la vigie" OR boutiqu*) (panne OR retard* OR "service client" NEAR/5 nul) -emploi -recrut* lang:fr`)
	m := inbox.Message{Language: "fr", Text: "Bonjour @vigie, ma commande a du retard depuis mardi dernier et le service client ne répond pas. Déçue… #vigie"}
	b.ReportAllocs()
	for b.Loop() {
		if ok, _ := watch.Match(q, m); !ok {
			b.Fatal("not found")
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "matches/s")
}

func BenchmarkMatchNothing(b *testing.B) {
	q := parse(b, `(vigie OR boutiqu*) panne`)
	m := inbox.Message{Text: "Il fait beau à Lyon ce matin, on sort les vélos et on file au marché. Bonne journée à toutes et tous !"}
	for b.Loop() {
		if ok, _ := watch.Match(q, m); ok {
			b.Fatal("found")
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "matches/s")
}
