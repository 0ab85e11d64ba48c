// Package lexicon holds the word lists that tones are read by, and the table
// that languages are told by. LICENCES.md names where each comes from.
package lexicon

import _ "embed" // the files are part of the program

//go:embed tongue.bin
var tongues string

//go:embed fr.tsv
var french string

//go:embed fr-crisis.tsv
var frenchCrisis string

//go:embed en.tsv
var english string

//go:embed en-crisis.tsv
var englishCrisis string

//go:embed signs.tsv
var signs string

// Tongues is the table that crisis/radar/tongue reads.
func Tongues() string { return tongues }

// Words are the lists of a language, "fr" or "en", for crisis/radar/tone to
// parse, the crisis list last; "" is what holds in every language. Of another
// language there are none.
func Words(language string) []string {
	switch language {
	case "fr":
		return []string{french, frenchCrisis}
	case "en":
		return []string{english, englishCrisis}
	case "":
		return []string{signs}
	}
	return nil
}
