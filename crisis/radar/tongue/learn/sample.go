package main

import (
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

// source is text of one language and one kind.
type source struct {
	lines  []string
	chain  bool // the lines are words or short phrases: several make a sample
	weight float64
}

// library is the sources of each language.
type library map[string][]source

// shelf is a library with its languages in order.
type shelf struct {
	library
	langs []string
	total float64  // of the shares
	names []string // of people and places, which tell no language
}

func (l library) shelf(names []string) shelf {
	s := shelf{library: l, langs: l.languages(), names: names}
	for _, lang := range s.langs {
		s.total += shareOf(lang)
	}
	return s
}

// classOf puts a language into a class of the table. Languages that look
// alike share one.
func classOf(lang string) int {
	switch lang {
	case "fr":
		return 0
	case "en":
		return 1
	case "es", "pt", "ca", "gl", "ast", "an", "eu":
		return 2
	case "it", "ro", "co", "scn", "vec", "lij", "oc", "la", "rm", "fur", "sc", "ht", "br", "eo":
		return 3
	case "de", "nl", "af", "lb", "fy", "da", "sv", "no", "nb", "nn", "is", "fo", "dsb":
		return 4
	default:
		return 5
	}
}

// shareOf is how often a language is drawn: those that are near French or
// English, and frequent beside them, often.
func shareOf(lang string) float64 {
	switch lang {
	case "fr", "en":
		return 30
	case "es", "it", "pt", "de", "nl":
		return 5
	case "ca", "oc", "ro", "ht", "sv", "da", "no", "rest":
		return 2
	default:
		if len(lang) > 2 {
			return 0.03 // known by its declaration alone
		}
		return 0.25
	}
}

// sample draws a language, a source, and a piece of it as long as a post.
func (l shelf) sample(random *rand.Rand) (int, string) {
	lang := l.draw(random)
	sources := l.library[lang]
	total := 0.0
	for _, s := range sources {
		total += s.weight
	}
	at := random.Float64() * total
	pick := sources[len(sources)-1]
	for _, s := range sources {
		if at -= s.weight; at < 0 {
			pick = s
			break
		}
	}
	text := pick.piece(random)
	if random.IntN(namedOneIn) == 0 {
		text = l.name(text, random)
	}
	if random.IntN(6) == 0 {
		text = plain(text)
	}
	return classOf(lang), text
}

const namedOneIn = 3

// name puts one to three names into a text, in small letters now and then.
func (l shelf) name(text string, random *rand.Rand) string {
	if len(l.names) == 0 {
		return text
	}
	words := strings.Fields(text)
	at := random.IntN(len(words) + 1)
	for range 1 + random.IntN(3) {
		name := l.names[random.IntN(len(l.names))]
		if random.IntN(4) == 0 {
			name = strings.ToLower(name)
		}
		words = slices.Insert(words, at, name)
	}
	return strings.Join(words, " ")
}

func (l shelf) draw(random *rand.Rand) string {
	at := random.Float64() * l.total
	for _, lang := range l.langs {
		if at -= shareOf(lang); at < 0 {
			return lang
		}
	}
	return l.langs[len(l.langs)-1]
}

// piece is 1 to some words of a line, or of several where they are short.
func (s source) piece(random *rand.Rand) string {
	line := s.lines[random.IntN(len(s.lines))]
	if s.chain {
		for range random.IntN(4) {
			line += " " + s.lines[random.IntN(len(s.lines))]
		}
		return line
	}
	words := strings.Fields(line)
	if len(words) < 3 {
		return line
	}
	n := min(len(words), 2+random.IntN(12))
	first := random.IntN(len(words) - n + 1)
	return strings.Join(words[first:first+n], " ")
}

// plain takes the accents off, as people in a hurry do.
func plain(s string) string {
	out, _, err := transform.String(transform.Chain(norm.NFD, runes.Remove(runes.In(unicode.Mn)), norm.NFC), s)
	if err != nil {
		return s
	}
	return out
}
