// Package tongue says in which language a short post is written: French,
// English, or unknown. It never guesses: a post in another language, one of a
// few letters, or one of emoji alone is unknown.
//
// It weighs the letter groups (1 to 5 letters, a word's edges counted) and the
// whole words of a text against a table that crisis/radar/tongue/learn makes.
// Nothing leaves the machine.
package tongue

import (
	"errors"
	"fmt"
	"math"
)

// Language is a language as the inbox writes it: "fr", "en", or "" for
// unknown.
type Language string

// The languages that are told apart.
const (
	Unknown Language = ""
	French  Language = "fr"
	English Language = "en"
)

// The table: a line of Classes weights for each of Buckets groups of letters.
// French and English come first, then groups of languages that are all told as
// unknown; that they are several keeps Dutch from passing for English because
// it is not Spanish.
const (
	Buckets = 48_000
	Classes = 6
	// header is the scale of the weights, a float32, little end first.
	header = 4
	// TableSize is the length of a table in bytes.
	TableSize = header + Buckets*Classes
)

// errTable is a table of another version, or a damaged one.
var errTable = errors.New("not a table of this version")

// Detector tells languages; it is safe for concurrent use.
type Detector struct {
	weights string
	scale   float32
}

// New makes a detector of the table; assets/lexicon has it.
func New(table string) (*Detector, error) {
	if len(table) != TableSize {
		return nil, fmt.Errorf("read the table of languages, %d bytes: %w", len(table), errTable)
	}
	bits := uint32(table[0]) | uint32(table[1])<<8 | uint32(table[2])<<16 | uint32(table[3])<<24
	scale := math.Float32frombits(bits)
	if !(scale > 0) || scale > 1 {
		return nil, fmt.Errorf("read the scale of the table of languages: %w", errTable)
	}
	return &Detector{weights: table[header:], scale: scale}, nil
}

// The least that a text must show before it is told.
const (
	leastLetters = 5    // in all its words
	leastSure    = 0.14 // of the chosen language, 0 to 1
	loneLetters  = 8    // of a text of one word
	loneSure     = 0.40
	likelier     = 1.0         // times as likely: then it is of another language
	scattered    = Classes - 1 // the class of all further languages, where names end up
)

// Detect says the language of the text.
func (d *Detector) Detect(text string) Language {
	lang, _ := d.Sure(text)
	return lang
}

// Sure is Detect with how sure it is, 0 to 1; unknown is 0.
func (d *Detector) Sure(text string) (Language, float64) {
	var sum [Classes]int32
	seen := Scan(text, func(buckets []uint32, weight int32) { d.add(&sum, buckets, weight) })
	if seen.Letters < leastLetters || seen.Foreign > seen.Letters || seen.Words == 1 && seen.Letters < loneLetters {
		return Unknown, 0
	}
	least := leastSure
	if seen.Words == 1 {
		least = loneSure
	}
	best, sure := d.best(sum, seen.Groups)
	if sure < least {
		return Unknown, 0
	}
	switch best {
	case 0:
		return French, sure
	case 1:
		return English, sure
	default:
		return Unknown, 0
	}
}

// add adds a word's weights up; written out because it is the hot loop.
func (d *Detector) add(sum *[Classes]int32, buckets []uint32, weight int32) {
	var a, b, c, e, f, g int32
	for _, bucket := range buckets {
		w := d.weights[bucket*Classes : bucket*Classes+Classes]
		a += int32(int8(w[0]))
		b += int32(int8(w[1]))
		c += int32(int8(w[2]))
		e += int32(int8(w[3]))
		f += int32(int8(w[4]))
		g += int32(int8(w[5]))
	}
	for i, v := range [Classes]int32{a, b, c, e, f, g} {
		sum[i] += v * weight
	}
}

// best is the better of French and English, and its share of all classes by the
// softmax; 0 when one of the groups of other languages is likelier.
func (d *Detector) best(sum [Classes]int32, groups int) (int, float64) {
	best := 0
	if sum[1] > sum[0] {
		best = 1
	}
	norm := float64(d.scale) / Norm(groups) / Full
	total := 0.0
	for c := range sum {
		than := math.Exp(float64(sum[c]-sum[best]) * norm)
		if c > 1 && c < scattered && than > likelier {
			return best, 0
		}
		total += than
	}
	return best, 1 / total
}

// Norm is what the weights of a text of so many groups are divided by, so that
// a long text is not surer than a short one for its length alone.
func Norm(groups int) float64 { return math.Sqrt(float64(max(groups, 1))) }
