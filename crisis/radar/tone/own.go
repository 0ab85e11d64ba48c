package tone

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"vigie/crisis/radar/tongue"
)

// Own is what people taught a workspace by correcting tones. Its words win over
// the lists. The zero value is ready; it is not safe for concurrent use, so
// give each Reader its own Clone.
type Own struct {
	words map[tongue.Language]map[string]Votes
}

// Votes are the points that a word has for each tone, and who gave the last
// ones when (ms since 1970).
type Votes struct {
	Positive int    `json:"positive,omitempty"`
	Neutral  int    `json:"neutral,omitempty"`
	Negative int    `json:"negative,omitempty"`
	By       string `json:"by,omitempty"`
	At       int64  `json:"at,omitempty"`
}

// Correction is what a person said of a text.
type Correction struct {
	Language tongue.Language
	Tone     Tone // what it really is: positive, neutral or negative
	// Named are the words or phrases that the person pointed at.
	Named []string
	// Decided are the words of the wrong reading (Reading.Words); they are
	// asked where none is named.
	Decided []string
	// By and At say who corrected, and when (ms since 1970).
	By string `json:",omitempty"`
	At int64  `json:",omitempty"`
}

const (
	enough      = 3 // points before a word counts
	taughtWorth = 2.0
	mostOwn     = 5_000 // forms of a language
	formWords   = 3     // of a phrase
	formBytes   = 60
)

// Learn takes a correction and says the forms that it taught. A word that was
// named counts at once; one of several that decided counts once it was
// corrected often enough. None taught means: ask the person which word it was.
func (o *Own) Learn(c Correction) []string {
	if c.Tone != Positive && c.Tone != Neutral && c.Tone != Negative {
		return nil
	}
	words, points := c.Named, enough
	if len(words) == 0 {
		words, points = c.Decided, max(1, enough/max(1, len(c.Decided)))
	}
	var taught []string
	for _, w := range words {
		form := formOf(w)
		if form == "" || slices.Contains(taught, form) || !o.vote(c, form, points) {
			continue
		}
		taught = append(taught, form)
	}
	return taught
}

func (o *Own) vote(c Correction, form string, points int) bool {
	if o.words == nil {
		o.words = map[tongue.Language]map[string]Votes{}
	}
	forms := o.words[c.Language]
	if forms == nil {
		forms = map[string]Votes{}
		o.words[c.Language] = forms
	}
	v, known := forms[form]
	if !known && len(forms) >= mostOwn {
		return false
	}
	switch c.Tone {
	case Positive:
		v.Positive += points
	case Negative:
		v.Negative += points
	default:
		v.Neutral += points
	}
	v.By, v.At = c.By, c.At
	forms[form] = v
	return true
}

// Forget takes a word back.
func (o *Own) Forget(lang tongue.Language, word string) { delete(o.words[lang], formOf(word)) }

// Words are the forms that were taught for a language.
func (o *Own) Words(lang tongue.Language) map[string]Votes { return maps.Clone(o.words[lang]) }

// Clone is a copy that later corrections do not change.
func (o *Own) Clone() *Own {
	c := &Own{words: map[tongue.Language]map[string]Votes{}}
	for lang, forms := range o.words {
		c.words[lang] = maps.Clone(forms)
	}
	return c
}

// Tone is the tone that the votes make of a word; Unknown until there are
// enough.
func (v Votes) Tone() Tone {
	value, counts := v.Valence()
	switch {
	case !counts:
		return Unknown
	case value > 0:
		return Positive
	case value < 0:
		return Negative
	}
	return Neutral
}

// Valence is what the votes make of a word, -2 to 2; false until there are
// enough.
func (v Votes) Valence() (float64, bool) {
	total := v.Positive + v.Neutral + v.Negative
	if total < enough {
		return 0, false
	}
	return taughtWorth * float64(v.Positive-v.Negative) / float64(total), true
}

// formOf is the form that a word or phrase is kept under; "" cannot be kept.
func formOf(word string) string {
	if len(word) > formBytes {
		return ""
	}
	return join(cut(word, nil).words)
}

func join(ws []word) string {
	if len(ws) == 0 || len(ws) > formWords {
		return ""
	}
	if len(ws) == 1 {
		return ws[0].form
	}
	forms := make([]string, len(ws))
	for i, w := range ws {
		forms[i] = w.form
	}
	return strings.Join(forms, " ")
}

// find is the valence of what begins at a word, and how many words it takes;
// none is 0.
func (o *Own) find(ws []word, lang tongue.Language) (float64, int) {
	if o == nil || len(o.words[lang]) == 0 {
		return 0, 0
	}
	for n := min(formWords, len(ws)); n > 0; n-- {
		if votes, known := o.words[lang][join(ws[:n])]; known {
			if v, counts := votes.Valence(); counts {
				return v, n
			}
		}
	}
	return 0, 0
}

// MarshalJSON writes what was taught.
func (o *Own) MarshalJSON() ([]byte, error) {
	words := o.words
	if words == nil {
		words = map[tongue.Language]map[string]Votes{}
	}
	return json.Marshal(map[string]any{"words": words})
}

// UnmarshalJSON reads what MarshalJSON wrote; what cannot be a form or a vote
// is refused.
func (o *Own) UnmarshalJSON(raw []byte) error {
	var kept struct {
		Words map[tongue.Language]map[string]Votes `json:"words"`
	}
	if err := json.Unmarshal(raw, &kept); err != nil {
		return fmt.Errorf("read taught words: %w", err)
	}
	for lang, forms := range kept.Words {
		if len(forms) > mostOwn {
			return fmt.Errorf("read taught words: %d forms of %q are too many", len(forms), lang)
		}
		for form, v := range forms {
			if form == "" || formOf(form) != form || v.Positive < 0 || v.Neutral < 0 || v.Negative < 0 {
				return fmt.Errorf("read taught words: %q cannot be one", form)
			}
		}
	}
	o.words = kept.Words
	return nil
}
