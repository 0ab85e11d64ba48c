package tone

import (
	"math"
	"slices"
	"strings"

	"vigie/crisis/radar/tongue"
)

// Matched are the forms of a language's list that a text has, each once.
func (r *Reader) Matched(text string, lang tongue.Language) []string {
	ws, l := cut(text, r.everyone.signs).words, r.lists[lang]
	var all []string
	for i := 0; i < len(ws); {
		form, n := l.matched(ws[i:])
		if n > 0 && !ws[i].sign && !slices.Contains(all, form) {
			all = append(all, form)
		}
		i += max(n, 1)
	}
	return all
}

// matched is find with the form in place of what the list says of it.
func (l *Lexicon) matched(ws []word) (string, int) {
	best, n := "", 0
	for _, key := range [2]string{bare(ws[0].form), elision(ws[0].form)} {
		for _, p := range l.phrases[key] {
			if len(p.words) > n && p.begins(ws) {
				best, n = strings.Join(p.words, " "), len(p.words)
			}
		}
	}
	if n > 0 {
		return best, n
	}
	for _, form := range []string{ws[0].form, bare(ws[0].form), single(ws[0].form)} {
		if _, found := l.exact[form]; found {
			return form, 1
		}
		if _, found := l.bare[form]; found {
			return form, 1
		}
		for n := len(form); n >= headBytes; n-- {
			if _, found := l.stems[form[:n]]; found {
				return form[:n] + "*", 1
			}
		}
	}
	return "", 0
}

// Swap has a list say this of a form, NaN nothing at all, instead of what it
// says, and gives back what undoes it.
func (r *Reader) Swap(lang tongue.Language, form string, say float64) func() {
	l := r.lists[lang]
	if strings.Contains(form, " ") {
		return l.swapPhrase(form)
	}
	at, of := l.exact, form
	if stem, found := strings.CutSuffix(form, "*"); found {
		at, of = l.stems, stem
	} else if _, found := l.exact[form]; !found {
		at, of = l.bare, bare(form)
	}
	was, known := at[of]
	delete(at, of)
	if !math.IsNaN(say) {
		l.exact[form] = entry{valence: say}
	}
	return func() {
		delete(l.exact, form)
		if known {
			at[of] = was
		}
	}
}

func (l *Lexicon) swapPhrase(form string) func() {
	key := bare(strings.Fields(form)[0])
	was := l.phrases[key]
	l.phrases[key] = slices.DeleteFunc(slices.Clone(was), func(p phrase) bool { return strings.Join(p.words, " ") == form })
	return func() { l.phrases[key] = was }
}

// Form is a form of a list as Matched gives it, and as it does where the accents
// were left out.
func Form(form string) (exact, plain string) {
	if strings.HasSuffix(form, "*") && !strings.Contains(form, " ") {
		return form, bare(form)
	}
	var all []string
	for _, w := range cut(form, nil).words {
		all = append(all, w.form)
	}
	exact = strings.Join(all, " ")
	if len(all) > 1 {
		return exact, exact
	}
	return exact, bare(exact)
}

// NegativeFrom is the score from which a text of a language is negative.
func NegativeFrom(lang tongue.Language) float64 {
	negative, _ := from(lang)
	return negative
}
