package radar

import (
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"math/rand"
	"testing"
	"time"
)

// kept is a tape as a test keeps it.
type keptTape struct {
	Tape
	texts map[string]string
}

func (k *keptTape) Part(i int) ([]byte, error) { return k.Parts[i], nil }

func (k *keptTape) Text(id string) (string, error) {
	text, there := k.texts[id]
	if !there {
		return "", errors.New("no message " + id)
	}
	return text, nil
}

// taped records a world under usual settings, in parts of a size.
func (w *world) taped(size int) *keptTape {
	d := New(Settings{})
	r := d.Record(1<<20, nil)
	r.size = size
	k := &keptTape{texts: map[string]string{}}
	for _, m := range w.mentions {
		d.Feed(m)
		k.texts[m.ID] = m.Text
	}
	k.Tape = r.Tape(d)
	return k
}

// fresh says all that a detector says while it is fed a world until a time.
func (w *world) fresh(s Settings, until time.Time, gaps ...Span) (said []Alert) {
	d := New(s)
	for _, g := range gaps {
		d.Missed(g)
	}
	for _, m := range w.mentions {
		if m.At.Before(until) {
			said = append(said, d.Feed(m)...)
		}
	}
	return append(said, d.Advance(until)...)
}

// played is what a tape says instead.
func (k *keptTape) played(t testing.TB, s Settings, until time.Time, gaps ...Span) (said []Alert) {
	t.Helper()
	p, err := Play(s, k.Head, k)
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range gaps {
		p.Detector().Missed(g)
	}
	for at, ok := p.Next(); ok && at.Before(until); at, ok = p.Next() {
		said = append(said, p.Feed()...)
	}
	said = append(said, p.Detector().Advance(until)...)
	if p.Err() != nil {
		t.Fatal(p.Err())
	}
	return said
}

// tangled joins stories, and lets some live for weeks.
func (w *world) tangled(seed int64) *world {
	r := rand.New(rand.NewSource(seed))
	for i := 40; i < len(w.mentions); i++ {
		m := &w.mentions[i]
		switch r.Intn(12) {
		case 0:
			m.Text = w.mentions[i-1-r.Intn(20)].Text + w.mentions[i-1-r.Intn(20)].Text
		case 1:
			m.Text = "toujours la même histoire de colis perdus " + []string{"hier", "à Lyon", "et alors"}[r.Intn(3)]
		case 2:
			m.Text = w.mentions[r.Intn(i)].Text
		}
		if m.Negative && r.Intn(40) == 0 {
			followers, weighty := int64(10_000+r.Intn(1_000_000)), r.Intn(3) == 0
			m.Followers, m.Weighty, m.Unsure = &followers, weighty, !weighty
		}
	}
	return w
}

func TestTape_SaysWhatAFreshReplaySays(t *testing.T) {
	settings := []Settings{
		{Budget: 0.1}, {}, {Budget: 20},
		{Budget: 1, Week: WeekIn(time.FixedZone("far", 9*3600), func(_ int, _ time.Month, day int) bool { return day == 8 })},
	}
	alerts, seeds := 0, int64(3)
	if testing.Short() {
		seeds = 1
	}
	for seed := range seeds {
		w := newWorld(seed+7).usual(24, 8+4*float64(seed))
		w.grow(w.day(15.3), 20*time.Minute, 5*time.Hour, 80, 0.7)
		w.grow(w.day(21), 30*time.Minute, 3*time.Hour, 60, 0.8)
		w.talk().tangled(seed)
		gap := Span{w.day(11.1), w.day(11.9)}
		w.cut(gap)
		k := w.taped([]int{usualPart, 7, 1000}[seed])
		end := w.day(24)
		for i, s := range append(settings, Settings{Budget: 2, Campaigns: []Campaign{{Span: Span{w.day(15), w.day(16)}, Factor: 4}}, Known: []Span{{w.day(21), w.day(21.2)}}}) {
			times := []time.Time{end, w.day(21.1).Add(17 * time.Second)}
			if i == 0 {
				times = append(times, w.day(400))
			}
			for _, until := range times {
				var gaps []Span
				if i%2 == 1 {
					gaps = []Span{gap}
				}
				want, got := w.fresh(s, until, gaps...), k.played(t, s, until, gaps...)
				alerts += len(want)
				a, _ := json.Marshal(want)
				b, _ := json.Marshal(got)
				if string(a) != string(b) {
					t.Fatalf("seed %d, settings %d until %v: %d and %d alerts\n%s\n%s", seed, i, until, len(want), len(got), a, b)
				}
			}
		}
	}
	if alerts < 40*int(seeds) {
		t.Errorf("only %d alerts were compared", alerts)
	}
}

