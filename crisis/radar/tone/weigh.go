package tone

import (
	"math"
	"slices"

	"vigie/crisis/radar/tongue"
)

// hit is a word or phrase that says something.
type hit struct {
	at, n int // words
	entry entry
	worth float64 // its valence after the rules
}

// finding is what a text says.
type finding struct {
	words
	marks []entry // the part of each word, plainKind where it has none
	hits  []hit
	risks []string
	// denials are the negations that turned nothing: complaints are full of them.
	denials int
}

// How far the rules reach, in words, and how much they change.
const (
	reach       = 3
	named       = 0.50  // "Suicide Squad" is no suicide
	turnedGood  = -0.60 // "pas content"
	turnedLeast = -0.40
	turnedBad   = -0.10 // "pas triste"
	fought      = -0.30 // "lutter contre la faim"
	loudness    = 0.70
	drawnOut    = 0.40
	beforeBut   = 0.60
	afterBut    = 1.40
	bitter      = -0.40 // "bravo" beside what is bad
	complaint   = -0.40 // a negation that turned nothing
	mixed       = -0.30 // good and bad words in one text: the bad ones are meant
	gladly      = 0.80  // praise that a swear word beside it makes louder
	sworn       = 0.40
	bitterBelow = -1.4
	mockedBelow = -0.6
	faint       = 0.45
	plainlyBad  = -0.80
	shout       = 0.25
	angryShout  = 0.50 // "!" tells more of joy than of anger
	ask         = 0.18
	flat        = 15.0 // the more, the later a score nears 1
	fewWords    = 2    // of a text whose language may stay open
	strong      = 1.4  // what a word must be worth there
	calmWords   = 60   // a longer text says the same with more words
)

// weigh looks every word up and applies the rules.
func (r *Reader) weigh(ws words, lang tongue.Language) *finding {
	f := &finding{words: ws, marks: make([]entry, len(ws.words))}
	for i := 0; i < len(ws.words); {
		e, n := r.lookup(ws.words[i:], lang)
		if n == 1 && ws.signsOff(i) {
			e = entry{}
		}
		f.marks[i] = e
		switch e.kind {
		case plainKind, whenNegated, polite, praise, laugh, ironic, swear:
			if n > 0 && e.valence != 0 {
				f.hits = append(f.hits, hit{at: i, n: n, entry: e})
			}
		}
		i += max(n, 1)
	}
	f.rules()
	return f
}

// lookup asks the workspace's own words first, then the language's, then what
// is of every language. A text of a few words in a language that cannot be told
// may still shout "Arnaque !".
func (r *Reader) lookup(ws []word, lang tongue.Language) (entry, int) {
	if v, n := r.own.find(ws, lang); n > 0 {
		return entry{valence: v}, n
	}
	if ws[0].sign {
		return entry{valence: r.everyone.signs[ws[0].form]}, 1
	}
	if lang == tongue.Unknown {
		return r.anyone(ws)
	}
	if l := r.lists[lang]; l != nil {
		return l.find(ws)
	}
	return entry{}, 0
}

// anyone is what the languages agree on of a strong word. It holds in a text
// too short to be told ("Arnaque !", "NUL"), never in one that is of another
// language.
func (r *Reader) anyone(ws []word) (entry, int) {
	var best entry
	n := 0
	for _, lang := range []tongue.Language{tongue.French, tongue.English} {
		l := r.lists[lang]
		if l == nil || len(ws) > fewWords {
			continue
		}
		e, m := l.find(ws)
		if m == 0 || e.kind != plainKind || math.Abs(e.valence) < strong {
			continue
		}
		if n > 0 && best.valence*e.valence < 0 {
			return entry{}, 0
		}
		best, n = e, m
	}
	return best, n
}

func (f *finding) rules() {
	for i, m := range f.marks {
		if m.kind == negator && (m.valence != withNe || f.opened(i)) {
			f.denials++
		}
	}
	kept := f.hits[:0]
	for _, h := range f.hits {
		if h.worth = f.worth(h); h.worth != 0 {
			kept = append(kept, h)
		}
	}
	f.hits = kept
	f.weighSwearing()
	f.weighContrast()
	f.weighIrony()
}

// worth is a hit's valence after what stands around it.
func (f *finding) worth(h hit) float64 {
	v := h.entry.valence
	w := f.words.words[h.at]
	negated := !h.entry.settled && f.negated(h)
	if negated {
		f.denials--
	}
	if h.entry.kind == whenNegated && !negated {
		return 0
	}
	sign := math.Copysign(1, v)
	v += sign * f.boost(h.at)
	if w.loud && !f.shouted && h.entry.kind != laugh {
		v += sign * loudness
	}
	if w.drawn {
		v += sign * drawnOut
	}
	if w.title && h.n == 1 && !f.headline {
		v *= named
	}
	switch {
	case h.entry.kind == whenNegated || w.sign:
	case negated && v > 0:
		return turnedGood*v + turnedLeast
	case negated:
		return v * turnedBad
	case v < 0 && f.turned(h.at):
		return v * fought
	}
	f.risk(h.entry)
	return v
}

func (f *finding) risk(e entry) {
	if e.risk != "" && !slices.Contains(f.risks, e.risk) {
		f.risks = append(f.risks, e.risk)
	}
}

// boost adds up what the words before make of a valence.
func (f *finding) boost(at int) float64 {
	total, fade := 0.0, 1.0
	for i := at - 1; i >= max(0, at-reach) && !f.words.words[i+1].fresh; i-- {
		if f.marks[i].kind == booster {
			b := f.marks[i].valence
			if f.words.words[i].loud && !f.shouted || f.words.words[i].drawn {
				b *= 1.5
			}
			total += b * fade
		}
		fade -= 0.1
	}
	return total
}

// What the valence of a negator means.
const (
	ahead     = 0 // it turns what follows: "sans", "not"
	bothSides = 1 // and what is before: "j'aime pas"
	withNe    = 2 // both, but only with "ne" before: "plus"
)

// negated says that a hit is under a negation.
func (f *finding) negated(h hit) bool {
	ws := f.words.words
	for i := h.at - 1; i >= max(0, h.at-reach) && !ws[i+1].fresh; i-- {
		switch f.marks[i].kind {
		case contrast:
			return false
		case negator:
			if f.marks[i].valence != withNe || f.opened(i) {
				return true
			}
		}
	}
	after := h.at + h.n
	for i := after; i < min(len(ws), after+2) && !ws[i].fresh; i++ {
		if m := f.marks[i]; m.kind == negator && m.valence != ahead {
			return f.opened(h.at) || i == after && m.valence == bothSides
		}
	}
	return false
}

// opened looks for "ne" shortly before a word.
func (f *finding) opened(at int) bool {
	for i := at - 1; i >= max(0, at-reach); i-- {
		if f.marks[i].kind == opener {
			return true
		}
	}
	return false
}

// turned looks for a word that fights what follows.
func (f *finding) turned(at int) bool {
	for i := at - 1; i >= max(0, at-reach) && !f.words.words[i+1].fresh; i-- {
		if f.marks[i].kind == turner {
			return true
		}
	}
	return false
}
