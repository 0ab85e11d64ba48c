package archive_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel/archive"
	"vigie/inbox/fault"
)

const aPost = `{"id":9007199254740993,"channel":"Mastodon","account":"Maison Aubrac","kind":"comment","conversation":"c7","parent":"c7",` +
	`"author":{"handle":"@lea@example.social","name":"Léa","followers":1200},"text":"Bonjour ?","lang":"fr",` +
	`"created_at":"2026-02-28T09:00:00+01:00","url":"https://example.social/1","metrics":{"likes":3}}`

func TestLines_ReadEveryField(t *testing.T) {
	got := read(t, put(t, t.TempDir(), "p.jsonl", aPost+"\n"), options())
	if len(got) != 1 || got[0].Err != nil {
		t.Fatalf("%+v", got)
	}
	m := got[0].Upsert.Message
	if got[0].Channel != "mastodon" || got[0].Account != "Maison Aubrac" || m.Native != "9007199254740993" || m.Kind != inbox.Comment ||
		m.Root != "c7" || m.Parent != "c7" || m.Author.Handle != "@lea@example.social" || m.Author.Name != "Léa" || *m.Author.Followers != 1200 ||
		m.Text != "Bonjour ?" || m.Language != "fr" || m.Permalink != "https://example.social/1" || m.Metrics["likes"] != 3 ||
		!m.SentAt.Equal(time.Date(2026, 2, 28, 8, 0, 0, 0, time.UTC)) || !m.ReceivedAt.Equal(received) || m.Account != "acc" ||
		m.Direction != inbox.Inbound || m.Visibility != inbox.Public || string(got[0].Upsert.Raw) != aPost {
		t.Errorf("%+v", m)
	}
}

func TestLines_FillInWhatIsNotSaid(t *testing.T) {
	got := read(t, put(t, t.TempDir(), "p.jsonl", "\ufeff"+`{"text":"a"}`+"\n\n"+`{"text":"b","created_at":"2099-01-01T00:00:00Z","kind":"direct","author":{"name":"Léa"}}`), options())
	if len(got) != 2 || got[1].Where.Line != 3 {
		t.Fatalf("%+v", got)
	}
	a, b := got[0].Upsert.Message, got[1].Upsert.Message
	if !strings.HasPrefix(a.Native, "sha256:") || a.Root != a.Native || !a.SentAt.Equal(received) || a.Author.Followers != nil || a.Kind != inbox.Mention {
		t.Errorf("%+v", a)
	}
	if !b.SentAt.Equal(received) || b.Visibility != inbox.Private || b.Author.Handle != "Léa" {
		t.Errorf("a time to come and a private message: %+v", b)
	}
}

func TestLines_NameTheFieldThatIsWrong(t *testing.T) {
	for line, want := range map[string]string{
		`{"id":"1","text":" "}`:                                     "text",
		`{"id":"1","text":"x","kind":"tweet"}`:                      "kind",
		`{"id":"1","text":"x","direction":"up"}`:                    "direction",
		`{"id":"1","text":"x","rating":9}`:                          "rating",
		`{"id":"1","text":"x","author":{"followers":-1}}`:           "author.followers",
		`{"id":"1","text":"x","author":{"followers":"many"}}`:       "author.followers",
		`{"id":"1","text":"x","created_at":"yesterday"}`:            "created_at",
		`{"id":"1","text":"x","created_at":"0001-01-02T00:00:00Z"}`: "created_at",
	} {
		got := read(t, put(t, t.TempDir(), "p.jsonl", line), options())
		f := fault.Of(got[0].Err)
		if f == nil || f.Kind != fault.Invalid || f.Args["Field"] != want || string(got[0].Raw) != line {
			t.Errorf("%s: %v", line, got[0].Err)
		}
	}
	for _, line := range []string{`{"id":`, `[1]`, `plain words`, `{"id":{"a":1},"text":"x"}`} {
		if got := read(t, put(t, t.TempDir(), "p.jsonl", line+"\n"+aPost), options()); len(got) != 2 || got[0].Err == nil || got[1].Err != nil {
			t.Errorf("%s: %q", line, texts(got))
		}
	}
}

func TestLines_MakePagesReadableAndDropDangerousAddresses(t *testing.T) {
	page := `<style>p{}</style><p>Bonjour <a href='https://evil.test/x'>www.bank.com</a></p><script>steal()</script><img src='https://track.test/p.gif'>`
	got := read(t, put(t, t.TempDir(), "p.jsonl", `{"html":"`+page+`","url":"javascript:alert(1)","author":{"url":"file:///etc/passwd"}}`), options())
	m := got[0].Upsert.Message
	if got[0].Err != nil || !strings.HasPrefix(m.Text, "Bonjour www.bank.com") || strings.Contains(m.Text, "steal") {
		t.Errorf("%q, %v", m.Text, got[0].Err)
	}
	if len(m.Links) == 0 || m.Links[0].Target != "https://evil.test/x" || !m.Links[0].Suspicious || m.Text[m.Links[0].Start:m.Links[0].End] != "www.bank.com" {
		t.Errorf("links %+v", m.Links)
	}
	if m.Permalink != "" || m.Author.URL != "" {
		t.Errorf("%+v", m)
	}
}

func TestReader_ReadsAKeptPayloadAgain(t *testing.T) {
	r := archive.Reader{Mail: postman{}}
	acc := inbox.Account{ID: "acc"}
	if u, err := r.Read(acc, []byte(aPost), received); err != nil || u.Message.Text != "Bonjour ?" {
		t.Errorf("a post: %+v, %v", u, err)
	}
	if u, err := r.Read(acc, []byte("Subject: a\n\nalpha"), received); err != nil || u.Message.Text != "alpha" {
		t.Errorf("a mail: %+v, %v", u, err)
	}
	if _, err := r.Read(acc, []byte("Subject: poison\n"), received); err == nil {
		t.Error("a mail that cannot be read was read")
	}
	if _, err := r.Read(acc, []byte("a line that was no post"), received); err == nil {
		t.Error("what cannot be read was read")
	}
}

// The examples of the documentation are read as a person would have them read.
func TestDocumentation_ShowsWhatWorks(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "..", "docs", "import.md"))
	if err != nil {
		t.Fatal(err)
	}
	examples := regexp.MustCompile("(?s)```(jsonl|csv)\n(.*?)```").FindAllSubmatch(page, -1)
	found := map[string]int{}
	for _, e := range examples {
		kind := string(e[1])
		found[kind]++
		o := options()
		if kind == "csv" {
			spec := regexp.MustCompile(`--map '([^']+)'`).FindAllSubmatch(page, -1)[found[kind]-1]
			columns, err := archive.ParseColumns(string(spec[1]))
			if err != nil {
				t.Fatal(err)
			}
			o.Table = archive.Table{Columns: columns, TimeLayout: "02/01/2006 15:04", Delimiter: ';'}
		}
		for _, r := range read(t, put(t, t.TempDir(), "example."+kind, string(e[2])), o) {
			m := r.Upsert.Message
			if r.Err != nil || m.Native == "" || m.Text == "" || m.SentAt.Equal(received) || m.Author.Handle == "" {
				t.Errorf("%s: %v, %+v", r.Where, r.Err, m)
			}
		}
	}
	if found["jsonl"] == 0 || found["csv"] == 0 {
		t.Errorf("examples found: %v", found)
	}
	for _, field := range archive.Fields() {
		if !strings.Contains(string(page), "`"+field+"`") && !strings.Contains(string(page), "`author."+field+"`") {
			t.Errorf("the page does not speak of %s", field)
		}
	}
}
