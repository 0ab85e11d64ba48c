package main

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// tones runs vigied radar tone on the bytes and gives its lines.
func tones(t *testing.T, in []byte) []toneJSON {
	t.Helper()
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
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
	if lines := tones(t, nil); len(lines) != 0 {
		t.Errorf("%d lines for nothing", len(lines))
	}
}
