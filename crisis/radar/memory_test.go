package radar

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"fmt"
	"math"
	"math/rand"
	"slices"
	"testing"
	"time"
)

// talk gives the mentions of a world words, some of which are copies, and
// everything else that a detector looks at.
func (w *world) talk() *world {
	r := rand.New(rand.NewSource(3))
	slices.SortStableFunc(w.mentions, func(a, b Mention) int { return a.At.Compare(b.At) })
	for i := range w.mentions {
		m := &w.mentions[i]
		m.At = m.At.Truncate(time.Millisecond)
		m.Text = ""
		for range 9 {
			m.Text += fmt.Sprintf("mot%d ", r.Intn(900))
		}
		if i > 30 && r.Intn(4) == 0 {
			m.Text = w.mentions[i-1-r.Intn(30)].Text + " encore"
		}
		m.Channel = []string{"x", "forum"}[r.Intn(2)]
		if m.Negative {
			m.Words, m.Risk = []string{"perdu"}, [][]string{nil, {"plainte"}}[r.Intn(2)]
		}
		if n := int64(r.Intn(3000)); n%3 > 0 {
			m.Followers = &n
		}
		if r.Intn(50) == 0 {
			m.Author, m.Text = "", "merci"
		}
	}
	return w
}

func TestRecall_GoesOnAsIfItHadNeverStopped(t *testing.T) {
	w := crisisWorld().talk()
	w.cut(Span{w.day(15.1), w.day(15.6)})
	for _, when := range []float64{0.4, 6, 15.3, 20.97, 21.06, 21.2} {
		t.Run(fmt.Sprint("on day ", when), func(t *testing.T) {
			plain, stopped := New(Settings{}), (*Detector)(nil)
			var want, got []Alert
			for _, m := range w.mentions {
				if stopped == nil && m.At.After(w.day(when)) {
					plain.Advance(w.day(when))
					raw, err := plain.Remember()
					if err != nil {
						t.Fatal(err)
					}
					if stopped, err = Recall(Settings{}, raw); err != nil {
						t.Fatal(err)
					}
				}
				changed := plain.Feed(m)
				if stopped != nil {
					want, got = append(want, changed...), append(got, stopped.Feed(m)...)
				}
			}
			a, _ := json.Marshal([]any{want, plain.Now()})
			b, _ := json.Marshal([]any{got, stopped.Now()})
			if len(want) == 0 || string(a) != string(b) {
				t.Errorf("%d and %d alerts, or other ones:\n%s\n%s", len(want), len(got), a, b)
			}
		})
	}
}

func TestRecall_RefusesWhatItCannotRead(t *testing.T) {
	w := newWorld(5).usual(2, 12).talk()
	d := w.heard(Settings{})
	raw, err := d.Remember()
	if err != nil {
		t.Fatal(err)
	}
	var newer bytes.Buffer
	var m memory
	if err := gob.NewDecoder(bytes.NewReader(raw)).Decode(&m); err != nil {
		t.Fatal(err)
	}
	m.Version++
	if err := gob.NewEncoder(&newer).Encode(m); err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string][]byte{"nothing": nil, "half": raw[:len(raw)/2], "words": []byte("what"), "a newer version's": newer.Bytes()} {
		if _, err := Recall(Settings{}, bad); err == nil {
			t.Errorf("%s is taken for a memory", name)
		}
	}
	if _, err := New(Settings{}).Remember(); err == nil {
		t.Error("a detector that knows nothing remembers it")
	}
}

func TestDetector_UnderOtherSettingsKnowsWhatItCounted(t *testing.T) {
	w := crisisWorld().talk()
	old := w.heard(Settings{})
	set := Settings{Budget: 1.5, Known: []Span{{w.day(8), w.day(9)}}}
	fresh := New(set)
	fresh.Advance(w.mentions[0].At)
	again := old.Under(set, nil, w.day(17.5))
	var want, got []Alert
	for _, m := range w.mentions {
		changed := fresh.Feed(m)
		if !m.At.Before(w.day(17.5)) {
			want, got = append(want, changed...), append(got, again.Feed(m)...)
		}
	}
	for _, s := range Streams() {
		a, _, _ := fresh.Threshold(s)
		b, _, _ := again.Threshold(s)
		if s == Stories && math.Abs(a-b) < 0.1*a { // copies of what was said before are not known as such
			continue
		}
		if a != b {
			t.Errorf("%s: the threshold is %v, of the messages %v", s, b, a)
		}
	}
	want, got = during(want, w.day(20), w.day(30), Vigilance), during(got, w.day(20), w.day(30), Vigilance)
	if len(want) == 0 || len(want) != len(got) || got[0].ID != want[0].ID || !got[0].RaisedAt.Equal(want[0].RaisedAt) || got[0].Level != want[0].Level {
		t.Errorf("%s\nis not\n%s", told(got), told(want))
	}
	t.Run("so does who comes back within the hour, angry only then", func(t *testing.T) {
		w := newWorld(5).usual(8, 2)
		at := w.day(3.5)
		w.cut(Span{at, at.Add(2 * Bin)}).say(at, "back", false)
		w.say(at.Add(Bin), "back", true)
		d := w.heard(Settings{})
		c := d.Under(Settings{}, nil, w.day(7))
		until := slices.IndexFunc(w.mentions, func(m Mention) bool { return !m.At.Before(w.day(7)) })
		w.mentions = w.mentions[:until]
		fresh := w.heard(Settings{})
		fresh.Advance(w.day(7))
		if !slices.Equal(c.meters[Negative].past, fresh.meters[Negative].past) {
			t.Error("the sums are not those of the messages")
		}
	})
	t.Run("an open alert stays open", func(t *testing.T) {
		in := w.day(21.1)
		i := slices.IndexFunc(w.mentions, func(m Mention) bool { return m.At.After(in) })
		part := *w
		part.mentions = w.mentions[:i]
		d := part.heard(Settings{})
		if d.alert == nil || !d.alert.ClearedAt.IsZero() {
			t.Fatal("none is open")
		}
		c := d.Under(set, nil, in)
		if c.alert == nil || c.alert.ID != d.alert.ID {
			t.Errorf("%+v", c.alert)
		}
	})
}

func FuzzRecall(f *testing.F) {
	w := newWorld(5).usual(1, 5).talk()
	w.mentions = w.mentions[:12] // what is found in a larger one takes minutes to be made small
	raw, err := w.heard(Settings{}).Remember()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Fuzz(func(t *testing.T, raw []byte) {
		if d, err := Recall(Settings{}, raw); err == nil {
			d.Feed(Mention{ID: "x", At: d.bin.Add(Bin), Text: "le magasin a perdu mon colis hier soir"})
		}
	})
}
