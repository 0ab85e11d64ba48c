package tone

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// entry is what a list says of a word.
type entry struct {
	valence float64 // -4 to 4
	kind    kind
	risk    string // the list's form, of a crisis word
	settled bool   // a phrase with its own negation, "ne marche pas": another turns nothing
}

// kind is a word's part in the rules.
type kind uint8

const (
	plainKind   kind = iota
	whenNegated      // "répond" tells nothing, "ne répond pas" does
	polite           // "bravo", "thanks": said in earnest, or bitterly beside bad words
	praise           // "bravo": the same, and bitter sooner
	laugh            // "mdr", "lol"
	booster          // "très": valence is how much is added
	negator          // "pas": turns what follows
	opener           // "ne": a word before the negator proper
	turner           // "lutter contre", "sans": turns bad into fair
	contrast         // "mais": what follows weighs more
	ironic           // "#ironie", "thanks for nothing": praise beside it is meant badly
	swear            // "putain", "damn": bad, but beside praise alone it only makes it louder
)

// Lexicon is the words of one language with their valences and parts. A form
// may be several words, or the beginning of words ("arnaqu*"). It never changes
// once it is made.
type Lexicon struct {
	exact   map[string]entry
	bare    map[string]entry // accents taken off, where the exact form is not known
	stems   map[string]entry
	heads   map[string]bool // the first letters of the stems
	phrases map[string][]phrase
	signs   map[string]float64 // emoji and emoticons
	risks   []string
}

type phrase struct {
	words  []string
	bare   []string // the same without accents
	entry  entry
	paused bool // the list has a comma in it
}

const headBytes = 3

// Parse reads lists: a line is a form, a tab, and a valence from -4 to 4; then,
// after a further tab, its part where it has one (see docs/early-warning.md);
// "#" begins a line that is not read. A form of a later list replaces one of an
// earlier. It fails at the first line that it does not understand.
func Parse(lists ...string) (*Lexicon, error) {
	l := &Lexicon{
		exact: map[string]entry{}, bare: map[string]entry{}, stems: map[string]entry{},
		heads: map[string]bool{}, phrases: map[string][]phrase{}, signs: map[string]float64{},
	}
	for _, list := range lists {
		n := 0
		for line := range strings.Lines(list) {
			n++
			line = strings.TrimRight(line, "\r\n")
			if line == "" || strings.HasPrefix(line, "# ") {
				continue
			}
			if err := l.line(line); err != nil {
				return nil, fmt.Errorf("read a word list, line %d: %w", n, err)
			}
		}
	}
	l.settle()
	l.addBare()
	return l, nil
}

// settle marks the phrases that have a negation in them.
func (l *Lexicon) settle() {
	for _, phrases := range l.phrases {
		for i, p := range phrases {
			phrases[i].entry.settled = slices.ContainsFunc(p.words, func(w string) bool { return l.exact[w].kind == negator || l.exact[w].kind == opener })
		}
	}
}

// addBare has words be found that are written without their accents, where
// that is no other word ("deçu" and "decu" are "déçu", "tue" stays "tue").
func (l *Lexicon) addBare() {
	for form, e := range l.exact {
		if b := bare(form); b != form {
			if _, taken := l.exact[b]; !taken {
				l.bare[b] = e
			}
		}
	}
	for stem, e := range maps.Clone(l.stems) {
		b := bare(stem)
		if _, taken := l.stems[b]; !taken && len(b) >= headBytes {
			l.stems[b] = e
			l.heads[b[:headBytes]] = true
		}
	}
}

// Risks are the forms of the crisis words, in the order of the lists; a form
// that ends in "*" begins words.
func (l *Lexicon) Risks() []string { return append([]string(nil), l.risks...) }

// Size is how many forms there are.
func (l *Lexicon) Size() int {
	n := len(l.exact) + len(l.stems) + len(l.signs)
	for _, p := range l.phrases {
		n += len(p)
	}
	return n
}

func (l *Lexicon) line(line string) error {
	form, rest, found := strings.Cut(line, "\t")
	number, part, _ := strings.Cut(rest, "\t")
	v, err := strconv.ParseFloat(number, 64)
	if !found || err != nil || v < -4 || v > 4 {
		return fmt.Errorf("%q: a form, a tab and a number from -4 to 4 are wanted", line)
	}
	e := entry{valence: v}
	switch part {
	case "":
	case "risk":
		e.risk = form
		e.valence *= riskWeight
		l.risks = append(l.risks, form)
	case "sign":
		l.signs[form] = v
		return nil
	default:
		k, known := parts()[part]
		if !known {
			return fmt.Errorf("%q: there is no part %q", line, part)
		}
		e.kind = k
	}
	return l.add(form, e)
}

func parts() map[string]kind {
	return map[string]kind{
		"negated": whenNegated, "polite": polite, "praise": praise, "laugh": laugh, "booster": booster, "negator": negator,
		"opener": opener, "turner": turner, "contrast": contrast, "ironic": ironic, "swear": swear,
	}
}

// riskWeight is how much more a crisis word weighs than its valence.
const riskWeight = 1.5

func (l *Lexicon) add(form string, e entry) error {
	if stem, found := strings.CutSuffix(form, "*"); found && !strings.Contains(form, " ") {
		if len(stem) < headBytes {
			return fmt.Errorf("%q: the beginning of words is too short", form)
		}
		l.stems[stem] = e
		l.heads[stem[:headBytes]] = true
		return nil
	}
	forms := cut(form, nil).words
	switch len(forms) {
	case 0:
		return fmt.Errorf("%q: there are no letters", form)
	case 1:
		l.exact[forms[0].form] = e
		return nil
	}
	var all []string
	for _, w := range forms {
		all = append(all, w.form)
	}
	paused := slices.ContainsFunc(forms[1:], func(w word) bool { return w.fresh })
	at := l.phrases[bare(all[0])]
	for i := range at {
		if strings.Join(at[i].words, " ") == strings.Join(all, " ") {
			at[i].entry, at[i].paused = e, paused || at[i].paused
			return nil
		}
	}
	l.phrases[bare(all[0])] = append(at, phrase{words: all, bare: bareAll(all), entry: e, paused: paused})
	return nil
}

func bareAll(words []string) []string {
	all := make([]string, len(words))
	for i, w := range words {
		all[i] = bare(w)
	}
	return all
}
