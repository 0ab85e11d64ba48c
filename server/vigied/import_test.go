package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestImport_BringsEveryCorpusInOnce(t *testing.T) {
	p := newPlace(t)
	paths := shared(t, "mime-enmime", "mime-postal", "mime-python", "spamassassin-dev", "bounces-dev", "reply-crisp", "reply-github")
	first := p.object(append([]string{"import"}, paths...)...)
	second := p.object(append([]string{"import"}, paths...)...)
	t.Logf("first %v, second %v", first, second)
	for name, got := range map[string]map[string]any{"first": first, "second": second} {
		if got["read"].(float64) != got["imported"].(float64)+got["duplicates"].(float64)+got["quarantined"].(float64) {
			t.Errorf("%s: what was read is not accounted for: %v", name, got)
		}
		if broken := got["broken"].([]any); len(broken) > 0 {
			t.Errorf("%s: broken %v", name, broken)
		}
	}
	if first["imported"].(float64) < 900 || second["imported"].(float64) != 0 || second["read"] != first["read"] {
		t.Errorf("first %v, second %v", first, second)
	}
	report := p.mustBeSound()
	if report["messages"] != first["imported"] {
		t.Errorf("%v messages are there, %v were imported", report["messages"], first["imported"])
	}
}

const fourPosts = `{"id":"1","channel":"mastodon","account":"Maison","conversation":"c","author":{"handle":"@lea@x.test","name":"Léa"},"text":"Votre site est en panne ?","created_at":"2026-02-28T09:00:00Z"}
{"id":"2","channel":"mastodon","account":"Maison","conversation":"c","author":{"handle":"@max@x.test"},"text":"Chez moi aussi","created_at":"2026-02-28T09:05:00Z"}
{"id":"3","channel":"mastodon","account":"Maison","kind":"tweet","text":"unreadable","created_at":"2026-02-28T09:06:00Z"}
not json at all
`

func TestImport_QuarantinesABadLineWithItsNumber(t *testing.T) {
	p := newPlace(t)
	posts := p.file("posts.jsonl", fourPosts)
	got := p.object("import", posts)
	if got["read"] != 4.0 || got["imported"] != 2.0 || got["quarantined"] != 2.0 {
		t.Fatalf("%v", got)
	}
	rows := p.objects("list", "--view", "all")
	if len(rows) != 1 || rows[0]["messages"] != 2.0 || rows[0]["channel"] != "mastodon" || rows[0]["account_name"] != "Maison" {
		t.Errorf("rows %v", rows)
	}
	quarantine := p.objects("quarantine", "list")
	if len(quarantine) != 2 {
		t.Fatalf("quarantine %v", quarantine)
	}
	causes := fmt.Sprint(quarantine[0]["cause"], quarantine[1]["cause"])
	if !strings.Contains(causes, "posts.jsonl:3") || !strings.Contains(causes, "posts.jsonl:4") {
		t.Errorf("causes %s", causes)
	}
	out := filepath.Join(t.TempDir(), "out")
	p.run("quarantine", "export", "--out", out)
	files, _ := filepath.Glob(filepath.Join(out, "*.raw"))
	if len(files) != 2 {
		t.Fatalf("exported %v", files)
	}
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil || !strings.Contains(fourPosts, string(raw)) || len(raw) == 0 {
			t.Errorf("%q, %v", raw, err)
		}
	}
	if retried := p.object("quarantine", "retry"); retried["released"] != 0.0 || retried["left"] != 2.0 {
		t.Errorf("retried %v", retried)
	}
	if again := p.object("import", posts); again["imported"] != 0.0 || again["duplicates"] != 2.0 || len(p.objects("quarantine", "list")) != 2 {
		t.Errorf("again %v", again)
	}
	p.mustBeSound()
}

func TestImport_ReadsATableAndAPostsBesideEachOther(t *testing.T) {
	p := newPlace(t)
	table := p.file("t.csv", "N;Message;Auteur;Quand\n1;Bonjour;lea;28/02/2026 09:30\n2;Merci;max;pas une date\n")
	args := []string{"import", table, "--delimiter", ";", "--time-layout", "02/01/2006 15:04", "--map", "id=n,text=message,handle=auteur,created_at=quand,account==Page"}
	if got := p.object(args...); got["read"] != 2.0 || got["imported"] != 1.0 || got["quarantined"] != 1.0 {
		t.Fatalf("%v", got)
	}
	if o := p.try("--json", "import", table, "--map", "text=nowhere", "--delimiter", ";"); o.code != invalid || !strings.Contains(o.errs, "fault.import-no-column") {
		t.Errorf("%+v", o)
	}
	if o := p.try("--json", "import", filepath.Join(p.dir, "nothing-here")); o.code != notFound {
		t.Errorf("%+v", o)
	}
	good := p.file("g.jsonl", `{"id":"9","text":"good"}`)
	if o := p.try("--json", "import", "/nothing/there.eml", good); o.code != partly || at(jsonLines(t, o.out)[0], "imported") != 1.0 {
		t.Errorf("%+v", o)
	}
}

const aMail = "From: Léa <lea@example.org>\r\nTo: contact@vigie.test\r\nSubject: Livraison\r\nDate: Sat, 28 Feb 2026 09:00:00 +0000\r\nMessage-ID: <one@example.org>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nOù est ma commande ?\r\n"

func TestExport_GivesBackWhatCameInByteForByte(t *testing.T) {
	p := newPlace(t)
	p.run("import", p.file("a.eml", aMail), p.file("p.jsonl", fourPosts))
	one, two := filepath.Join(t.TempDir(), "one"), filepath.Join(t.TempDir(), "two")
	p.run("export", "--out", one)
	p.run("export", "--out", two)
	names := tree(t, one)
	if !slices.Equal(names, tree(t, two)) {
		t.Error("two exports have different names")
	}
	mails := slices.DeleteFunc(slices.Clone(names), func(n string) bool { return !strings.HasSuffix(n, ".eml") })
	if len(mails) != 1 {
		t.Fatalf("mails %v of %v", mails, names)
	}
	raw, err := os.ReadFile(filepath.Join(one, mails[0]))
	if err != nil || string(raw) != aMail {
		t.Errorf("%q, %v", raw, err)
	}
	for _, name := range names {
		a, _ := os.ReadFile(filepath.Join(one, name))
		b, _ := os.ReadFile(filepath.Join(two, name))
		if !bytes.Equal(a, b) {
			t.Errorf("%s differs between two exports", name)
		}
	}
	f, err := os.Open(filepath.Join(one, "messages.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) != 4 || len(rows[0]) != len(rows[1]) {
		t.Errorf("%d rows, %v", len(rows), err)
	}
	records, _ := os.ReadFile(filepath.Join(one, "records.jsonl"))
	if len(jsonLines(t, string(records))) < 8 {
		t.Errorf("records: %s", records)
	}
}

func tree(t *testing.T, dir string) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			rel, _ := filepath.Rel(dir, path)
			out = append(out, rel)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
