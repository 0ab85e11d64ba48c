// Package tone says whether a short post is positive, neutral or negative, how
// much, and by which words. It works offline, in French and in English, by word
// lists and rules in the manner of VADER (Hutto and Gilbert, 2014): negation,
// intensity, capitals, exclamation marks, emoji, "but". The rules are our own;
// the lists are in assets/lexicon. docs/early-warning.md has the measured
// quality: it is a hint with its reasons shown, never a verdict.
package tone

import (
	"vigie/crisis/radar/tongue"
)

// Tone is what a post sounds like.
type Tone string

// The tones. Unknown is a language that is not read, or no words at all.
const (
	Positive Tone = "positive"
	Neutral  Tone = "neutral"
	Negative Tone = "negative"
	Unknown  Tone = "unknown"
)

// Reading is what was read out of a text.
type Reading struct {
	Language tongue.Language
	Tone     Tone
	// Score is from -1, all negative, to 1.
	Score float64
	// Words decided, as the text has them, the weightiest first, at most eight.
	Words []string
	// Risks are the words of the crisis list, in the list's form, each once.
	Risks []string
}

// Teller says the language of a text.
type Teller interface {
	Detect(text string) tongue.Language
}

// Reader reads tones. It is safe for concurrent use as long as nobody teaches
// the Own list that it was given.
type Reader struct {
	teller   Teller
	lists    map[tongue.Language]*Lexicon
	everyone *Lexicon // emoji and the like, of every language
	own      *Own
}

// New makes a reader of the word lists of each language; those under
// tongue.Unknown, emoji and emoticons, hold in every language.
func New(teller Teller, lists map[tongue.Language]*Lexicon) *Reader {
	r := &Reader{teller: teller, lists: lists, everyone: lists[tongue.Unknown]}
	if r.everyone == nil {
		r.everyone = &Lexicon{}
	}
	return r
}

// With is the reader with a workspace's own words, which win over the lists.
func (r *Reader) With(own *Own) *Reader {
	with := *r
	with.own = own
	return &with
}

// from is what a score must reach to be called negative or positive, chosen on
// labelled posts of the language by a rule that leaves room below one wrong alarm
// in ten; see docs/early-warning.md. Without words to go by only emoji are left,
// which are said on purpose.
func from(lang tongue.Language) (negative, positive float64) {
	switch lang {
	case tongue.French:
		return -0.18, 0.10
	case tongue.English:
		return -0.33, 0.15
	default:
		return -0.25, 0.25
	}
}

// Read reads a text of any length; of a long one the first words count.
func (r *Reader) Read(text string) Reading {
	return r.ReadIn(text, r.teller.Detect(text))
}

// ReadIn is Read where the language is known.
func (r *Reader) ReadIn(text string, lang tongue.Language) Reading {
	words := cut(text, r.everyone.signs)
	got := Reading{Language: lang, Tone: Unknown}
	if len(words.words) == 0 {
		return got
	}
	f := r.weigh(words, lang)
	if lang == tongue.Unknown && len(f.hits) == 0 {
		return got
	}
	got.Score = f.score()
	got.Words, got.Risks = f.reasons(), f.risks
	negative, positive := from(lang)
	switch {
	case got.Score <= negative:
		got.Tone = Negative
	case got.Score >= positive:
		got.Tone = Positive
	case lang != tongue.Unknown:
		got.Tone = Neutral
	}
	return got
}