func TestTape_OneOfNothing(t *testing.T) {
	w := newWorld(1)
	k := w.taped(10)
	if got := k.played(t, Settings{}, w.day(3)); len(got) != 0 {
		t.Errorf("%v", got)
	}
}

func TestTape_OneThatIsTooLargeIsNone(t *testing.T) {
	w := newWorld(2).usual(2, 30).talk()
	d := New(Settings{})
	r := d.Record(100, nil)
	for i, m := range w.mentions {
		d.Feed(m)
		if full := i >= 100; r.Full() != full {
			t.Fatalf("full after %d: %v", i+1, r.Full())
		}
	}
}

func TestTape_WhatIsDamagedIsAnError(t *testing.T) {
	w := newWorld(3).usual(3, 30).talk()
	k := w.taped(1000)
	for cut := range len(k.Head) {
		if _, err := Play(Settings{}, k.Head[:cut], k); err == nil {
			t.Fatalf("a head of %d of %d bytes is taken", cut, len(k.Head))
		}
	}
	part := k.Parts[0]
	for cut := 0; cut < len(part); cut += 997 {
		r := tapeReader{raw: part[:cut]}
		if _, err := r.part(0); err == nil {
			t.Fatalf("a part of %d of %d bytes is taken", cut, len(part))
		}
	}
	t.Run("a part that cannot be read is told", func(t *testing.T) {
		p, err := Play(Settings{Budget: 20}, k.Head, &missingParts{})
		if err != nil {
			t.Fatal(err)
		}
		for _, ok := p.Next(); ok; _, ok = p.Next() {
			p.Feed()
		}
		p.upto = p.n
		if list := p.d.heard(); len(list) > 0 || !errors.Is(p.Err(), errMissing) {
			t.Errorf("%d mentions, %v", len(list), p.Err())
		}
	})
}

var errMissing = errors.New("it is not there")

type missingParts struct{}

func (*missingParts) Part(int) ([]byte, error)       { return nil, errMissing }
func (*missingParts) Text(id string) (string, error) { return "", errMissing }

// FuzzTape feeds a player what no recorder wrote: it must say so or go on, and
// never fall over.
func FuzzTape(f *testing.F) {
	w := newWorld(4).usual(2, 2)
	w.grow(w.day(1.5), 20*time.Minute, time.Hour, 90, 0.9)
	w.talk()
	k := w.taped(60)
	f.Add(k.Head, k.Parts[0])
	f.Add([]byte{TapeVersion, 1, 1, 1, 0}, []byte{1})
	f.Fuzz(func(t *testing.T, head, part []byte) {
		r := tapeReader{raw: head}
		if h, err := r.head(); err != nil || len(h.bins) > 0 && h.bins[len(h.bins)-1].at.Sub(h.bins[0].at) > 90*24*time.Hour {
			return // what it costs is not the question
		}
		p, err := Play(Settings{Budget: 50}, head, &sameParts{part})
		if err != nil {
			t.Fatal(err)
		}
		for _, ok := p.Next(); ok; _, ok = p.Next() {
			p.Feed()
			if p.next%50 == 0 {
				p.d.why(All, p.d.bin.Add(Bin))
			}
		}
		p.d.why(Negative, p.d.bin.Add(Bin))
	})
}

// A tape of another version is not read. What makes the same mentions into other
// stories or other counts needs a new TapeVersion, or a replay would say one
// thing from the tape and another one anew.
func TestTape_HasTheVersionOfWhatItHolds(t *testing.T) {
	w := newWorld(5).usual(6, 12).talk().tangled(5)
	k := w.taped(usualPart)
	h, err := (&tapeReader{raw: k.Head}).head()
	if err != nil {
		t.Fatal(err)
	}
	entries, err := (&tapeReader{raw: k.Parts[0]}).part(0)
	if err != nil {
		t.Fatal(err)
	}
	sum := fnv.New64a()
	for _, b := range h.bins {
		fmt.Fprintln(sum, b.at, b.counts, b.wide, b.end)
	}
	for _, e := range entries {
		fmt.Fprintln(sum, e.ID, e.story, e.short, e.sampled, e.joined)
	}
	const version, want = 1, uint64(0x57b5249e3a3e902d)
	if got := sum.Sum64(); TapeVersion != version || got != want {
		t.Errorf("version %d holds %#x, it was version %d with %#x: if what is held changed, raise TapeVersion and write both here", TapeVersion, got, version, want)
	}
}

type sameParts struct{ part []byte }

func (s *sameParts) Part(int) ([]byte, error)       { return s.part, nil }
func (s *sameParts) Text(id string) (string, error) { return fmt.Sprint("text of ", id), nil }
