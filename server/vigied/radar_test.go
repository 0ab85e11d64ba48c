package main

import (
	"bytes"
	"context"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// tones runs vigied radar tone on the bytes and gives its lines.
func tones(t *testing.T, in []byte) []toneJSON {
	t.Helper()
	ctx, stop := context.WithTimeout(context.Background(), 5*time.Minute)
	defer stop()
	c := newPlace(t).command(ctx, "radar", "tone")
	c.Stdin = bytes.NewReader(in)
	out, err := c.Output()
	if err != nil {
		t.Fatal(err)
	}
	if !utf8.Valid(out) {
		t.Error("the output is no UTF-8")
	}
	var all []toneJSON
	for line := range strings.Lines(string(out)) {
		var one toneJSON
		if err := json.Unmarshal([]byte(line), &one); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		if one.Words == nil || one.Score < -1 || one.Score > 1 {
			t.Errorf("%q", line)
		}
		all = append(all, one)
	}
	return all
}

func TestRadarTone_SaysALanguageAndAToneForEachLine(t *testing.T) {
	got := tones(t, []byte("Quelle honte, c'est une arnaque !\nI love this shop, great service\nEstoy muy contento con el servicio\nOù est le magasin ?"))
	want := []struct{ lang, tone string }{{"fr", "negative"}, {"en", "positive"}, {"unknown", "unknown"}, {"fr", "neutral"}}
	if len(got) != len(want) {
		t.Fatalf("%d lines: %v", len(got), got)
	}
	for i, w := range want {
		if got[i].Lang != w.lang || string(got[i].Tone) != w.tone {
			t.Errorf("line %d: %+v, want %v", i+1, got[i], w)
		}
	}
	if len(got[0].Words) == 0 || got[0].Score >= 0 {
		t.Errorf("no reasons: %+v", got[0])
	}
}

func TestRadarTone_AnswersEveryLineWhateverItIsMadeOf(t *testing.T) {
	in := []byte("\n\xff\xfe\x00 nul\r\n")
	in = append(in, bytes.Repeat([]byte("arnaque "), 1<<17)...) // 1 MB
	in = append(in, "\n\u2028\n{\"text\":\"<b>\"}\ttab\n"...)
	in = append(in, bytes.Repeat([]byte("\xf0\x9f\x98"), 1<<18)...) // emoji cut short
	got := tones(t, in)
	if len(got) != 6 {
		t.Fatalf("%d lines for 6", len(got))
	}
	if string(got[0].Tone) != "unknown" || string(got[2].Tone) != "negative" {
		t.Errorf("%+v", got)
	}
	t.Run("a byte order mark and the ends of lines of other systems are no text", func(t *testing.T) {
		plain, other := tones(t, []byte("NUL\n\nQuelle honte\n")), tones(t, []byte("\xef\xbb\xbfNUL\r\n\r\nQuelle honte\r\n"))
		if len(plain) != 3 || !reflect.DeepEqual(plain, other) {
			t.Errorf("%+v, %+v", plain, other)
		}
	})
	t.Run("the order is kept over many lines, the last one without an end", func(t *testing.T) {
		texts := []string{"Quelle honte, c'est une arnaque !", "I love this shop, great service", "", "😡"}
		got := tones(t, []byte(strings.TrimSuffix(strings.Repeat(strings.Join(texts, "\n")+"\n", 2_000), "\n")))
		if len(got) != 8_000 {
			t.Fatalf("%d lines for 8,000", len(got))
		}
		for i, g := range got {
			if want := []string{"negative", "positive", "unknown", "negative"}[i%4]; string(g.Tone) != want {
				t.Fatalf("line %d is %s, not %s", i+1, g.Tone, want)
			}
		}
	})
	t.Run("a line as long as what is looked at, and one byte more", func(t *testing.T) {
		for _, n := range []int{lineMost - 1, lineMost, lineMost + 1, 2 * lineMost} {
			if got := tones(t, append(bytes.Repeat([]byte("é"), n/2), "\nNUL"...)); len(got) != 2 {
				t.Errorf("%d bytes: %d lines for 2", n, len(got))
			}
		}
	})
	if lines := tones(t, nil); len(lines) != 0 {
		t.Errorf("%d lines for nothing", len(lines))
	}
}
