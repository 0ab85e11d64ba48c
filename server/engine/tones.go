package engine

import (
	"vigie/assets/lexicon"
	"vigie/crisis/radar/tone"
	"vigie/crisis/radar/tongue"
)

// Tongues makes the detector of languages from the table that Vigie ships.
func Tongues() (*tongue.Detector, error) { return tongue.New(lexicon.Tongues()) }

// Tones makes the reader of tones from the word lists that Vigie ships. It
// takes some milliseconds and a few megabytes: make one and keep it.
func Tones() (*tone.Reader, error) {
	teller, err := Tongues()
	if err != nil {
		return nil, err
	}
	lists := map[tongue.Language]*tone.Lexicon{}
	for _, lang := range []tongue.Language{tongue.French, tongue.English, tongue.Unknown} {
		if lists[lang], err = tone.Parse(lexicon.Words(string(lang))...); err != nil {
			return nil, err
		}
	}
	return tone.New(teller, lists), nil
}
