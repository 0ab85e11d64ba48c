package archive_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/channel/archive"
	"vigie/inbox/fault"
)

var received = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// postman reads a mail as its subject and its body, and refuses "poison".
type postman struct{}

func (postman) Read(acc inbox.Account, raw []byte, at time.Time) (channel.Upsert, error) {
	if bytes.Contains(raw, []byte("poison")) {
		return channel.Upsert{}, errors.New("cannot be read")
	}
	head, body, _ := bytes.Cut(raw, []byte("\n\n"))
	return channel.Upsert{Raw: raw, Message: inbox.Message{Account: acc.ID, Native: string(head), Text: string(body), Kind: inbox.Email}}, nil
}

func options() archive.Options {
	return archive.Options{Mail: postman{}, Account: inbox.Account{ID: "acc"}, Received: received}
}

func read(t *testing.T, path string, o archive.Options) []archive.Record {
	t.Helper()
	var out []archive.Record
	err := archive.Read(context.Background(), path, o, func(r archive.Record) error {
		out = append(out, r)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func put(t *testing.T, dir, name, content string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func texts(records []archive.Record) []string {
	var out []string
	for _, r := range records {
		switch {
		case r.Skipped:
			out = append(out, "skipped")
		case r.Broken:
			out = append(out, "broken")
		case r.Err != nil:
			out = append(out, "bad")
		default:
			out = append(out, r.Upsert.Message.Text)
		}
	}
	return out
}

const twoMails = "From a@example.org Mon Mar  2 10:00:00 2026\nSubject: one\n\nFirst\n>From here on\n>>From there\n> From a quote\n\nFrom the start, prose\nat 10:00\n\nFrom b@example.org Tue Mar  3 11:00:00 2026\nSubject: two\n\nSecond\n"

func TestMbox_SeparatesMailsAndOnlyMails(t *testing.T) {
	for name, content := range map[string]string{"box.mbox": twoMails, "no-extension": twoMails, "crlf.mbox": strings.ReplaceAll(twoMails, "\n", "\r\n")} {
		got := read(t, put(t, t.TempDir(), name, content), options())
		if len(got) != 2 {
			t.Fatalf("%s: %d mails: %q", name, len(got), texts(got))
		}
		if got[0].Where.Line != 1 || got[1].Where.Line != 12 {
			t.Errorf("%s: at %v and %v", name, got[0].Where, got[1].Where)
		}
		if name == "crlf.mbox" {
			continue
		}
		if want := "First\nFrom here on\n>From there\n> From a quote\n\nFrom the start, prose\nat 10:00\n"; got[0].Upsert.Message.Text != want {
			t.Errorf("%s: %q, want %q", name, got[0].Upsert.Message.Text, want)
		}
		if got[1].Upsert.Message.Text != "Second\n" {
			t.Errorf("%s: %q", name, got[1].Upsert.Message.Text)
		}
	}
}

func TestMbox_GoesOnAfterAMailThatCannotBeRead(t *testing.T) {
	content := "From a Mon Mar  2 10:00:00 2026\nSubject: poison\n\nx\n\n" + twoMails
	got := read(t, put(t, t.TempDir(), "box", content), options())
	if len(got) != 3 || got[0].Err == nil || string(got[0].Raw) != "Subject: poison\n\nx\n" || got[2].Upsert.Message.Text != "Second\n" {
		t.Errorf("%q", texts(got))
	}
	p, again := got[0].Poison(received), got[0].Poison(received.Add(time.Hour))
	if p.Native == "" || p.Native != again.Native || !strings.Contains(p.Cause.Error(), "box:1") {
		t.Errorf("%+v", p)
	}
}

func TestRead_TakesGzipAsItIs(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = z.Write([]byte(twoMails))
	_ = z.Close()
	dir := t.TempDir()
	for _, name := range []string{"a.mbox.gz", "a.mbox"} {
		if got := read(t, put(t, dir, name, packed.String()), options()); len(got) != 2 {
			t.Errorf("%s: %q", name, texts(got))
		}
	}
	cut := put(t, dir, "cut.mbox.gz", packed.String()[:packed.Len()/2])
	got := read(t, cut, options())
	if last := got[len(got)-1]; !last.Broken || fault.KindOf(last.Err) != fault.Corrupt {
		t.Errorf("a cut file: %q, %v", texts(got), last.Err)
	}
}

func TestFolder_ReadsMailsWhereverTheyAre(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "a.eml", "Subject: a\n\nalpha")
	put(t, dir, "deep/b.eml", "Subject: b\n\nbeta")
	put(t, dir, "deep/README.md", "# Not a mail\n")
	put(t, dir, "deep/named-otherwise.txt", "Return-Path: <x@example.org>\n\ngamma")
	put(t, dir, "box.mbox", twoMails)
	put(t, dir, ".hidden.eml", "Subject: h\n\nhidden")
	put(t, dir, "Mail/cur/1:2,S", "odd start\n\ndelta")
	put(t, dir, "Mail/new/2", "Subject: e\n\nepsilon")
	put(t, dir, "Mail/tmp/3", "Subject: f\n\nunfinished")
	put(t, dir, "posts.jsonl", `{"id":1,"text":"zeta"}`)
	got := texts(read(t, dir, options()))
	slices.Sort(got)
	want := []string{"Second\n", "alpha", "beta", "delta", "epsilon", "gamma", "skipped", "zeta"}
	if got = slices.DeleteFunc(got, func(s string) bool { return strings.HasPrefix(s, "First") }); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestRead_TakesANamedFileForAMailWhateverItLooksLike(t *testing.T) {
	if got := read(t, put(t, t.TempDir(), "odd", "no header at all"), options()); len(got) != 1 || got[0].Err != nil {
		t.Errorf("%+v", got)
	}
}

func TestRead_SaysWhenThereIsNothing(t *testing.T) {
	err := archive.Read(context.Background(), filepath.Join(t.TempDir(), "nowhere"), options(), nil)
	if fault.KindOf(err) != fault.NotFound {
		t.Errorf("got %v", err)
	}
}

func TestRead_StopsWhenTold(t *testing.T) {
	path := put(t, t.TempDir(), "box.mbox", twoMails)
	stop := errors.New("stop")
	n := 0
	err := archive.Read(context.Background(), path, options(), func(archive.Record) error { n++; return stop })
	if !errors.Is(err, stop) || n != 1 {
		t.Errorf("%v after %d", err, n)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := archive.Read(ctx, filepath.Dir(path), options(), func(archive.Record) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestRead_BoundsOneMessage(t *testing.T) {
	o := options()
	o.MaxSize = 100
	long := strings.Repeat("x", 500)
	dir := t.TempDir()
	for name, content := range map[string]string{
		"a.eml": "Subject: a\n\n" + long, "b.mbox": "From a Mon Mar  2 10:00:00 2026\nSubject: b\n\n" + long + "\n",
		"c.jsonl": `{"id":"1","text":"` + long + `"}`,
	} {
		got := read(t, put(t, dir, name, content), o)
		if len(got) != 1 || fault.KindOf(got[0].Err) != fault.Invalid || int64(len(got[0].Raw)) > o.MaxSize {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestPoison_IsKnownByItsBytes(t *testing.T) {
	a, b := archive.Record{Raw: []byte("x"), Err: errors.New("e")}, archive.Record{Raw: []byte("y"), Err: errors.New("e")}
	if a.Poison(received).Native == b.Poison(received).Native {
		t.Error("different bytes have one name")
	}
	if !strings.HasPrefix(fmt.Sprint(a.Poison(received).Native), "sha256:") {
		t.Error("no fingerprint")
	}
}
