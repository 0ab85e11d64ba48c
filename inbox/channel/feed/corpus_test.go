package feed

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mmcdole/gofeed"

	"vigie/inbox"
)

// corpus gives the feeds of the shared collection, or skips.
func corpus(t testing.TB) map[string][]byte {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for range 8 {
		root := filepath.Join(filepath.Dir(dir), "shared", "data", "feeds-gofeed", "testdata")
		if _, err := os.Stat(root); err == nil {
			return readCorpus(t, root)
		}
		dir = filepath.Dir(dir)
	}
	t.Skip("the shared collection of feeds is not here")
	return nil
}

func readCorpus(t testing.TB, root string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		files[strings.TrimPrefix(path, root+"/")] = content
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// result is what became of one feed.
type result struct {
	feed                   bool
	read, empty, poisonous int
	titles                 []string
}

func readWhole(content []byte, mediaType string) result {
	p, err := unfold(decode(content, mediaType))
	r := result{feed: err == nil}
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	for _, sl := range p.items {
		e := envelope{V: envelopeVersion, URL: "https://blog.example/feed", Title: p.head.title, Site: p.head.site, JSON: sl.json, Item: sl.text}
		it, err := e.read()
		switch {
		case errors.Is(err, errEmpty):
			r.empty++
		case err != nil:
			r.poisonous++
		default:
			r.read++
			r.titles = append(r.titles, it.Title)
			_ = message(inbox.Account{}, e, it, now)
		}
	}
	return r
}

func TestCorpus_GoesThroughWithoutACrash(t *testing.T) {
	files := corpus(t)
	var sum result
	feeds, others, xml := 0, 0, 0
	for name, content := range files {
		r := readWhole(content, "")
		if !r.feed {
			others++
			if _, err := gofeed.NewParser().Parse(bytes.NewReader(content)); err == nil && !strings.HasSuffix(name, ".json") {
				t.Errorf("%s: gofeed takes it for a feed, we do not", name)
			}
			continue
		}
		feeds++
		if strings.HasSuffix(name, ".xml") {
			xml++
		}
		sum.read, sum.empty, sum.poisonous = sum.read+r.read, sum.empty+r.empty, sum.poisonous+r.poisonous
		if r.poisonous > 0 {
			t.Logf("%s: %d items cannot be read", name, r.poisonous)
		}
		whole, err := gofeed.NewParser().Parse(bytes.NewReader(content))
		if err != nil || strings.HasSuffix(name, ".json") {
			continue
		}
		if len(whole.Items) > r.read+r.empty+r.poisonous {
			t.Errorf("%s: %d items, gofeed has %d", name, r.read+r.empty+r.poisonous, len(whole.Items))
		}
		for i, title := range r.titles {
			if len(r.titles) == len(whole.Items) && title != whole.Items[i].Title {
				t.Errorf("%s: title %q, gofeed has %q", name, title, whole.Items[i].Title)
			}
		}
	}
	t.Logf("%d files: %d feeds (%d of XML), %d no feeds; %d items read, %d empty, %d poisonous", len(files), feeds, xml, others, sum.read, sum.empty, sum.poisonous)
	if feeds < 500 || sum.read < 150 {
		t.Errorf("only %d feeds and %d items: this test looks in the wrong place", feeds, sum.read)
	}
}
